package org.dropshard.job.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.Locale;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.SparkStatusTracker;
import org.dropshard.job.engine.LiveCounts;
import org.dropshard.job.engine.Progress;
import org.dropshard.job.record.Json;

/** Shows on stderr how a run goes on, from a thread of its own. */
final class ProgressDisplay implements AutoCloseable {
  private static final int BAR = 30;

  private final String mode;
  private final SparkStatusTracker tracker;
  private final Progress progress;
  private final LiveCounts counts;
  private final PrintStream err = System.err;
  private final long started = System.nanoTime();
  private final Thread thread;
  private int shown; // letters of the bar's last line
  private volatile boolean closed;

  private ProgressDisplay(String mode, SparkContext context, Progress progress) {
    this.mode = mode;
    this.tracker = context.statusTracker();
    this.progress = progress;
    this.counts = new LiveCounts(context);
    this.thread = new Thread(this::run, "dropshard-progress");
    thread.setDaemon(true);
  }

  /**
   * Starts it.
   *
   * @param mode {@code auto}: a bar on a terminal, else plain; {@code plain}, {@code json}: a line
   *     every few seconds, and a last one; {@code none}
   */
  static ProgressDisplay start(String mode, SparkContext context, Progress progress) {
    String term = System.getenv().getOrDefault("TERM", "dumb");
    boolean terminal = System.console() != null && !term.equals("dumb");
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

  /** The tasks of the jobs that run now. */
  private record Tasks(int all, int done) {
    static Tasks of(SparkStatusTracker tracker) {
      int all = 0;
      int done = 0;
      for (int job : tracker.getActiveJobIds()) {
        SparkJobInfo info = tracker.getJobInfo(job).getOrElse(() -> null);
        for (int stage : info == null ? new int[0] : info.stageIds()) {
          SparkStageInfo stageInfo = tracker.getStageInfo(stage).getOrElse(() -> null);
          if (stageInfo != null) {
            all += stageInfo.numTasks();
            done += stageInfo.numCompletedTasks();
          }
        }
      }
      return new Tasks(all, done);
    }

    /** The seconds that are left, if it goes on as so far; −1 if nobody can tell. */
    long left(double seconds) {
      return done == 0 ? -1 : Math.round(seconds * (all - done) / done);
    }
  }

  private synchronized void show() {
    Tasks tasks = Tasks.of(tracker);
    double seconds = seconds();
    long left = tasks.left(seconds);
    switch (mode) {
      case "json" -> err.println(line("progress", tasks));
      case "bar" -> {
        double share = tasks.all == 0 ? 0 : tasks.done / (double) tasks.all;
        int filled = (int) (BAR * share);
        String line =
            String.format(
                Locale.ROOT,
                "[%s%s] %3.0f%%  %s%s",
                "=".repeat(filled),
                " ".repeat(BAR - filled),
                share * 100,
                rates(seconds),
                left < 0 ? "" : ", " + left + " s left");
        err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
        shown = line.length();
      }
      default ->
          err.printf(
              Locale.ROOT,
              "%d of %d tasks, %s%s%n",
              tasks.done,
              tasks.all,
              rates(seconds),
              left < 0 ? "" : ", " + left + " s left");
    }
  }

  private double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  private String rates(double seconds) {
    return String.format(
        Locale.ROOT,
        "%d samples, %.0f samples/s, %.0f MB/s, %d bad",
        counts.value(progress.samples()),
        counts.value(progress.samples()) / seconds,
        counts.value(progress.bytes()) / 1e6 / seconds,
        counts.value(progress.bad()));
  }

  private String line(String event, Tasks tasks) {
    double seconds = seconds();
    ObjectNode line = Json.object();
    line.put("event", event);
    line.put("samples", counts.value(progress.samples()));
    line.put("bytes", counts.value(progress.bytes()));
    line.put("bad", counts.value(progress.bad()));
    line.put("dropped", counts.value(progress.dropped()));
    if (tasks != null) {
      line.put("tasks", tasks.all).put("tasks_done", tasks.done);
      long left = tasks.left(seconds);
      if (left >= 0) {
        line.put("seconds_left", left);
      }
    }
    line.put("seconds", Math.round(seconds * 1000) / 1000.0);
    return Json.line(line);
  }

  /** Ends it, with a last line, or without a trace on a terminal. */
  @Override
  public synchronized void close() {
    closed = true;
    thread.interrupt();
    counts.close();
    switch (mode) {
      case "json" -> err.println(line("end", null));
      case "plain" -> {
        double seconds = seconds();
        err.printf(Locale.ROOT, "%.1f s, %s%n", seconds, rates(seconds));
      }
      case "bar" -> err.print("\r" + " ".repeat(shown) + "\r");
      default -> {
        // nothing was shown
      }
    }
  }
}
