package org.dropshard.job.plan;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.network.util.JavaUtils;
import org.dropshard.format.Budget;
import org.dropshard.job.error.JobException;

/**
 * The heap that a task needs, against what it has.
 *
 * @param needed for the largest sample seen: the file, the tensor, its copy in another type, the
 *     cell, a row group of each open shard, and the sums of gradients of parameters
 * @param available a core's share of an executor's heap
 */
record TaskMemory(long needed, long available) {
  private static final long ROW_GROUP = 64L << 20;
  private static final int COPIES = 5;

  /** An exact sum of doubles. */
  private static final int SUM = 600;

  /**
   * What a task needs and has.
   *
   * @param sample bytes of the largest sample
   * @param sums how many gradients of parameters it sums up
   * @param shards how many it writes at a time
   */
  static TaskMemory of(SparkContext context, long sample, long sums, int shards) {
    SparkConf conf = context.conf();
    boolean local =
        context.master().startsWith("local") && !context.master().startsWith("local-cluster");
    long heap =
        local
            ? Runtime.getRuntime().maxMemory()
            : JavaUtils.byteStringAsBytes(conf.get("spark.executor.memory", "1g"));
    return new TaskMemory(
        COPIES * sample
            + shards * Math.min(ROW_GROUP, Math.max(sample, ROW_GROUP / 8))
            + SUM * sums,
        Budget.share(heap, Budget.cores(conf)));
  }

  /**
   * @throws JobException if a task would not fit
   */
  void check() {
    if (needed > available) {
      throw JobException.usage(
          "Cannot fit a task in memory: it needs "
              + (needed >> 20)
              + " MB for its largest sample and has "
              + (available >> 20)
              + " MB (raise --executor-memory, or --driver-memory if local, or run fewer cores)");
    }
  }
}
