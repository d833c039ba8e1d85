package org.dropshard.dropout;

import java.io.Serializable;
import java.util.Arrays;
import org.dropshard.random.NormalQuantile;
import org.dropshard.random.Numbers;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Values;

/**
 * Values that dropped elements are drawn from, by the contract's generator on streams of their own:
 * element e, row-major, takes number e of stream 2³¹ + 2³⁰ + the mask's.
 *
 * @param shape of the distribution
 * @param first the least value, or the mean: one, or one a channel
 * @param second the largest value, or the deviation: likewise
 */
public record RandomFill(Shape shape, double[] first, double[] second) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Added to the mask's stream, beyond those of masks. */
  private static final int STREAMS = 1 << 30;

  /** What is drawn. */
  public enum Shape {
    /** Between two values; of integers, either of them too. */
    UNIFORM,
    /** By mean and deviation; of integers, rounded half to even and saturated. */
    NORMAL
  }

  /**
   * @throws IllegalArgumentException if a bound is not finite, a range is empty or too wide, or a
   *     deviation is negative
   */
  public RandomFill {
    for (int i = 0; i < Math.max(first.length, second.length); i++) {
      double a = first[first.length == 1 ? 0 : i];
      double b = second[second.length == 1 ? 0 : i];
      if (!Double.isFinite(a)
          || !(shape == Shape.UNIFORM ? b - a >= 0 : b >= 0)
          || !Double.isFinite(b - a)) {
        throw new IllegalArgumentException(
            "Invalid fill: "
                + (shape == Shape.UNIFORM
                    ? "uniform from " + a + " to " + b + " (the largest is not below the least)"
                    : "normal of mean " + a + " and std " + b + " (0 or more)"));
      }
    }
  }

  /** How many channels the values are of; 1: of any. */
  public int channels() {
    return Math.max(first.length, second.length);
  }

  /** Goes to the first element of a tensor. */
  void start(Numbers numbers, Drawn drawn, long elements) {
    numbers.startBeyondMasks(drawn.seed(), drawn.id(), STREAMS + drawn.stream(), elements);
  }

  /** The bits of the next element, of a channel. */
  long next(Numbers numbers, DType dtype, int channel) {
    double a = first[first.length == 1 ? 0 : channel];
    double b = second[second.length == 1 ? 0 : channel];
    if (shape == Shape.NORMAL) {
      return Values.toBits(dtype, a + b * NormalQuantile.of(numbers.next()));
    }
    if (dtype.isFloating()) {
      return Values.toBits(dtype, a + (b - a) * numbers.fraction());
    }
    long least = (long) Values.ofBits(dtype, Values.toBits(dtype, a));
    long most = (long) Values.ofBits(dtype, Values.toBits(dtype, b));
    return Values.toBits(dtype, least + numbers.belowLong(most - least + 1));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RandomFill fill
        && shape == fill.shape
        && Arrays.equals(first, fill.first)
        && Arrays.equals(second, fill.second);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(first) * 31 + Arrays.hashCode(second);
  }
}
