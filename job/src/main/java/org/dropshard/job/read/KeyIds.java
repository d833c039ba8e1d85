package org.dropshard.job.read;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.QuotingUtils;
import org.dropshard.job.config.Share;
import org.dropshard.job.read.sample.SampleIds;
import org.dropshard.job.read.sample.SampleSelection;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.BatchRows;

/** The ids of all samples that have a key, where they are few enough for one machine. */
public final class KeyIds {
  /** Eight megabytes. */
  private static final int MOST = 1 << 20;

  private KeyIds() {}

  /**
   * Reads the key column, and no more, unless the source has the ids already.
   *
   * @param column the source's key
   * @return an id for each row whose key is not null and selects it; empty if there are more than a
   *     million
   */
  public static Optional<long[]> of(SparkSession spark, Source source, String column) {
    if (source.keys().isPresent()) {
      return source
          .keys()
          .map(ids -> Arrays.stream(ids).filter(source.selection()::takes).toArray());
    }
    Dataset<Row> keys = source.rows().select(QuotingUtils.quoteIdentifier(column));
    SampleIds ids = SampleIds.of(Optional.of(column), Share.SAMPLE, keys.schema());
    SampleSelection selection = source.selection();
    long[] all =
        BatchRows.of(spark, keys)
            .toJavaRDD()
            .mapPartitions(rows -> List.of(ids(rows, ids, selection)).iterator())
            .collect()
            .stream()
            .flatMapToLong(Arrays::stream)
            .toArray();
    return all.length > MOST ? Optional.empty() : Optional.of(all);
  }

  /** Those of a partition; no more than show that they are too many. */
  private static long[] ids(Iterator<InternalRow> rows, SampleIds ids, SampleSelection selection) {
    LongStream.Builder found = LongStream.builder();
    for (int left = MOST + 1; left > 0 && rows.hasNext(); ) {
      InternalRow row = rows.next();
      if (ids.isKnown(row)) {
        long id = ids.id(row, null); // a key, so no name
        if (selection.takes(id)) {
          found.add(id);
          left--;
        }
      }
    }
    return found.build().toArray();
  }
}
