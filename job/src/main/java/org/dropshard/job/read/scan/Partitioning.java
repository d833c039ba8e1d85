package org.dropshard.job.read.scan;

import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.SparkSession;

/** How many partitions files of one sample are read in. */
public final class Partitioning {
  private static final String LEAST = "spark.sql.files.minPartitionNum";
  private static final String OPEN_COST = "spark.sql.files.openCostInBytes";

  /** A local file opens in some 50 µs, in which as many bytes of tensors are made. */
  private static final long LOCAL_OPENING = 4 << 10;

  /** Below this a partition is not worth its task. */
  private static final long SMALLEST_BYTES = 8L << 20;

  /**
   * Partitions a core, where there is enough to share out, so that none waits long for the last.
   */
  private static final int WAVES = 3;

  private Partitioning() {}

  /**
   * What it costs to open a file, in bytes that could be read instead: Spark's {@code
   * spark.sql.files.openCostInBytes} where files are far or somebody has set it.
   *
   * @param far whether a file system other than the local one holds the files
   */
  public static long opening(SparkSession spark, boolean far) {
    return far || spark.sparkContext().conf().contains(OPEN_COST)
        ? JavaUtils.byteStringAsBytes(spark.conf().get(OPEN_COST))
        : LOCAL_OPENING;
  }

  /**
   * One partition fills one shard, or less where all cores would not have work otherwise: bytes, or
   * files to open. Spark's own {@code spark.sql.files.minPartitionNum} is obeyed.
   *
   * @param most the partitions that there can be
   * @param outputBytes the tensors' estimated bytes
   * @param openingBytes what it costs to open all files, in bytes
   * @param shardBytes the size of a shard
   */
  public static int count(
      SparkSession spark, int most, double outputBytes, double openingBytes, long shardBytes) {
    int cores = spark.sparkContext().defaultParallelism();
    double least = Double.parseDouble(spark.conf().get(LEAST, "1"));
    double count = Math.max(least, count(cores, outputBytes, openingBytes, shardBytes));
    return (int) Math.max(1, Math.min(most, count));
  }

  /** Openings make more partitions than bytes need only until all cores have work. */
  static double count(int cores, double outputBytes, double openingBytes, long shardBytes) {
    double enough = (double) cores * WAVES;
    double share = Math.max(SMALLEST_BYTES, outputBytes / enough);
    double ofBytes = Math.ceil(outputBytes / Math.min(shardBytes, share));
    double ofOpenings = Math.ceil((outputBytes + openingBytes) / SMALLEST_BYTES);
    return Math.max(ofBytes, Math.min(ofOpenings, enough));
  }
}
