package org.dropshard.job.read.scan;

import org.apache.spark.sql.SparkSession;

/** How many partitions files of one sample are read in. */
public final class Partitioning {
  private static final String LEAST = "spark.sql.files.minPartitionNum";

  /** Below this a partition is not worth its task. */
  private static final long SMALLEST_BYTES = 8L << 20;

  /**
   * Partitions a core, where there is enough to share out, so that none waits long for the last.
   */
  private static final int WAVES = 3;

  private Partitioning() {}

  /**
   * One partition fills one shard, or less where all cores would not have work otherwise. Spark's
   * own {@code spark.sql.files.minPartitionNum} is obeyed.
   *
   * @param outputBytes the tensors' estimated bytes
   * @param shardBytes the size of a shard
   */
  public static int count(SparkSession spark, int files, double outputBytes, long shardBytes) {
    int cores = spark.sparkContext().defaultParallelism();
    double share = Math.max(SMALLEST_BYTES, outputBytes / ((double) cores * WAVES));
    double count = Math.ceil(outputBytes / Math.min(shardBytes, share));
    String least = spark.conf().get(LEAST, "1");
    return (int) Math.max(1, Math.min(files, Math.max(count, Double.parseDouble(least))));
  }
}
