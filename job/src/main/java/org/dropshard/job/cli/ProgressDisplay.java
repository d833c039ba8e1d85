package org.dropshard.job.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.Locale;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.SparkStatusTracker;
import org.dropshard.job.augment.Progress;
import org.dropshard.job.manifest.Json;

/** Shows on stderr how a run goes on, from a thread of its own. */
final class ProgressDisplay implements AutoCloseable {
  private static final int BAR = 30;

  private final String mode;
  private final SparkStatusTracker tracker;
  private final Progress progress;
  private final PrintStream err = System.err;
  private final long started = System.nanoTime();
  private final Thread thread;
  private volatile boolean closed;

  private ProgressDisplay(String mode, SparkContext context, Progress progress) {
    this.mode = mode;
    this.tracker = context.statusTracker();
    this.progress = progress;
    this.thread = new Thread(this::run, "dropshard-progress");
    thread.setDaemon(true);
  }

  /**
   * Starts it.
   *
   * @param mode {@code auto}: a bar on a terminal, else plain; {@code plain}, {@code json}: a line
   *     every few seconds; {@code none}
   */
  static ProgressDisplay start(String mode, SparkContext context, Progress progress) {
    boolean terminal = System.console() != null && System.getenv("TERM") != null;
    ProgressDisplay display =
        new ProgressDisplay(
            mode.equals("auto") ? terminal ? "bar" : "plain" : mode, context, progress);
    if (!mode.equals("none")) {
      display.thread.start();
    }
    return display;
  }

  private void run() {
    long pause = mode.equals("bar") ? 200 : 5000;
    try {
      while (!closed) {
        Thread.sleep(pause);
        if (!closed) {
          show();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void show() {
    int tasks = 0;
    int done = 0;
    for (int job : tracker.getActiveJobIds()) {
      SparkJobInfo info = tracker.getJobInfo(job).getOrElse(() -> null);
      for (int stage : info == null ? new int[0] : info.stageIds()) {
        SparkStageInfo stageInfo = tracker.getStageInfo(stage).getOrElse(() -> null);
        if (stageInfo != null) {
          tasks += stageInfo.numTasks();
          done += stageInfo.numCompletedTasks();
        }
      }
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    double samplesPerSecond = progress.samples().value() / seconds;
    double megabytesPerSecond = progress.bytes().value() / 1e6 / seconds;
    double share = tasks == 0 ? 0 : done / (double) tasks;
    long left = share == 0 ? -1 : Math.round(seconds * (1 - share) / share);
    switch (mode) {
      case "json" -> {
        ObjectNode line = Json.object();
        line.put("samples", progress.samples().value()).put("bytes", progress.bytes().value());
        line.put("bad", progress.bad().value()).put("tasks", tasks).put("tasks_done", done);
        line.put("seconds", seconds);
        err.println(Json.line(line));
      }
      case "bar" -> {
        int filled = (int) (BAR * share);
        err.printf(
            Locale.ROOT,
            "\r[%s%s] %3.0f%%  %.0f samples/s  %.0f MB/s  %s ",
            "=".repeat(filled),
            " ".repeat(BAR - filled),
            share * 100,
            samplesPerSecond,
            megabytesPerSecond,
            left < 0 ? "" : left + " s left");
      }
      default ->
          err.printf(
              Locale.ROOT,
              "%d of %d tasks, %d samples, %.0f samples/s, %.0f MB/s, %d bad%s%n",
              done,
              tasks,
              progress.samples().value(),
              samplesPerSecond,
              megabytesPerSecond,
              progress.bad().value(),
              left < 0 ? "" : ", " + left + " s left");
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    if (mode.equals("bar") && thread.isAlive()) {
      err.print("\r" + " ".repeat(BAR + 50) + "\r");
    }
  }
}
