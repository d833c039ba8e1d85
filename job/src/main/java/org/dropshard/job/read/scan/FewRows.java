package org.dropshard.job.read.scan;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.TableFormat;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.InputRoot;
import org.dropshard.job.read.sample.Failures;
import org.dropshard.job.read.sample.Source;

/**
 * A few rows of a source, and from them how many samples there are.
 *
 * @param source what they are of
 * @param rows the first of a table, or files from across the input
 */
public record FewRows(Source source, List<InternalRow> rows) {
  private static final int MOST = 64;
  private static final double MOST_BYTES = 64 << 20;

  /** A file of records up to this size is counted. */
  private static final long COUNTED = 64 << 20;

  /** A header and, on average, half a block. */
  private static final int TAR_MEMBER = 512 + 256;

  private static final int RECORD = 16;

  /** Takes 64 rows, or less of large tensors: what is dropped of a few differs by chance. */
  public static FewRows of(Source source) {
    int count =
        (int) Math.max(1, Math.min(MOST, MOST_BYTES / Math.max(1, source.probe().meanBytes())));
    Dataset<Row> rows = source.isTable() ? source.rows().limit(count) : files(source, count);
    try (SessionSetting batch = Batches.ofRows(rows.sparkSession(), count)) {
      return new FewRows(
          source,
          List.of(
              ((org.apache.spark.sql.classic.Dataset<Row>) rows)
                  .queryExecution()
                  .executedPlan()
                  .executeCollect()));
    } catch (Exception e) { // SparkException is checked in Scala alone
      throw Failures.explained(e);
    }
  }

  /** Files from across the input; of a batch, which may be all there is, its last sample. */
  private static Dataset<Row> files(Source source, int count) {
    List<InputFile> files = source.files();
    int taken = Math.min(count, files.size());
    Object[] paths =
        IntStream.range(0, taken)
            .mapToObj(i -> files.get((int) ((long) i * files.size() / taken)).path())
            .toArray();
    Dataset<Row> rows =
        source
            .rows()
            .where(functions.col("_file").isin(paths).and(functions.col("_part").equalTo(0)));
    if (!source.batches()) {
      return rows;
    }
    Column parts =
        functions.least(functions.col("_length"), functions.lit(Integer.MAX_VALUE)).cast("int");
    return rows.withColumn("_parts", parts).withColumn("_part", parts.minus(1).cast("int"));
  }

  /**
   * How many samples the whole source has, about.
   *
   * @param samples how many these rows hold
   */
  public double samples(SparkSession spark, long samples) {
    if (source.batches()) {
      return source.bytes() / Math.max(1, source.probe().meanBytes());
    }
    if (!source.isTable()) {
      return (double) samples * source.files().size() / Math.max(1, rows.size());
    }
    if (source.format() instanceof TableFormat table && table.tellsRows()) {
      return source.rows().count();
    }
    return source.bytes() / recordBytes(spark);
  }

  /** The bytes of files that a record takes. */
  private double recordBytes(SparkSession spark) {
    InputFile first = source.files().get(0);
    if (first.length() <= COUNTED
        || List.of("gz", "tgz", "zstd", "npz").contains(first.extension())) {
      long count =
          spark
              .read()
              .format(source.format().label())
              .option("mode", "PERMISSIVE")
              .load(InputRoot.escaped(first.path()))
              .count();
      return first.length() / (double) Math.max(1, count);
    }
    StructType columns = source.rows().schema();
    double bytes = 0;
    for (InternalRow row : rows) {
      boolean tar = source.format().label().equals("webdataset");
      bytes += tar ? TAR_MEMBER : RECORD; // those that are no members lie in one
      for (int i = 0;
          i < columns.length() && !columns.apply(i).name().startsWith("_dropshard");
          i++) {
        DataType type = columns.apply(i).dataType();
        if (!row.isNullAt(i)) {
          bytes += bytes(row, i, type);
          bytes += tar ? (type == BinaryType$.MODULE$ ? TAR_MEMBER : 0) : RECORD;
        }
      }
    }
    return Math.max(1, bytes / Math.max(1, rows.size()));
  }

  /** About so many bytes: a value of a row that is not null. */
  public static long bytes(InternalRow row, int ordinal, DataType type) {
    if (type == BinaryType$.MODULE$) {
      return row.getBinary(ordinal).length;
    }
    if (type instanceof StringType) {
      return row.getUTF8String(ordinal).numBytes();
    }
    return type instanceof ArrayType array
        ? (long) row.getArray(ordinal).numElements() * array.elementType().defaultSize()
        : type.defaultSize();
  }
}
