package org.dropshard.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every field against {@link ReferenceStats}. */
class TensorStatsTest {
  private static final int[][] SHAPES = {
    {2, 4098},
    {4098, 2},
    {},
    {1},
    {7},
    {207},
    {4098},
    {3, 0},
    {1, 13},
    {13, 1},
    {3, 700},
    {700, 3},
    {2, 3000},
    {3000, 2},
    {3, 32, 32},
    {32, 32, 3},
    {9, 30, 30},
    {30, 30, 9},
    {1, 1, 1},
    {300, 2, 2},
    {2, 2, 300}
  };

  private final TensorStats kernel = new TensorStats();

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyFieldIsThatOfTheReference(DType dtype) {
    Random random = new Random(dtype.ordinal());
    for (int[] shape : SHAPES) {
      for (Layout layout : Layout.values()) {
        for (Data data : Data.values()) {
          List<Tensor> tensors = new ArrayList<>();
          for (int sample = 0; sample < 2; sample++) {
            tensors.add(data.tensor(random, dtype, shape));
          }
          check(tensors, layout, data + " " + layout + " " + tensors.get(0));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void integerExtremesAreExact(Layout layout) {
    int[] edges = {Integer.MIN_VALUE, Integer.MAX_VALUE, 0, -1, 1, Integer.MIN_VALUE + 1};
    ByteBuffer data = ByteBuffer.allocate(4 * 6000).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 6000; i++) {
      data.putInt(edges[i * 5 % 6]);
    }
    Tensor x = new Tensor(DType.INT32, new int[] {1, 6000, 1}, data.array(), 0);
    ChannelSummary expected = ReferenceStats.summary(List.of(x), layout, 0);
    assertEquals(expected, summaries(List.of(x), layout).get(0), "no rounding but the last");
  }

  /** The square of each value exceeds the largest double; mean and variance need not. */
  @ParameterizedTest
  @ValueSource(doubles = {1e200, -1e200, 1.7e308, -Double.MAX_VALUE, 1e155, 1e153})
  void hugeValuesDoNotOverflow(double huge) {
    for (double[] values :
        new double[][] {{huge}, {huge, huge * 0.999}, {huge, 1, 0}, {huge, -huge}, {0, huge}}) {
      double[] all = new double[5000];
      Arrays.setAll(all, i -> values[i % values.length]);
      check(List.of(doubles(all)), Layout.CHW, Arrays.toString(values));
    }
  }

  /** Nothing but the order of terms differs from a constant's exact answer. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1e-300, Double.MIN_VALUE, 12345.678, -3.4028234663852886e38, 1e308})
  void constantsHaveNoVariance(double value) {
    double[] all = new double[4098];
    Arrays.fill(all, value);
    ChannelSummary summary = summaries(List.of(doubles(all)), Layout.CHW).get(0);
    assertEquals(value, summary.mean());
    assertEquals(0, summary.variance());
    assertEquals(value, summary.min());
    assertEquals(value, summary.max());
  }

  @Test
  void oneNonFiniteValueSpoilsNothing() {
    Random random = new Random(20);
    for (double odd :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      for (int at : new int[] {0, 1, 2047, 2048, 4097}) {
        double[] all = random.doubles(4098).toArray();
        all[at] = odd;
        check(List.of(doubles(all)), Layout.CHW, odd + " at " + at);
      }
    }
  }

  @Test
  void nothingFiniteLeavesNoMoments() {
    ChannelSummary summary =
        summaries(List.of(doubles(Double.NaN, Double.NEGATIVE_INFINITY)), Layout.CHW).get(0);
    assertEquals(
        "[2, 0, 1, 1]",
        Arrays.toString(
            new long[] {summary.count(), summary.zeros(), summary.nan(), summary.infinite()}));
    for (double moment :
        new double[] {summary.mean(), summary.variance(), summary.min(), summary.max()}) {
      assertEquals(Double.NaN, moment);
    }
  }

  @Test
  void negativeZeroCountsAsZero() {
    ChannelSummary summary = summaries(List.of(doubles(-0.0, -0.0)), Layout.CHW).get(0);
    assertEquals(2, summary.zeros());
    for (double zero : new double[] {summary.min(), summary.max(), summary.mean()}) {
      assertEquals(0L, Double.doubleToRawLongBits(zero));
    }
  }

  /** The histograms of uint8 and the sums of wider integers are one statistic. */
  @Test
  void bytesAndWiderIntegersAgreeToTheLastBit() {
    Random random = new Random(21);
    for (int[] shape : SHAPES) {
      for (Layout layout : Layout.values()) {
        Tensor bytes = Data.NOISE.tensor(random, DType.UINT8, shape);
        for (DType wide : new DType[] {DType.UINT16, DType.INT16, DType.INT32}) {
          assertEquals(
              summaries(List.of(bytes), layout),
              summaries(List.of(Values.convert(bytes, wide)), layout));
        }
      }
    }
  }

  /** Kinds of data by what is hard about them. */
  private enum Data {
    NOISE,
    FAR_FROM_ZERO,
    HALF_DROPPED,
    ODD_VALUES;

    Tensor tensor(Random random, DType dtype, int[] shape) {
      int n = (int) Tensor.elements(shape);
      byte[] data = new byte[3 + n * dtype.bytes()];
      ByteBuffer view = Values.view(data, 3, data.length - 3);
      for (int i = 0; i < n; i++) {
        double value =
            switch (this) {
              case NOISE -> 50 + 40 * random.nextGaussian();
              case FAR_FROM_ZERO -> 1e4 + 0.1 * random.nextGaussian();
              case HALF_DROPPED -> random.nextBoolean() ? 0 : random.nextGaussian();
              case ODD_VALUES -> odd(random);
            };
        Values.putBits(view, dtype.bytes(), i, Values.toBits(dtype, value));
      }
      return new Tensor(dtype, shape, data, 3);
    }

    private static double odd(Random random) {
      return switch (random.nextInt(200)) {
        case 0 -> Double.NaN;
        case 1 -> Double.POSITIVE_INFINITY;
        case 2 -> Double.NEGATIVE_INFINITY;
        case 3 -> -0.0;
        case 4 -> 0.0;
        default -> random.nextGaussian() * 1000;
      };
    }
  }

  private static Tensor doubles(double... values) {
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asDoubleBuffer().put(values);
    return new Tensor(DType.FLOAT64, new int[] {1, values.length}, data.array(), 0);
  }

  private List<ChannelSummary> summaries(List<Tensor> tensors, Layout layout) {
    ChannelStats stats = new ChannelStats();
    for (Tensor x : tensors) {
      kernel.add(x, layout, stats);
    }
    return stats.summaries();
  }

  private void check(List<Tensor> tensors, Layout layout, String what) {
    List<ChannelSummary> summaries = summaries(tensors, layout);
    assertEquals(layout.channels(tensors.get(0).shape()), summaries.size(), what);
    // Far from zero and with many channels the reference is slow: three channels are enough.
    for (int c = 0; c < summaries.size(); c += Math.max(1, summaries.size() / 3)) {
      ChannelSummary expected = ReferenceStats.summary(tensors, layout, c);
      ChannelSummary ours = summaries.get(c);
      assertEquals(expected.channel(), ours.channel(), what);
      assertEquals(expected.count(), ours.count(), what);
      assertEquals(expected.zeros(), ours.zeros(), what);
      assertEquals(expected.nan(), ours.nan(), what);
      assertEquals(expected.infinite(), ours.infinite(), what);
      assertEquals(expected.min(), ours.min(), what);
      assertEquals(expected.max(), ours.max(), what);
      double size = Math.max(Math.abs(expected.mean()), expected.std());
      assertClose(expected.mean(), ours.mean(), 1e-14 * size, what);
      assertClose(expected.variance(), ours.variance(), 2e-14 * expected.variance(), what);
      assertEquals(Math.sqrt(ours.variance()), ours.std(), what);
    }
  }

  private static void assertClose(double expected, double actual, double bound, String what) {
    if (Double.isFinite(expected) && bound > 0) {
      assertEquals(expected, actual, bound, what);
    } else {
      assertEquals(expected, actual, what);
    }
  }
}
