package org.dropshard.job.cli;

import java.util.Locale;
import java.util.OptionalDouble;
import org.dropshard.job.engine.Phase;

/**
 * How far a run is, for people.
 *
 * @param phase null: the input is being looked at
 * @param share what is done, 0 to 1; empty: nobody knows
 * @param samples read so far
 * @param bytes of their tensors
 * @param bad bad records
 * @param seconds since the command began
 * @param left what is left, as {@link TimeLeft#text} has it
 */
record ProgressLine(
    Phase phase,
    OptionalDouble share,
    long samples,
    long bytes,
    long bad,
    double seconds,
    String left) {
  private static final int BAR = 20;

  /** One less than the terminals of old: a bar that wraps cannot be drawn over. */
  static final int WIDTH = 79;

  /** A line of a log. */
  String plain() {
    return share.isEmpty() ? text() : percent() + ", " + text();
  }

  /** At most {@link #WIDTH} letters. */
  String bar() {
    String line = share.isEmpty() ? text() : drawn() + text().replace(" samples/s", "/s");
    return line.substring(0, Math.min(WIDTH, line.length()));
  }

  private String drawn() {
    int filled = (int) (BAR * share.getAsDouble());
    return "[" + "=".repeat(filled) + " ".repeat(BAR - filled) + "] " + percent() + "  ";
  }

  private String percent() {
    return String.format(Locale.ROOT, "%3.0f%%", Math.floor(share.getAsDouble() * 100));
  }

  private String text() {
    if (phase == null) {
      return String.format(Locale.ROOT, "looking at the input, %.0f s", seconds);
    }
    return (phase.of() == 0 ? "batch " + phase.number() + ", " : "") + rates() + left;
  }

  /** What was done, and how fast; no rate of nothing. */
  String rates() {
    return samples == 0
        ? "0 samples, " + bad + " bad"
        : String.format(
            Locale.ROOT,
            "%d samples, %.0f samples/s, %.0f MB/s, %d bad",
            samples,
            samples / seconds,
            bytes / 1e6 / seconds,
            bad);
  }
}
