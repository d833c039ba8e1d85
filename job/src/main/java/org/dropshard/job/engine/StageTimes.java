package org.dropshard.job.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.StageInfo;
import org.dropshard.job.record.Timings;

/** How long the stages of a job group took, and what their tasks did meanwhile. */
public final class StageTimes extends SparkListener implements AutoCloseable {
  private static final String GROUP = "spark.jobGroup.id";

  /** Spark tells of a stage's end a moment after the job's. */
  private static final long PATIENCE_MILLIS = 5000;

  private final SparkContext context;
  private final String group;
  private final Set<Integer> submitted = ConcurrentHashMap.newKeySet();
  private final List<Timings.Stage> stages = new ArrayList<>();

  private StageTimes(SparkContext context, String group) {
    this.context = context;
    this.group = group;
  }

  /** Begins to listen. */
  public static StageTimes of(SparkContext context, String group) {
    StageTimes times = new StageTimes(context, group);
    context.addSparkListener(times);
    return times;
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted event) {
    if (event.properties() != null && group.equals(event.properties().getProperty(GROUP))) {
      submitted.add(event.stageInfo().stageId());
    }
  }

  @Override
  public void onStageCompleted(SparkListenerStageCompleted event) {
    StageInfo stage = event.stageInfo();
    if (!submitted.contains(stage.stageId()) || stage.completionTime().isEmpty()) {
      return;
    }
    long started = (long) stage.submissionTime().get();
    TaskMetrics metrics = stage.taskMetrics();
    Timings.Stage ended =
        new Timings.Stage(
            stage.stageId(),
            stage.attemptNumber(),
            stage.name(),
            stage.numTasks(),
            ((long) stage.completionTime().get() - started) / 1e3,
            metrics.executorRunTime() / 1e3,
            metrics.executorCpuTime() / 1e9,
            metrics.jvmGCTime() / 1e3,
            Map.of());
    synchronized (stages) {
      stages.add(ended);
    }
  }

  /** The stages that have ended. */
  public List<Timings.Stage> ended() {
    synchronized (stages) {
      return List.copyOf(stages);
    }
  }

  /** Waits for the last events, and listens no more. */
  @Override
  public void close() {
    try {
      context.listenerBus().waitUntilEmpty(PATIENCE_MILLIS);
    } catch (TimeoutException e) {
      // a busy driver: what has not been told is left out of the timings
    } finally {
      context.removeSparkListener(this);
    }
  }
}
