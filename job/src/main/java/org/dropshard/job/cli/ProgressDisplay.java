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
  private static final int BAR = 20;

  /** One less than the terminals of old: a bar that wraps cannot be drawn over. */
  private static final int WIDTH = 79;

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
    OptionalDouble share = advance.share();
    String text = share.isEmpty() ? text() : text() + timeLeft.text(share.getAsDouble());
    switch (mode) {
      case "json" -> err.println(json("progress"));
      case "bar" -> {
        String line =
            share.isEmpty() ? text : bar(share.getAsDouble()) + text.replace(" samples/s", "/s");
        line = line.substring(0, Math.min(WIDTH, line.length()));
        err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
        shown = line.length();
      }
      default -> err.println(share.isEmpty() ? text : percent(share.getAsDouble()) + ", " + text);
    }
  }

  private static String bar(double share) {
    int filled = (int) (BAR * share);
    return "[" + "=".repeat(filled) + " ".repeat(BAR - filled) + "] " + percent(share) + "  ";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%3.0f%%", Math.floor(share * 100));
  }

  private String text() {
    if (advance.phase() == null) {
      return String.format(Locale.ROOT, "looking at the input, %.0f s", seconds());
    }
    return advance.phase().of() == 0
        ? "batch " + advance.phase().number() + ", " + rates()
        : rates();
  }

  private double seconds() {
    return (System.nanoTime() - started) / 1e9;
  }

  private String rates() {
    long samples = counts.value(progress.samples());
    long bad = counts.value(progress.bad());
    double seconds = seconds();
    return samples == 0
        ? "0 samples, " + bad + " bad"
        : String.format(
            Locale.ROOT,
            "%d samples, %.0f samples/s, %.0f MB/s, %d bad",
            samples,
            samples / seconds,
            counts.value(progress.bytes()) / 1e6 / seconds,
            bad);
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
          err.printf(Locale.ROOT, "%.1f s, %s%n", seconds(), rates());
        }
      }
      case "bar" -> err.print("\r" + " ".repeat(shown) + "\r");
      default -> {
        // nothing was shown
      }
    }
  }
}
