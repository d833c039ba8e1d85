package org.dropshard.tensor;

/** Rounds a double once, half to even, to a narrower binary floating-point format. */
final class Rounding {
  private Rounding() {}

  /**
   * The magnitude bits (exponent and fraction, no sign) of {@code a} in a format with {@code
   * fractionBits} stored fraction bits and smallest normal exponent {@code minExponent}.
   *
   * @param a finite, ≥ 0
   * @return at least the bits of infinity where {@code a} rounds past the largest finite value
   */
  static int magnitude(double a, int fractionBits, int minExponent) {
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
