package org.dropshard.stats.sums;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;
import org.dropshard.tensor.DType;

/**
 * The standard deviations of each sample's own values of one channel, summed up exactly; one
 * sample's is the population's, by a fixed formula. Samples without finite values have none.
 */
final class SampleDeviations {
  /** The scale where samples differ in it, or where not all have told theirs. */
  static final long UNKNOWN = -1;

  // Of the sample that is being added.
  private long n;
  private long sum; // of integers
  private long low; // their squares are low + 2³² · high
  private long high;
  private double pivot; // of floating values
  private double mean; // less the pivot
  private double spread; // about the mean

  // Of all samples.
  private long scale; // 0: there are none
  private long samples;
  private final ExactSum deviations = new ExactSum();

  /**
   * Adds integers of the sample.
   *
   * @param low and {@code high}: the squares' sum is low + 2³² · high; of all the sample's
   *     integers, low and the sum stay below 2⁶³
   */
  void addIntegers(int n, long sum, long low, long high) {
    this.n += n;
    this.sum += sum;
    this.low += low;
    this.high += high;
  }

  /**
   * Adds floating values of the sample.
   *
   * @param n at least 1
   * @param sumD Σd of d = x − pivot
   * @param squaresD Σd²
   */
  void addAbout(double pivot, int n, double sumD, double squaresD) {
    if (this.n == 0) {
      this.pivot = pivot;
    }
    double itsMean = pivot - this.pivot + sumD / n;
    double itsSpread = Math.max(0, squaresD - sumD * (sumD / n));
    if (this.n == 0) {
      mean = itsMean;
      spread = itsSpread;
    } else { // Chan, Golub and LeVeque
      double all = this.n + (double) n;
      double between = itsMean - mean;
      mean += between * (n / all);
      spread += itsSpread + between * between * (this.n * (n / all));
    }
    this.n += n;
  }

  /** Ends the sample, whose values have a type. */
  void end(DType dtype) {
    scale = merged(scale, scale(dtype));
    if (n > 0) {
      samples++;
      deviations.add(dtype.isFloating() ? Math.sqrt(spread / n) : Math.sqrt(integerSpread()) / n);
    }
    n = 0;
    sum = 0;
    low = 0;
    high = 0;
  }

  /** n·Σx² − (Σx)², rounded once, whichever way it is made. */
  private double integerSpread() {
    if (high == 0 && Math.multiplyHigh(n, low) == 0 && n * low >= 0) {
      return n * low - sum * sum; // (Σx)² ≤ n·Σx²
    }
    BigInteger squares = BigInteger.valueOf(high).shiftLeft(32).add(BigInteger.valueOf(low));
    BigInteger s = BigInteger.valueOf(sum);
    return BigInteger.valueOf(n).multiply(squares).subtract(s.multiply(s)).doubleValue();
  }

  private static long scale(DType dtype) {
    return switch (dtype) {
      case UINT8 -> 255;
      case UINT16 -> 65535;
      case INT16 -> Short.MAX_VALUE;
      case INT32 -> Integer.MAX_VALUE;
      default -> 1;
    };
  }

  private static long merged(long a, long b) {
    return a == 0 ? b : b == 0 || a == b ? a : UNKNOWN;
  }

  /** The samples that were added before are not known. */
  void setUnknown() {
    scale = UNKNOWN;
  }

  /**
   * The largest value of the samples' integer type, 1 of floats, or not positive: none is known.
   */
  long scale() {
    return scale;
  }

  /** The mean of the deviations, rounded once; NaN of none. */
  double mean() {
    if (samples == 0 || !deviations.isFinite()) {
      return deviations.doubleValue() / samples;
    }
    return Fraction.toDouble(
        deviations.units(), BigInteger.valueOf(samples), ExactSum.unitExponent());
  }

  /** Adds all that {@code other} holds between samples. */
  void merge(SampleDeviations other) {
    scale = merged(scale, other.scale);
    samples += other.samples;
    deviations.add(other.deviations);
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(scale);
    out.writeLong(samples);
    deviations.write(out);
  }

  /** Restores the state that {@link #write} wrote, into one that is empty. */
  void read(DataInput in) throws IOException {
    scale = in.readLong();
    samples = in.readLong();
    deviations.read(in);
  }
}
