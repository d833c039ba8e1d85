package org.dropshard.stats.sums;

import java.math.BigInteger;

/** Fractions of big integers as doubles. */
final class Fraction {
  /**
   * Quotient bits: more than a double's 53 by enough for the sticky bit to decide each rounding.
   */
  private static final int QUOTIENT_BITS = 64;

  private Fraction() {}

  /**
   * The double nearest to numerator / denominator · 2^exponent, half to even; a subnormal result
   * may be rounded twice.
   *
   * @param denominator positive
   */
  static double toDouble(BigInteger numerator, BigInteger denominator, int exponent) {
    if (numerator.signum() == 0) {
      return 0;
    }
    BigInteger magnitude = numerator.abs();
    int shift = QUOTIENT_BITS + denominator.bitLength() - magnitude.bitLength();
    if (shift >= 0) {
      magnitude = magnitude.shiftLeft(shift);
    } else {
      denominator = denominator.shiftLeft(-shift);
    }
    BigInteger[] division = magnitude.divideAndRemainder(denominator);
    BigInteger quotient = division[0].shiftLeft(1);
    if (division[1].signum() != 0) {
      quotient = quotient.setBit(0); // sticky: the quotient is not exact
    }
    double value = Math.scalb(quotient.doubleValue(), exponent - shift - 1);
    return numerator.signum() < 0 ? -value : value;
  }
}
