package org.dropshard.bench.jobs;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Counts what tasks spill. */
final class Spills extends SparkListener {
  private final AtomicLong bytes = new AtomicLong();

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.taskMetrics() != null) {
      bytes.addAndGet(
          end.taskMetrics().memoryBytesSpilled() + end.taskMetrics().diskBytesSpilled());
    }
  }

  long bytes() {
    return bytes.get();
  }
}
