package org.dropshard.dropout;

/**
 * The probability that a unit is dropped.
 *
 * @param value in [0, 1]: 0 keeps everything, 1 drops everything
 */
public record DropProbability(double value) {

  /**
   * @throws IllegalArgumentException if {@code value} is outside [0, 1] or NaN
   */
  public DropProbability {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("Invalid drop probability: " + value + " (0 to 1)");
    }
  }

  /**
   * T = ⌊p·2³² + ½⌋, in [0, 2³²]: a unit is kept iff its 32-bit word, unsigned, is at least T. The
   * product is exact, a double scaled by a power of two.
   */
  public long threshold() {
    return (long) Math.floor(value * 0x1p32 + 0.5);
  }

  /** 1 / (1 − p), which keeps a unit's expectation; infinite for p = 1, where nothing is kept. */
  public double inverseKeep() {
    return 1 / (1 - value);
  }
}
