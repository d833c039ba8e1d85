package org.dropshard.job.read.scan;

import org.apache.spark.sql.SparkSession;

/**
 * How many rows Spark's Parquet reader decodes at once: 4096 unless told otherwise, which of
 * tensors would be gigabytes. Its buffers stay in the processor's cache if they are small.
 */
public final class Batches {
  private static final String KEY = "spark.sql.parquet.columnarReaderBatchSize";
  private static final int MOST_ROWS = 4096;
  private static final double BYTES = 1 << 20;

  private Batches() {}

  /** As many as suit tensors of a size; until it is closed, and unless the user has set it. */
  public static SessionSetting ofTensors(SparkSession spark, double tensorBytes) {
    return ofRows(spark, (int) Math.max(1, Math.min(MOST_ROWS, BYTES / Math.max(1, tensorBytes))));
  }

  public static SessionSetting ofRows(SparkSession spark, int rows) {
    return SessionSetting.set(spark, KEY, Integer.toString(MOST_ROWS), Integer.toString(rows));
  }
}
