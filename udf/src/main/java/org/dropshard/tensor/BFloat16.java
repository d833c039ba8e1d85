package org.dropshard.tensor;

/**
 * bfloat16 as a bit pattern in a {@code short}: the upper half of a binary32, 1 sign, 8 exponent, 7
 * fraction bits.
 */
public final class BFloat16 {
  private BFloat16() {}

  /** The value of a bit pattern; exact. A NaN keeps its sign and payload. */
  public static float toFloat(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /**
   * The nearest bfloat16, half to even; ±infinity past the largest. A NaN becomes quiet and keeps
   * its sign and the upper bits of its payload.
   */
  public static short ofDouble(double value) {
    return Rounding.toShort(value, 7, -126);
  }
}
