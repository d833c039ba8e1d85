package org.dropshard.job.engine;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Counters for eyes alone: they may count a retried task twice, and nothing is decided by them.
 *
 * @param samples samples read
 * @param bytes bytes of tensors written, or read where nothing is written
 * @param bad bad records
 * @param dropped units that were dropped
 */
public record Progress(
    LongAccumulator samples, LongAccumulator bytes, LongAccumulator bad, LongAccumulator dropped)
    implements Serializable {

  /** Counters from zero, which Spark's metrics show from now on. */
  public static Progress of(SparkContext context) {
    Progress progress =
        new Progress(
            context.longAccumulator("dropshard.samples"),
            context.longAccumulator("dropshard.bytes"),
            context.longAccumulator("dropshard.bad"),
            context.longAccumulator("dropshard.dropped"));
    ProgressSource.register(progress);
    return progress;
  }
}
