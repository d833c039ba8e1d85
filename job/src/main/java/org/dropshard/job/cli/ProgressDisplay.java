package org.dropshard.job.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.apache.spark.SparkContext;
import org.dropshard.job.engine.LiveCounts;
import org.dropshard.job.engine.Progress;
import org.dropshard.job.engine.TaskProgress;
import org.dropshard.job.record.Json;

/** Shows on stderr how a run goes on, from a thread of its own. */
final class ProgressDisplay {
  private final String mode;
  private final Progress progress;
  private final LiveCounts counts;
  private final TaskProgress advance;
  private final TimeLeft timeLeft = new TimeLeft();
  private final PrintStream err = System.err;
  private final long started = System.nanoTime();
  private final Thread thread;
  private int shown; // letters of the bar's last line
  private volatile boolean closed;

  private ProgressDisplay(String mode, SparkContext context, Progress progress) {
    this.mode = mode;
    this.progress = progress;
    this.counts = new LiveCounts(context);
    this.advance = new TaskProgress(context);
    this.thread = new Thread(this::run, "dropshard-progress");
    thread.setDaemon(true);
  }

  /**
   * Shows {@code work}.
   *
   * @param how {@code auto}: a bar on a terminal, else plain; {@code plain}, {@code json}: a line
   *     every few seconds, and a last one if it ends well; {@code none}
   */
  static <T> T during(String how, SparkContext context, Function<Progress, T> work) {
    Progress progress = Progress.of(context);
    String mode = how.equals("auto") ? isTerminal() ? "bar" : "plain" : how;
    ProgressDisplay display = new ProgressDisplay(mode, context, progress);
    if (!mode.equals("none")) {
      display.thread.start();
    }
    boolean done = false;
    try {
      T result = work.apply(progress);
      done = true;
      return result;
    } finally {
      display.end(done);
    }
  }

  /** From Java 22 on there is a console without a terminal, and a method that tells. */
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null || System.getenv().getOrDefault("TERM", "dumb").equals("dumb")) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  private void run() {
    long pause = mode.equals("bar") ? 200 : 5000;
    try {
      while (!closed) {
        Thread.sleep(pause);
        show();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private synchronized void show() {
    if (closed) {
      return;
    }
    switch (mode) {
      case "json" -> err.println(json("progress"));
      case "bar" -> {
        String line = line().bar();
        err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
        shown = line.length();
      }
      default -> err.println(line().plain());
    }
  }

  private ProgressLine line() {
    OptionalDouble share = advance.share();
    return new ProgressLine(
        advance.phase(),
        share,
        counts.value(progress.samples()),
        counts.value(progress.bytes()),
        counts.value(progress.bad()),
        seconds(),
        share.isEmpty() ? "" : timeLeft.text(share.getAsDouble()));
  }

  private double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  private String json(String event) {
    double seconds = seconds();
    ObjectNode line = Json.object();
    line.put("event", event);
    line.put("samples", counts.value(progress.samples()));
    line.put("bytes", counts.value(progress.bytes()));
    line.put("bad", counts.value(progress.bad()));
    line.put("dropped", counts.value(progress.dropped()));
    if (event.equals("progress") && advance.phase() != null) {
      line.put("tasks", advance.tasks()).put("tasks_done", advance.done());
      advance
          .share()
          .ifPresent(
              share -> {
                line.put("share", Math.floor(share * 1000) / 1000);
                timeLeft.seconds(share).ifPresent(left -> line.put("seconds_left", left));
              });
    }
    line.put("seconds", Math.round(seconds * 1000) / 1000.0);
    return Json.line(line);
  }

  /** Ends with a last line if all went well, and without a trace on a terminal. */
  private synchronized void end(boolean done) {
    closed = true;
    thread.interrupt();
    counts.close();
    advance.close();
    switch (mode) {
      case "json" -> err.println(json(done ? "end" : "failed"));
      case "plain" -> {
        if (done) {
          err.printf(Locale.ROOT, "%.1f s, %s%n", seconds(), line().rates());
        }
      }
      case "bar" -> err.print("\r" + " ".repeat(shown) + "\r");
      default -> {
        // nothing was shown
      }
    }
  }
}
