package org.dropshard.job.augment;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * Counters for eyes alone: they may count a retried task twice, and nothing is decided by them.
 *
 * @param samples samples read
 * @param bytes bytes of tensors written, or read where nothing is written
 * @param bad bad records
 */
public record Progress(LongAccumulator samples, LongAccumulator bytes, LongAccumulator bad)
    implements Serializable {

  public static Progress of(SparkContext context) {
    return new Progress(
        context.longAccumulator("dropshard.samples"),
        context.longAccumulator("dropshard.bytes"),
        context.longAccumulator("dropshard.bad"));
  }
}
