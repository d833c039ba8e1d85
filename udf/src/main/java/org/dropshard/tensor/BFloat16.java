package org.dropshard.tensor;

/**
 * bfloat16 as a bit pattern in a {@code short}: the upper half of a binary32, 1 sign, 8 exponent, 7
 * fraction bits.
 */
public final class BFloat16 {
  private static final int INFINITY = 0x7f80;
  private static final int QUIET = 0x0040;

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
    long bits = Double.doubleToRawLongBits(value);
    int sign = (int) (bits >>> 48) & 0x8000;
    if (Double.isNaN(value)) {
      return (short) (sign | INFINITY | QUIET | (int) (bits >>> 45) & 0x7f);
    }
    int magnitude =
        Double.isInfinite(value) ? INFINITY : Rounding.magnitude(Math.abs(value), 7, -126);
    return (short) (sign | Math.min(magnitude, INFINITY));
  }
}
