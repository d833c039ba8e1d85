package org.dropshard.tensor;

/**
 * IEEE 754 binary16 as a bit pattern in a {@code short}: 1 sign, 5 exponent, 10 fraction bits. The
 * JDK has these conversions from version 20 on.
 */
public final class Float16 {
  private static final int INFINITY = 0x7c00;
  private static final int QUIET = 0x0200;

  private Float16() {}

  /** The value of a bit pattern; exact. A NaN keeps its sign and payload. */
  public static float toFloat(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >>> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | 0x7f800000 | fraction << 13);
    }
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | (exponent + 127 - 15) << 23 | fraction << 13);
  }

  /**
   * The nearest binary16, half to even; ±infinity from 65520 up. A NaN becomes quiet and keeps its
   * sign and the upper bits of its payload.
   */
  public static short ofDouble(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int sign = (int) (bits >>> 48) & 0x8000;
    if (Double.isNaN(value)) {
      return (short) (sign | INFINITY | QUIET | (int) (bits >>> 42) & 0x3ff);
    }
    int magnitude =
        Double.isInfinite(value) ? INFINITY : Rounding.magnitude(Math.abs(value), 10, -14);
    return (short) (sign | Math.min(magnitude, INFINITY));
  }
}
