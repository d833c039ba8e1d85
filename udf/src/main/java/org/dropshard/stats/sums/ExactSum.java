package org.dropshard.stats.sums;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;

/**
 * A sum of doubles and integers without rounding: a fixed-point number wide enough for every finite
 * double. Addition is therefore associative, and the order of terms and of merges leaves no trace.
 *
 * <p>Kept as digits of 32 bits in signed longs, so that a term touches two digits, the second of
 * which takes all its upper bits, and carries wait.
 *
 * @see <a href="https://arxiv.org/abs/1505.05571">Neal: Fast exact summation using small and large
 *     superaccumulators (2015)</a>
 */
public final class ExactSum {
  /** The weight of bit 0 of digit 0: below the smallest subnormal, 2⁻¹⁰⁷⁴, and a multiple of 32. */
  private static final int LOWEST_EXPONENT = -1088;

  /** Up to 2¹⁰²⁴ · 2⁹⁶: 2³¹ terms of the largest double, and room to carry. */
  private static final int DIGITS = (1024 + 96 - LOWEST_EXPONENT) / 32;

  /** The digit whose bit 0 is 1. */
  private static final int UNITS = -LOWEST_EXPONENT / 32;

  /** A term adds less than 2⁵² to a digit, so 2¹⁰ of them stay near 2⁶². */
  private static final int TERMS_BEFORE_CARRY = 1 << 10;

  private static final long DIGIT = 0xffffffffL;

  private final long[] digits = new long[DIGITS];
  private int terms;
  private double nonFinite;

  /** Adds a double. A NaN or infinite term makes {@link #isFinite} false, in any order. */
  public void add(double term) {
    if (term == 0) {
      return; // what a product of whole numbers leaves over
    }
    long bits = Double.doubleToRawLongBits(term);
    int exponent = (int) (bits >>> 52) & 0x7ff;
    if (exponent == 0x7ff) {
      nonFinite += term;
      return;
    }
    long significand = bits & 0xfffffffffffffL;
    if (exponent == 0) {
      exponent = 1;
    } else {
      significand |= 0x10000000000000L;
    }
    addShifted(significand, exponent - 1075 - LOWEST_EXPONENT, bits >> 63);
  }

  /** Adds an integer. */
  public void add(long term) {
    digits[UNITS] += term & DIGIT;
    digits[UNITS + 1] += term >> 32;
    if (++terms == TERMS_BEFORE_CARRY) {
      carry();
    }
  }

  /** Adds {@code a · b} without rounding, unless the product over- or underflows. */
  public void addProduct(double a, double b) {
    double product = a * b;
    add(product);
    if (Double.isFinite(product)) {
      add(Math.fma(a, b, -product));
    }
  }

  /**
   * Adds significand · 2^shift (in units of the lowest digit), negated where sign is −1.
   *
   * @param significand below 2⁵³
   */
  private void addShifted(long significand, int shift, long sign) {
    int digit = shift >>> 5;
    int within = shift & 31;
    long low = significand << within & DIGIT;
    long high = significand >>> 32 - within;
    digits[digit] += (low ^ sign) - sign;
    digits[digit + 1] += (high ^ sign) - sign;
    if (++terms == TERMS_BEFORE_CARRY) {
      carry();
    }
  }

  /** Adds another sum. */
  public void add(ExactSum other) {
    carry();
    other.carry();
    for (int i = 0; i < DIGITS; i++) {
      digits[i] += other.digits[i];
    }
    terms = 1; // each digit gained at most one digit's worth
    nonFinite += other.nonFinite;
  }

  /** Whether every term was finite. */
  public boolean isFinite() {
    return nonFinite == 0;
  }

  /**
   * The double nearest to the sum, half to even; of terms that are not finite, what IEEE 754 makes
   * of them in any order: NaN, or an infinity.
   */
  public double doubleValue() {
    return isFinite() ? Fraction.toDouble(units(), BigInteger.ONE, unitExponent()) : nonFinite;
  }

  /**
   * Writes the state, without the trailing zero bits, so that a sum takes some twenty bytes and not
   * the full width.
   */
  public void write(DataOutput out) throws IOException {
    BigInteger units = units();
    int shift = Math.max(units.getLowestSetBit(), 0);
    byte[] bytes = units.shiftRight(shift).toByteArray();
    out.writeDouble(nonFinite);
    out.writeShort(shift);
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  /** Adds the state that {@link #write} wrote. */
  public void read(DataInput in) throws IOException {
    add(in.readDouble());
    int shift = in.readUnsignedShort();
    byte[] bytes = new byte[in.readUnsignedShort()];
    in.readFully(bytes);
    addUnits(new BigInteger(bytes).shiftLeft(shift));
  }

  /** The sum, exactly, in units of 2^{@link #unitExponent}; without the non-finite terms. */
  BigInteger units() {
    carry();
    // All digits but the last are in [0, 2³²); the last carries the sign.
    byte[] bytes = new byte[DIGITS * 4 + 4];
    for (int i = 0; i < DIGITS; i++) {
      long digit = digits[i];
      for (int b = 0; b < (i == DIGITS - 1 ? 8 : 4); b++) {
        bytes[bytes.length - 1 - 4 * i - b] = (byte) (digit >> 8 * b);
      }
    }
    return new BigInteger(bytes);
  }

  static int unitExponent() {
    return LOWEST_EXPONENT;
  }

  private void addUnits(BigInteger units) {
    long sign = units.signum() >> 31;
    BigInteger rest = units.abs();
    for (int at = 0; rest.signum() != 0; at += 32) {
      addShifted(rest.longValue() & DIGIT, at, sign);
      rest = rest.shiftRight(32);
    }
  }

  private void carry() {
    if (terms == 0) {
      return;
    }
    long carry = 0;
    for (int i = 0; i < DIGITS - 1; i++) {
      long digit = digits[i] + carry;
      digits[i] = digit & DIGIT;
      carry = digit >> 32;
    }
    digits[DIGITS - 1] += carry;
    terms = 0;
  }
}
