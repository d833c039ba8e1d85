package org.dropshard.job.cli;

import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * The time that is left, if work goes on as so far; what it says changes slowly, and never rises:
 * where work slows down, it stands still.
 */
final class TimeLeft {
  /** Before this much is done, and so long has passed, nobody can tell. */
  private static final double LEAST = 0.02;

  private static final double SOON_SECONDS = 2;

  /** How much each new estimate of the end counts against those before. */
  private static final double WEIGHT = 0.2;

  private final LongSupplier nanos;
  private long first;
  private double firstShare = -1;
  private double end = -1; // seconds after the first
  private long said = Long.MAX_VALUE;

  TimeLeft() {
    this(System::nanoTime);
  }

  TimeLeft(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * The seconds that are left.
   *
   * @param share what is done, 0 to 1; never less than before
   */
  OptionalLong seconds(double share) {
    long now = nanos.getAsLong();
    if (firstShare < 0) {
      first = now;
      firstShare = share;
    }
    double passed = (now - first) / 1e9;
    if (share - firstShare < LEAST || passed < SOON_SECONDS) {
      return OptionalLong.empty();
    }
    double estimate = passed * (1 - firstShare) / (share - firstShare);
    end = end < 0 ? estimate : end + WEIGHT * (estimate - end);
    said = Math.min(said, Math.max(share < 1 ? 1 : 0, Math.round(end - passed)));
    return OptionalLong.of(said);
  }

  /** {@code ", 12 s left"}, or nothing. */
  String text(double share) {
    OptionalLong left = seconds(share);
    if (left.isEmpty()) {
      return "";
    }
    long seconds = left.getAsLong();
    return ", " + (seconds < 100 ? seconds + " s" : (seconds + 30) / 60 + " min") + " left";
  }
}
