package org.dropshard.format;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.execution.datasources.FileFormat$;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat$;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The columns that a query wants of a file: the format's own, the number of the record, and the one
 * for records that cannot be read.
 *
 * @param length how many there are
 * @param wanted the format's own
 * @param ordinals where each of those stands
 * @param indexOrdinal where the record's number stands, or −1
 * @param corruptOrdinal where the reason stands, or −1
 */
public record RecordColumns(
    int length, StructType wanted, int[] ordinals, int indexOrdinal, int corruptOrdinal)
    implements Serializable {

  /** How Spark asks a reader for {@code _metadata.row_index}. */
  public static final String ROW_INDEX =
      ParquetFileFormat$.MODULE$.ROW_INDEX_TEMPORARY_COLUMN_NAME();

  /** What Spark knows of files of rows: their metadata, and the row's number in its file. */
  public static Seq<StructField> ofMetadata() {
    List<StructField> fields =
        new ArrayList<>(CollectionConverters.asJava(FileFormat$.MODULE$.BASE_METADATA_FIELDS()));
    fields.add(ParquetFileFormat$.MODULE$.ROW_INDEX_FIELD());
    return CollectionConverters.asScala(fields).toSeq();
  }

  static RecordColumns of(StructType required, String corruptColumn) {
    StructType wanted = new StructType();
    List<Integer> ordinals = new ArrayList<>();
    int index = -1;
    int corrupt = -1;
    for (int i = 0; i < required.length(); i++) {
      StructField field = required.apply(i);
      if (field.name().equals(ROW_INDEX)) {
        index = i;
      } else if (field.name().equals(corruptColumn)) {
        corrupt = i;
      } else {
        wanted = wanted.add(field);
        ordinals.add(i);
      }
    }
    return new RecordColumns(
        required.length(),
        wanted,
        ordinals.stream().mapToInt(Integer::intValue).toArray(),
        index,
        corrupt);
  }

  int ordinal(int i) {
    return ordinals[i];
  }
}
