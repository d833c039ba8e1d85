package org.dropshard.tensor;

/**
 * IEEE 754 binary16 as a bit pattern in a {@code short}: 1 sign, 5 exponent, 10 fraction bits. The
 * JDK has these conversions from version 20 on.
 */
public final class Float16 {
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
    return Rounding.toShort(value, 10, -14);
  }
}
