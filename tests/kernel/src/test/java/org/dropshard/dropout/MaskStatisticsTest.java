package org.dropshard.dropout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.testing.Chance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Masks are fair and independent. Fewer than 100 comparisons, each with a false-alarm probability
 * of {@link Chance#FALSE_ALARM} = 1e-10: below 1e-8 in all. Messages name the seed.
 */
class MaskStatisticsTest {
  private static final long SEED = 20_261_121;
  private static final int UNITS = 1 << 20;

  private final TensorDropout kernel = new TensorDropout();

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.1, 1 / 3.0, 0.5, 0.9})
  void dropRateIsTheProbability(double p) {
    int[] keep = new int[UNITS];
    double rate = kernel.mask(new DropProbability(p), SEED, 1, 0, keep) / (double) UNITS;
    double bound = Chance.deviationOfMean(UNITS, 1) + 0x1p-33; // T is p rounded to 2⁻³²
    assertEquals(p, rate, bound, "seed " + SEED);
  }

  /** Over many ids the mean of y is x, element by element and channel by channel. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9})
  void invertedScalingKeepsTheExpectation(double p) {
    int samples = 20_000;
    float[] values = {1, -3, 0.5f, 7, 100, -0.25f};
    ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(values);
    Tensor x = new Tensor(DType.FLOAT32, new int[] {3, 1, 2}, data.array(), 0);
    for (Kind kind : Kind.values()) {
      Dropout dropout = new Dropout(kind, Layout.CHW, new DropProbability(p), Scale.INVERTED, 0.0);
      double[] sums = new double[values.length];
      byte[] y = new byte[24];
      for (int id = 0; id < samples; id++) {
        kernel.apply(dropout, SEED, id, 0, x, y, 0);
        for (int i = 0; i < sums.length; i++) {
          sums[i] += ByteBuffer.wrap(y).order(ByteOrder.LITTLE_ENDIAN).getFloat(i * 4);
        }
      }
      for (int i = 0; i < sums.length; i++) {
        double range = Math.abs(values[i]) / (1 - p); // y is 0 or x / (1 − p)
        double bound = Chance.deviationOfMean(samples, range) + range * 0x1p-23;
        assertEquals(values[i], sums[i] / samples, bound, kind + ", seed " + SEED);
      }
    }
  }

  /** χ² of the four joint outcomes, with one degree of freedom for each cell but the total. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9})
  void neighboursInSeedIdAndStreamAreIndependent(double p) {
    int[] base = mask(p, SEED, 1000, 5);
    independent(p, base, mask(p, SEED + 1, 1000, 5), 0, "seeds");
    independent(p, base, mask(p, SEED ^ 1L << 63, 1000, 5), 0, "seeds");
    independent(p, base, mask(p, SEED, 1001, 5), 0, "ids");
    independent(p, base, mask(p, SEED, ~1000L, 5), 0, "ids");
    independent(p, base, mask(p, SEED, 1000, 6), 0, "streams");
    independent(p, base, mask(p, 1000, SEED, 5), 0, "seed and id exchanged");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 0.9})
  void unitsOfOneMaskAreIndependent(double p) {
    int[] base = mask(p, SEED, 7, 0);
    for (int lag : new int[] {1, 2, 3, 4, 32, 224, 2048, 224 * 224}) {
      independent(p, base, base, lag, "units " + lag + " apart");
    }
  }

  /**
   * Eight neighbours as one of 256 patterns, for masks drawn one a sample as in spatial dropout.
   */
  @Test
  void patternsOfSmallMasksAreEquallyLikely() {
    int samples = 200_000;
    long[] observed = new long[256];
    double[] expected = new double[256];
    int[] keep = new int[8];
    for (int id = 0; id < samples; id++) {
      kernel.mask(new DropProbability(0.5), SEED, id, 0, keep);
      int pattern = 0;
      for (int bit : keep) {
        pattern = 2 * pattern - bit;
      }
      observed[pattern]++;
    }
    Arrays.fill(expected, samples / 256.0);
    double chiSquare = Chance.chiSquare(observed, expected);
    assertTrue(chiSquare < Chance.largestChiSquare(255), "χ² " + chiSquare + ", seed " + SEED);
  }

  private int[] mask(double p, long seed, long id, int stream) {
    int[] keep = new int[UNITS];
    kernel.mask(new DropProbability(p), seed, id, stream, keep);
    return keep;
  }

  /** Every second run of {@code lag} units, so that no unit stands in two pairs. */
  private static void independent(double p, int[] a, int[] b, int lag, String what) {
    long[] observed = new long[4];
    long pairs = 0;
    for (int i = 0; i + lag < UNITS; i++) {
      if (lag == 0 || i / lag % 2 == 0) {
        observed[2 * -a[i] - b[i + lag]]++;
        pairs++;
      }
    }
    double q = 1 - p;
    double[] expected = {p * p * pairs, p * q * pairs, q * p * pairs, q * q * pairs};
    double chiSquare = Chance.chiSquare(observed, expected);
    assertTrue(
        chiSquare < Chance.largestChiSquare(3),
        "χ² " + chiSquare + ", " + what + ", p " + p + ", seed " + SEED);
  }
}
