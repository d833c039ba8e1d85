package org.dropshard.dropout;

import java.io.Serializable;
import org.dropshard.tensor.Invalid;

/**
 * The probability that a unit is dropped, and that it is kept. Of the two, what was given stays to
 * the last bit; the other is 1 minus it, in double.
 *
 * @param value that it is dropped, in [0, 1]: 0 keeps everything, 1 drops everything
 * @param keep that it is kept
 * @param inKeep whether {@code keep} was given
 */
public record DropProbability(double value, double keep, boolean inKeep) implements Serializable {
  /**
   * @throws IllegalArgumentException if what was given is outside [0, 1] or NaN
   */
  public DropProbability {
    double given = inKeep ? keep : value;
    if (!(given >= 0 && given <= 1)) {
      throw Invalid.argument((inKeep ? "keep" : "drop") + " probability", given, "0 to 1");
    }
    if (1 - given != (inKeep ? value : keep)) {
      throw Invalid.argument("probabilities", value + " and " + keep, "1 in all");
    }
  }

  /**
   * Given as the probability to drop.
   *
   * @throws IllegalArgumentException if {@code value} is outside [0, 1] or NaN
   */
  public DropProbability(double value) {
    this(value, 1 - value, false);
  }

  /**
   * Given as the probability to keep.
   *
   * @throws IllegalArgumentException if {@code keep} is outside [0, 1] or NaN
   */
  public static DropProbability ofKeep(double keep) {
    return new DropProbability(1 - keep, keep, true);
  }

  /**
   * Given as either.
   *
   * @throws IllegalArgumentException if {@code value} is outside [0, 1] or NaN
   */
  public static DropProbability of(boolean keeps, double value) {
    return keeps ? ofKeep(value) : new DropProbability(value);
  }

  /** The one that was given. */
  public double given() {
    return inKeep ? keep : value;
  }

  /**
   * T = ⌊p·2³² + ½⌋, in [0, 2³²]: a unit is kept iff its 32-bit word, unsigned, is at least T. The
   * product is exact, a double scaled by a power of two.
   */
  public long threshold() {
    return (long) Math.floor(value * 0x1p32 + 0.5);
  }

  /** 1 / keep, which keeps a unit's expectation; infinite for keep = 0, where nothing is kept. */
  public double inverseKeep() {
    return 1 / keep;
  }
}
