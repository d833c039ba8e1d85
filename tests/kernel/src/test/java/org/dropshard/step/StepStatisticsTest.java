package org.dropshard.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dropshard.random.Normals;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.testing.Chance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rarer kinds are unbiased and independent where they say so. Fewer than 500 comparisons, each
 * with a false-alarm probability of {@link Chance#FALSE_ALARM} = 1e-10: below 5e-8 in all.
 */
class StepStatisticsTest {
  private static final long SEED = 20_261_122;
  private static final int SAMPLES = 20_000;

  private static double[] ones(Step step, int[] shape, Draw draw, Kernel kernel) {
    Tensor x = Samples.filled(DType.FLOAT64, shape, 1);
    return Doubles.of(Samples.forward(step, kernel, Layout.CHW, x, draw));
  }

  static List<Step> unbiased() {
    return List.of(
        Steps.of("channel_dropout", Map.of("dropped", 1)),
        Steps.of("channel_dropout", Map.of("dropped", List.of(1, 4))),
        Steps.of("spatial_dropout", Map.of("drop", 0.9, "at_least", 1)),
        Steps.of("spatial_dropout", Map.of("drop", 0.5, "at_least", 3)),
        Steps.of("spatial_dropout", Map.of("drop", 1, "at_least", 2)),
        Steps.of("noise_dropout", Map.of("drop", 0.3, "shape", List.of(-1, 1))));
  }

  /** E[y] = x, channel by channel: values lie between 0 and the scale, so Hoeffding bounds them. */
  @ParameterizedTest
  @MethodSource("unbiased")
  void expectationIsKept(Step step) {
    int[] shape = {5, 2};
    Kernel kernel = step.kernel(Layout.CHW);
    double[] sums = new double[10];
    double largest = 0;
    for (int id = 0; id < SAMPLES; id++) {
      double[] y = ones(step, shape, new Draw(SEED, id, 0), kernel);
      for (int i = 0; i < y.length; i++) {
        sums[i] += y[i];
        largest = Math.max(largest, y[i]);
      }
    }
    for (double sum : sums) {
      assertEquals(1, sum / SAMPLES, Chance.deviationOfMean(SAMPLES, largest), step.toString());
    }
  }

  /** Each of the ten pairs of five channels is dropped as often as any other: χ². */
  @Test
  void everySubsetIsEquallyLikely() {
    Step step = Steps.of("channel_dropout", Map.of("dropped", 2, "scale", "none"));
    Kernel kernel = step.kernel(Layout.CHW);
    long[] seen = new long[32];
    for (int id = 0; id < SAMPLES; id++) {
      int subset = 0;
      for (double y : ones(step, new int[] {5, 1}, new Draw(SEED, id, 0), kernel)) {
        subset = 2 * subset + (int) y;
      }
      seen[subset]++;
    }
    long[] observed = Arrays.stream(seen).filter(n -> n > 0).toArray();
    double[] expected = new double[10];
    Arrays.fill(expected, SAMPLES / 10.0);
    assertEquals(10, observed.length);
    double chiSquare = Chance.chiSquare(observed, expected);
    assertTrue(chiSquare < Chance.largestChiSquare(9), "χ² " + chiSquare);
  }

  /** The number of survivors is binomial without its lower end: χ² over the numbers. */
  @Test
  void survivorsAreBinomialUnderTheCondition() {
    Step step = Steps.of("spatial_dropout", Map.of("drop", 0.5, "at_least", 2, "scale", "none"));
    Kernel kernel = step.kernel(Layout.CHW);
    long[] observed = new long[5];
    for (int id = 0; id < SAMPLES; id++) {
      double kept =
          Arrays.stream(ones(step, new int[] {6, 1}, new Draw(SEED, id, 0), kernel)).sum();
      observed[(int) kept - 2]++;
    }
    double[] expected = {15, 20, 15, 6, 1}; // of 57
    for (int i = 0; i < expected.length; i++) {
      expected[i] *= SAMPLES / 57.0;
    }
    double chiSquare = Chance.chiSquare(observed, expected);
    assertTrue(chiSquare < Chance.largestChiSquare(4), "χ² " + chiSquare);
  }

  static List<Step> kinds() {
    return List.of(
        Steps.of("channel_dropout", Map.of("dropped", 4, "scale", "none")),
        Steps.of("spatial_dropout", Map.of("drop", 0.5, "at_least", 1, "scale", "none")),
        Steps.of("drop_block", Map.of("drop", 0.4, "size", 3, "scale", "none")),
        Steps.of("coarse_dropout", Map.of("holes", 2, "height", 4, "width", 4)),
        Steps.of("cutout", Map.of("size", 7)),
        Steps.of("grid_dropout", Map.of("unit", 4)));
  }

  /**
   * One element of a sample says nothing about the same element of its neighbours in id, stream and
   * seed: χ² of the four joint outcomes against the product of their shares. The shares are
   * estimated, which takes degrees of freedom away and leaves the bound of three on the safe side.
   */
  @ParameterizedTest
  @MethodSource("kinds")
  void neighboursInSeedIdAndStreamAreIndependent(Step step) {
    Kernel kernel = step.kernel(Layout.CHW);
    int[] shape = {8, 8, 8};
    int element = 3 * 64 + 3 * 8 + 4;
    long[][] observed = new long[4][4];
    for (int n = 0; n < SAMPLES; n++) {
      long id = 2L * n; // and its neighbour, so that no draw stands in two pairs
      int base = (int) ones(step, shape, new Draw(SEED, id, 0), kernel)[element];
      Draw[] others = {
        new Draw(SEED, id + 1, 0),
        new Draw(SEED, id, 1),
        new Draw(SEED + 1, id, 0),
        new Draw(SEED, ~id, 0)
      };
      for (int i = 0; i < others.length; i++) {
        observed[i][2 * base + (int) ones(step, shape, others[i], kernel)[element]]++;
      }
    }
    for (long[] counts : observed) {
      double first = (counts[2] + counts[3]) / (double) SAMPLES;
      double second = (counts[1] + counts[3]) / (double) SAMPLES;
      double[] expected = {
        SAMPLES * (1 - first) * (1 - second), SAMPLES * (1 - first) * second,
        SAMPLES * first * (1 - second), SAMPLES * first * second
      };
      double chiSquare = Chance.chiSquare(counts, expected);
      assertTrue(chiSquare < Chance.largestChiSquare(3), step + ": χ² " + chiSquare);
      assertTrue(first > 0.05 && first < 0.95, step + " keeps " + first);
    }
  }

  /**
   * DropBlock drops each place with 1 − (1 − γ)ᵏ, k being the number of squares that cover it, and
   * its scale gives a sample of ones the mean 1 exactly.
   */
  @Test
  void dropBlockDropsEachPlaceAsOftenAsItIsCovered() {
    Step step = Steps.of("drop_block", Map.of("drop", 0.3, "size", 3));
    Kernel kernel = step.kernel(Layout.CHW);
    int[] shape = {2, 7, 6};
    double gamma = 0.3 * 42 / (9.0 * 5 * 4);
    double[] dropped = new double[84];
    for (int id = 0; id < SAMPLES; id++) {
      double[] y = ones(step, shape, new Draw(SEED, id, 0), kernel);
      double sum = Arrays.stream(y).sum();
      assertTrue(sum == 0 || Math.abs(sum - 84) < 1e-9);
      for (int i = 0; i < y.length; i++) {
        dropped[i] += y[i] == 0 ? 1 : 0;
      }
    }
    for (int i = 0; i < dropped.length; i++) {
      int row = i / 6 % 7;
      int column = i % 6;
      int covering =
          (Math.min(row, 4) - Math.max(0, row - 2) + 1)
              * (Math.min(column, 3) - Math.max(0, column - 2) + 1);
      double expected = 1 - Math.pow(1 - gamma, covering);
      assertEquals(expected, dropped[i] / SAMPLES, Chance.deviationOfMean(SAMPLES, 1), "at " + i);
    }
  }

  /** Holes lie wherever they fit, each place equally often. */
  @Test
  void holesAreUniformOverWhereTheyFit() {
    Step step = Steps.of("coarse_dropout", Map.of("height", 2, "width", 3));
    Kernel kernel = step.kernel(Layout.CHW);
    long[] observed = new long[4 * 3];
    for (int id = 0; id < SAMPLES; id++) {
      double[] y = ones(step, new int[] {1, 5, 5}, new Draw(SEED, id, 0), kernel);
      int corner = 0;
      while (y[corner] != 0) {
        corner++;
      }
      assertEquals(19, Arrays.stream(y).sum());
      observed[corner / 5 * 3 + corner % 5]++;
    }
    double[] expected = new double[observed.length];
    Arrays.fill(expected, SAMPLES / (double) expected.length);
    double chiSquare = Chance.chiSquare(observed, expected);
    assertTrue(chiSquare < Chance.largestChiSquare(11), "χ² " + chiSquare);
  }

  /** Sixteen cells of equal probability under the normal law: χ², alone and in pairs. */
  @Test
  void normalsAreNormalAndIndependent() {
    double[] bounds = {
      -1.5341205443525463,
      -1.1503493803760079,
      -0.8871465590188759,
      -0.6744897501960817,
      -0.4887764111146695,
      -0.3186393639643751,
      -0.1573106846101707,
      0,
      0.1573106846101707,
      0.3186393639643751,
      0.4887764111146695,
      0.6744897501960817,
      0.8871465590188759,
      1.1503493803760079,
      1.5341205443525463
    };
    Normals normals = new Normals();
    int count = 400_001;
    normals.start(SEED, 5, 0, count);
    long[] alone = new long[16];
    long[] pairs = new long[256];
    int last = -1;
    for (int i = 0; i < count - 1; i++) {
      int found = Arrays.binarySearch(bounds, normals.next());
      int cell = found < 0 ? -found - 1 : found;
      alone[cell]++;
      if (i % 2 == 1) {
        pairs[16 * last + cell]++;
      }
      last = cell;
    }
    double[] expected = new double[16];
    Arrays.fill(expected, (count - 1) / 16.0);
    assertTrue(Chance.chiSquare(alone, expected) < Chance.largestChiSquare(15));
    double[] both = new double[256];
    Arrays.fill(both, (count - 1) / 512.0);
    assertTrue(Chance.chiSquare(pairs, both) < Chance.largestChiSquare(255));
  }

  /**
   * Gaussian dropout has mean 1 and variance p / (1 − p). The mean of n normals lies within 6.47
   * standard errors but for 1e-10, and the χ² bound holds their squares.
   */
  @Test
  void gaussianDropoutHasItsMeanAndVariance() {
    int n = 1 << 18;
    for (double p : new double[] {0.1, 0.5, 0.8}) {
      Step step = Steps.of("gaussian_dropout", Map.of("drop", p));
      double[] y = ones(step, new int[] {1, n}, new Draw(SEED, 1, 0), step.kernel(Layout.CHW));
      double variance = p / (1 - p);
      double mean = Arrays.stream(y).sum() / n;
      assertEquals(1, mean, 6.47 * Math.sqrt(variance / n));
      double squares = Arrays.stream(y).map(v -> (v - 1) * (v - 1)).sum() / variance;
      double slack = Chance.largestChiSquare(n) - n;
      assertEquals(n, squares, slack, "p " + p); // the lower tail is the lighter one
    }
  }

  /**
   * Standard normal values keep mean 0 and variance 1 under alpha dropout: y is bounded by 6 here,
   * and Hoeffding bounds the means of y and y².
   */
  @Test
  void alphaDropoutKeepsMeanAndVariance() {
    int n = 1 << 20;
    Normals normals = new Normals();
    normals.start(1, 2, 3, n);
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] = Math.max(-5, Math.min(5, normals.next())); // 6e-7 of all: changes nothing below 1e-5
    }
    for (double p : new double[] {0.1, 0.5}) {
      Step step = Steps.of("alpha_dropout", Map.of("drop", p));
      Tensor input = Samples.of(DType.FLOAT64, new int[] {1, n}, x);
      double[] y = Doubles.of(Samples.forward(step, Layout.CHW, input, new Draw(SEED, 4, 0)));
      double largest = Arrays.stream(y).map(Math::abs).max().orElseThrow();
      double mean = Arrays.stream(y).sum() / n;
      double square = Arrays.stream(y).map(v -> v * v).sum() / n;
      assertEquals(0, mean, Chance.deviationOfMean(n, 2 * largest) + 1e-5);
      assertEquals(1, square, Chance.deviationOfMean(n, largest * largest) + 1e-4);
    }
  }

  /** What DropBlock drops of one channel says nothing about the next: χ² as above. */
  @Test
  void blocksOfChannelsAreIndependent() {
    Step step = Steps.of("drop_block", Map.of("drop", 0.4, "size", 3, "scale", "none"));
    Kernel kernel = step.kernel(Layout.CHW);
    long[] observed = new long[4];
    for (int id = 0; id < SAMPLES; id++) {
      double[] y = ones(step, new int[] {2, 8, 8}, new Draw(SEED, id, 0), kernel);
      observed[2 * (int) y[27] + (int) y[64 + 27]]++;
    }
    double first = (observed[2] + observed[3]) / (double) SAMPLES;
    double second = (observed[1] + observed[3]) / (double) SAMPLES;
    double[] expected = {
      SAMPLES * (1 - first) * (1 - second),
      SAMPLES * (1 - first) * second,
      SAMPLES * first * (1 - second),
      SAMPLES * first * second
    };
    assertTrue(Chance.chiSquare(observed, expected) < Chance.largestChiSquare(3));
  }

  /**
   * Noise of neighbours in seed, id, stream and place is uncorrelated. Of independent pairs, the
   * mean of n products of standard normals is near normal with deviation 1/√n; 7 deviations leave
   * more than a thousandfold room to 1e-10 for how near (n is a quarter of a million).
   */
  @Test
  void noiseOfNeighboursIsUncorrelated() {
    int n = 1 << 18;
    double[] base = normals(SEED, 9, 4, n);
    double[][] others = {
      normals(SEED + 1, 9, 4, n),
      normals(SEED, 10, 4, n),
      normals(SEED, 9, 5, n),
      Arrays.copyOfRange(normals(SEED, 9, 4, n + 1), 1, n + 1),
      Arrays.copyOfRange(normals(SEED, 9, 4, n + 224), 224, n + 224)
    };
    for (double[] other : others) {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += base[i] * other[i];
      }
      assertEquals(0, sum / n, 7 / Math.sqrt(n));
    }
  }

  private static double[] normals(long seed, long id, int stream, int n) {
    Normals normals = new Normals();
    normals.start(seed, id, stream, n);
    double[] z = new double[n];
    Arrays.setAll(z, i -> normals.next());
    return z;
  }
}
