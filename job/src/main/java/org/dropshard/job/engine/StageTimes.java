package org.dropshard.job.engine;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.StageInfo;
import org.dropshard.job.manifest.Json;

/** How long the stages of a job group took, and what their tasks did meanwhile. */
public final class StageTimes extends SparkListener implements AutoCloseable {
  private static final String GROUP = "spark.jobGroup.id";

  /** Spark tells of a stage's end a moment after the job's. */
  private static final long PATIENCE_MILLIS = 5000;

  private final SparkContext context;
  private final String group;
  private final Set<Integer> submitted = ConcurrentHashMap.newKeySet();
  private final ArrayNode stages = Json.object().putArray("stages");

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
    ObjectNode node = Json.object();
    node.put("stage", stage.stageId());
    node.put("attempt", stage.attemptNumber());
    node.put("name", stage.name());
    node.put("tasks", stage.numTasks());
    long started = (long) stage.submissionTime().get();
    node.put("seconds", ((long) stage.completionTime().get() - started) / 1e3);
    TaskMetrics metrics = stage.taskMetrics();
    node.put("task_seconds", metrics.executorRunTime() / 1e3);
    node.put("cpu_seconds", metrics.executorCpuTime() / 1e9);
    node.put("gc_seconds", metrics.jvmGCTime() / 1e3);
    synchronized (stages) {
      stages.add(node);
    }
  }

  /** The stages that have ended. */
  public ArrayNode json() {
    synchronized (stages) {
      return stages.deepCopy();
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
