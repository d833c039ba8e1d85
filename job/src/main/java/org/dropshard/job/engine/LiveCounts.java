package org.dropshard.job.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.util.LongAccumulator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The counters of {@link Progress} with what running tasks have counted so far. Spark adds a task's
 * counts when it ends; until then they are told by the executors' heartbeats, every ten seconds.
 */
public final class LiveCounts extends SparkListener implements AutoCloseable {
  private final SparkContext context;
  private final Map<Long, Map<Long, Long>> running = new ConcurrentHashMap<>();

  public LiveCounts(SparkContext context) {
    this.context = context;
    context.addSparkListener(this);
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    running.put(start.taskInfo().taskId(), Map.of());
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    CollectionConverters.asJava(update.accumUpdates())
        .forEach(
            task -> {
              Map<Long, Long> counts = new ConcurrentHashMap<>();
              for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
                if (info.update().isDefined() && info.update().get() instanceof Long count) {
                  counts.put(info.id(), count);
                }
              }
              // A heartbeat may be told of after its task's end.
              running.computeIfPresent((Long) task._1(), (id, before) -> counts);
            });
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
  }

  /** How far a counter is, about. */
  public long value(LongAccumulator counter) {
    long sum = counter.value();
    for (Map<Long, Long> counts : running.values()) {
      sum += counts.getOrDefault(counter.id(), 0L);
    }
    return sum;
  }

  @Override
  public void close() {
    context.removeSparkListener(this);
  }
}
