package org.dropshard.tensor;

/** Rounds a double once, half to even, to a narrower binary floating-point format. */
final class Rounding {
  private Rounding() {}

  /**
   * The bits of the nearest value in a format of 16 bits: sign, exponent and {@code fractionBits}.
   * ±infinity past the largest; a NaN becomes quiet and keeps its sign and the upper bits of its
   * payload.
   *
   * @param minExponent the smallest normal exponent
   */
  static short toShort(double value, int fractionBits, int minExponent) {
    long bits = Double.doubleToRawLongBits(value);
    int sign = (int) (bits >>> 48) & 0x8000;
    int fractions = (1 << fractionBits) - 1;
    int infinity = 0x7fff & ~fractions;
    if (Double.isNaN(value)) {
      int payload = (int) (bits >>> 52 - fractionBits) & fractions;
      return (short) (sign | infinity | 1 << fractionBits - 1 | payload);
    }
    int magnitude =
        Double.isInfinite(value) ? infinity : magnitude(Math.abs(value), fractionBits, minExponent);
    return (short) (sign | Math.min(magnitude, infinity));
  }

  /**
   * The magnitude bits (exponent and fraction, no sign) of {@code a} in a format with {@code
   * fractionBits} stored fraction bits and smallest normal exponent {@code minExponent}.
   *
   * @param a finite, ≥ 0
   * @return at least the bits of infinity where {@code a} rounds past the largest finite value
   */
  private static int magnitude(double a, int fractionBits, int minExponent) {
    int exponent = Math.max(Math.getExponent(a), minExponent);
    if (exponent > 1 - minExponent) { // the largest finite exponent, in both formats
      return Integer.MAX_VALUE;
    }
    // Scaling by a power of two is exact here, so rint is the only rounding. Below the smallest
    // normal the unit stays that of minExponent: those are the subnormals. A carry out of the
    // fraction lands in the exponent, which is the right result.
    int units = (int) Math.rint(Math.scalb(a, fractionBits - exponent));
    return ((exponent - minExponent) << fractionBits) + units;
  }
}
