package org.dropshard.job.write;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Map;

/** Parquet by Spark's own writer, set up for rows that are large. */
public final class ParquetShards {
  /** Row groups hold about this many bytes; a reader that wants a row reads a group. */
  private static final long ROW_GROUP_BYTES = 64L << 20;

  /** And no more rows than this, where rows are small. */
  private static final int ROW_GROUP_ROWS = 4096;

  private static final long PAGE_BYTES = 1L << 20;

  private ParquetShards() {}

  /**
   * Prepares {@code job} for writing rows of {@code schema}. What the user has set for Parquet in
   * Spark's or Hadoop's configuration is kept.
   *
   * @param tensorColumn the column whose values never repeat, and get no dictionary
   * @param options of Spark's Parquet writer
   * @param footer entries of each file's footer
   * @param unsignedBits the width of the tensor column's elements if it holds lists of unsigned
   *     integers, which takes a footer; else 0
   */
  public static OutputWriterFactory prepare(
      SparkSession spark,
      Job job,
      StructType schema,
      String tensorColumn,
      Map<String, String> options,
      java.util.Map<String, String> footer,
      int unsignedBits) {
    Configuration hadoop = job.getConfiguration();
    hadoop.setIfUnset("parquet.enable.dictionary#" + tensorColumn, "false");
    hadoop.setIfUnset("parquet.block.size", Long.toString(ROW_GROUP_BYTES));
    hadoop.setIfUnset("parquet.block.row.count.limit", Integer.toString(ROW_GROUP_ROWS));
    hadoop.setIfUnset("parquet.page.size", Long.toString(PAGE_BYTES));
    // The writer looks at its memory after this many rows, 100 by default: too late for rows of
    // megabytes.
    hadoop.setIfUnset("parquet.block.size.row.check.min", "1");
    hadoop.setIfUnset("parquet.block.size.row.check.max", "64");
    hadoop.setIfUnset("parquet.page.size.row.check.min", "1");
    hadoop.setIfUnset("parquet.page.size.row.check.max", "64");
    OutputWriterFactory factory = new ParquetFileFormat().prepareWrite(spark, job, options, schema);
    if (!footer.isEmpty()) {
      hadoop.set(ParquetOutputFormat.WRITE_SUPPORT_CLASS, TensorWriteSupport.class.getName());
      footer.forEach((key, value) -> hadoop.set(TensorWriteSupport.FOOTER + key, value));
    }
    if (unsignedBits > 0) {
      hadoop.set(TensorWriteSupport.UNSIGNED_COLUMN, tensorColumn);
      hadoop.setInt(TensorWriteSupport.UNSIGNED_BITS, unsignedBits);
    }
    return factory;
  }
}
