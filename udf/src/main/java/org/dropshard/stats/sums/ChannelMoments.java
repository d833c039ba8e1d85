package org.dropshard.stats.sums;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;
import org.dropshard.tensor.DType;

/** What is accumulated for one channel. Every field merges exactly and in any order. */
public final class ChannelMoments {
  /** The squares of smaller values sum up without overflow, 2³¹ of them and more. */
  private static final double HUGE = 0x1p480;

  private static final double HUGE_SCALE = 0x1p-600;

  long count;
  long zeros;
  long nan;
  long infinite;
  long nodata;
  double min = Double.POSITIVE_INFINITY;
  double max = Double.NEGATIVE_INFINITY;
  final ExactSum sum = new ExactSum();
  final ExactSum squares = new ExactSum();

  /**
   * The squares of values beyond {@link #HUGE}, each scaled down by 2¹²⁰⁰ so as not to overflow.
   */
  private final ExactSum hugeSquares = new ExactSum();

  private final SampleDeviations deviations = new SampleDeviations();

  /**
   * What the moments come to; mean, variance, min, max and the mean of the samples' deviations are
   * NaN without finite values.
   *
   * @param scale the largest value of the samples' integer type, 1 of floats; not positive where
   *     samples differ in it or are of a state that did not tell
   */
  public record Totals(
      long count,
      double mean,
      double variance,
      double min,
      double max,
      long zeros,
      long nan,
      long infinite,
      long nodata,
      long scale,
      double meanOfSampleStd) {}

  /** Counts places that have no data. */
  public void addNodata(long places) {
    nodata += places;
  }

  /**
   * Adds integers; of their squares, the sum is {@code low} + 2³² · {@code high}.
   *
   * @param sum of one sample below 2⁶³, as {@code low} is
   */
  void addIntegers(int n, long zeros, long sum, long low, long high) {
    count += n;
    this.zeros += zeros;
    this.sum.add(sum);
    squares.add(low);
    if (high != 0) {
      squares.add(high * 0x1p32); // below 2⁴³: exact
    }
    deviations.addIntegers(n, sum, low, high);
  }

  /** Adds a finite value. */
  void addFinite(double x) {
    extend(x, x);
    sum.add(x);
    addSquare(x);
    deviations.addAbout(x, 1, 0, 0);
  }

  /** Ends a sample that is in the channel, whose values have a type. */
  void endSample(DType dtype) {
    deviations.end(dtype);
  }

  private void addSquare(double x) {
    if (Math.abs(x) < HUGE) {
      squares.addProduct(x, x);
    } else {
      hugeSquares.addProduct(x * HUGE_SCALE, x * HUGE_SCALE);
    }
  }

  /**
   * Adds n values by Σd and Σd² of d = x − pivot: Σx = n·pivot + Σd and Σx² = n·pivot² + 2·pivot·Σd
   * + Σd², each term added without rounding.
   *
   * @return false, and nothing added, if a sum is not finite: a value is not, or is too large
   */
  boolean addAbout(
      double pivot, int n, double sumD, double squaresD, long zeros, double least, double most) {
    double square = pivot * pivot;
    if (!Double.isFinite(squaresD + n * square + 2 * pivot * sumD)) {
      return false;
    }
    count += n;
    this.zeros += zeros;
    extend(least, most);
    sum.addProduct(n, pivot);
    sum.add(sumD);
    squares.addProduct(n, square);
    double rest = Math.fma(pivot, pivot, -square);
    if (rest != 0) { // as of no float
      squares.addProduct(n, rest);
    }
    squares.addProduct(2 * pivot, sumD);
    squares.add(squaresD);
    deviations.addAbout(pivot, n, sumD, squaresD);
    return true;
  }

  /** Adds all that {@code other} holds, which stays as it is. */
  public void merge(ChannelMoments other) {
    count += other.count;
    zeros += other.zeros;
    nan += other.nan;
    infinite += other.infinite;
    nodata += other.nodata;
    extend(other.min, other.max);
    sum.add(other.sum);
    squares.add(other.squares);
    hugeSquares.add(other.hugeSquares);
    deviations.merge(other.deviations);
  }

  /** Widens the range; adding 0 turns −0 into +0. */
  void extend(double low, double high) {
    min = Math.min(min, low + 0.0);
    max = Math.max(max, high + 0.0);
  }

  /**
   * mean = S/n and variance = (n·Q − S²)/n² as exact fractions, each rounded once: nothing cancels,
   * however far the data lies from zero.
   */
  public Totals totals() {
    long n = count - nan - infinite;
    double mean = Double.NaN;
    double variance = Double.NaN;
    if (n > 0) {
      BigInteger size = BigInteger.valueOf(n);
      int unit = ExactSum.unitExponent();
      BigInteger s = sum.units();
      BigInteger q =
          squares.units().add(hugeSquares.units().shiftLeft(1200)).shiftLeft(-unit); // as S²
      mean = Fraction.toDouble(s, size, unit);
      BigInteger spread = size.multiply(q).subtract(s.multiply(s));
      // The sums of a float channel are rounded within a sample: no spread may come out negative.
      variance = Fraction.toDouble(spread.max(BigInteger.ZERO), size.multiply(size), 2 * unit);
    }
    double low = n > 0 ? min : Double.NaN;
    double high = n > 0 ? max : Double.NaN;
    return new Totals(
        count,
        mean,
        variance,
        low,
        high,
        zeros,
        nan,
        infinite,
        nodata,
        deviations.scale(),
        deviations.mean());
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeLong(zeros);
    out.writeLong(nan);
    out.writeLong(infinite);
    out.writeDouble(min);
    out.writeDouble(max);
    sum.write(out);
    squares.write(out);
    hugeSquares.write(out);
    out.writeLong(nodata);
    deviations.write(out);
  }

  /** Restores the state that {@link #write} wrote, into one that is empty. */
  public void read(DataInput in) throws IOException {
    readSums(in);
    nodata = in.readLong();
    deviations.read(in);
  }

  /**
   * The same of a state that knew no samples' deviations.
   *
   * @param counted whether it counted places without data
   */
  public void readFirst(DataInput in, boolean counted) throws IOException {
    readSums(in);
    nodata = counted ? in.readLong() : 0;
    deviations.setUnknown();
  }

  private void readSums(DataInput in) throws IOException {
    count = in.readLong();
    zeros = in.readLong();
    nan = in.readLong();
    infinite = in.readLong();
    min = in.readDouble();
    max = in.readDouble();
    sum.read(in);
    squares.read(in);
    hugeSquares.read(in);
  }
}
