package org.dropshard.job.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.JobSucceeded$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.StageInfo;
import scala.jdk.javaapi.CollectionConverters;

/** How far a run is, by the tasks of its phases: a share that never falls. */
public final class TaskProgress extends SparkListener implements AutoCloseable {
  /** What a task that runs longer than its fellows did counts for. */
  private static final double NEARLY = 0.9;

  private final SparkContext context;
  private final Map<Integer, Integer> jobOfStage = new HashMap<>();
  private final Map<Integer, Integer> tasksOfJob = new HashMap<>();
  private final Map<Integer, Integer> doneOfJob = new HashMap<>();
  private final Map<Long, Long> running = new HashMap<>();
  private final Set<Integer> stages = new HashSet<>();
  private Phase phase;
  private long finished;
  private long finishedMillis;
  private double furthest;

  public TaskProgress(SparkContext context) {
    this.context = context;
    context.addSparkListener(this);
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart start) {
    Phase next = Phase.of(start.properties());
    if (next == null) {
      return;
    }
    if (!next.equals(phase)) {
      phase = next;
      tasksOfJob.clear();
      doneOfJob.clear();
    }
    int tasks = 0;
    for (StageInfo stage : CollectionConverters.asJava(start.stageInfos())) {
      if (stages.add(stage.stageId())) { // else made by a job before, and skipped
        jobOfStage.put(stage.stageId(), start.jobId());
        tasks += stage.numTasks();
      }
    }
    tasksOfJob.put(start.jobId(), tasks);
    doneOfJob.put(start.jobId(), 0);
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart start) {
    if (jobOfStage.containsKey(start.stageId())) {
      running.put(start.taskInfo().taskId(), start.taskInfo().launchTime());
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
    Integer job = jobOfStage.get(end.stageId());
    if (job != null && end.taskInfo().successful()) {
      doneOfJob.computeIfPresent(job, (id, done) -> Math.min(done + 1, tasksOfJob.get(id)));
      finished++;
      finishedMillis += end.taskInfo().duration();
    }
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd end) {
    if (end.jobResult() == JobSucceeded$.MODULE$) {
      doneOfJob.computeIfPresent(end.jobId(), (id, done) -> tasksOfJob.get(id));
    }
  }

  /** The phase; null before the first. */
  public synchronized Phase phase() {
    return phase;
  }

  /** The tasks of the phase so far. */
  public synchronized int tasks() {
    return tasksOfJob.values().stream().mapToInt(n -> n).sum();
  }

  /** Those of them that have ended. */
  public synchronized int done() {
    return doneOfJob.values().stream().mapToInt(n -> n).sum();
  }

  /** The share of the run that is done, 0 to 1; empty if nobody knows how much there is. */
  public synchronized OptionalDouble share() {
    if (phase == null || phase.of() == 0) {
      return OptionalDouble.empty();
    }
    int tasks = tasks();
    double part = tasks == 0 ? 0 : Math.min(1, (done() + underway()) / tasks);
    furthest = Math.max(furthest, (phase.number() - 1 + part) / phase.of());
    return OptionalDouble.of(furthest);
  }

  /** What running tasks have done, if they take as long as those that have ended. */
  private double underway() {
    if (finished == 0 || finishedMillis == 0) {
      return 0;
    }
    double mean = finishedMillis / (double) finished;
    long now = System.currentTimeMillis();
    return running.values().stream()
        .mapToDouble(start -> Math.min(NEARLY, Math.max(0, now - start) / mean))
        .sum();
  }

  @Override
  public void close() {
    context.removeSparkListener(this);
  }
}
