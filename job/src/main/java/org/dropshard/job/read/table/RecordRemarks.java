package org.dropshard.job.read.table;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.Metadata;
import org.dropshard.format.PassedOver;
import org.dropshard.format.RecordFormat;
import org.dropshard.job.read.listing.LeftOuts;

/** What a format of records says of its files, in the metadata of the column of bad ones. */
final class RecordRemarks {
  private RecordRemarks() {}

  /** What lies beside the files, and in them. */
  static LeftOuts leftOut(LeftOuts beside, Dataset<Row> table, boolean bad) {
    LeftOuts all = beside.copy();
    Metadata said = said(table, bad);
    if (said.contains(RecordFormat.PASSED_OVER)) {
      all.add(PassedOver.of(said.getMetadata(RecordFormat.PASSED_OVER)));
    }
    return all;
  }

  private static Metadata said(Dataset<Row> table, boolean bad) {
    return bad ? table.schema().apply(TableSource.BAD).metadata() : Metadata.empty();
  }

  /** On columns that not all files have, and on what they hold that is no column. */
  static List<String> of(Dataset<Row> table, boolean bad) {
    Metadata said = said(table, bad);
    return said.contains(RecordFormat.REMARKS)
        ? List.of(said.getStringArray(RecordFormat.REMARKS))
        : List.of();
  }
}
