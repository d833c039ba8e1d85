package org.dropshard.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import org.dropshard.dropout.AffineAndFill;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.dropout.Scale;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.stats.ChannelStats;
import org.dropshard.stats.ChannelSummary;
import org.dropshard.stats.TensorStats;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;
import org.dropshard.testing.Chance;
import org.dropshard.testing.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keras, TensorFlow, CS231n, mlpack and DropoutFromScratch, in their own terms. */
class OtherSystemsTest {
  private final TensorDropout kernel = new TensorDropout();

  private static double[] golden(String name) throws IOException, NpyException {
    return Doubles.of(Golden.npy(name + ".npy"));
  }

  private byte[] write(Tensor x, double factor, NoiseShape noise, int[] keep) {
    byte[] y = new byte[x.byteLength()];
    kernel.apply(AffineAndFill.scaled(Layout.CHW, factor, 0), noise, keep, x, y, 0);
    return y;
  }

  /** Which channels Keras dropped is seen in its result; shape and scale have to be ours. */
  @ParameterizedTest
  @CsvSource({
    "keras-spatial1d-channels_last, HWC, 2",
    "keras-spatial2d-channels_last, HWC, 3",
    "keras-spatial2d-channels_first, CHW, 3",
    "keras-spatial3d-channels_last, HWC, 4",
    "keras-spatial3d-channels_first, CHW, 4"
  })
  void kerasSpatialDropout(String folder, Layout layout, int rank)
      throws IOException, NpyException {
    Tensor x = Golden.npy(folder + "/x.npy");
    double[] expected = golden(folder + "/y");
    assertEquals(rank, x.shape().length);
    masked(x, NoiseShape.channel(x.shape(), layout), expected, 1 / (1 - 0.4));
  }

  @Test
  void tensorFlowNoiseShapes() throws IOException, NpyException {
    Tensor x = Golden.npy("tf-noise-shape/x.npy");
    NoiseShape channels = new NoiseShape(x.shape(), new int[] {3, 1, 1, 6});
    masked(x, channels, golden("tf-noise-shape/y"), 1 / 0.75);
    x = Golden.npy("tf-noise-shape-rows/x.npy");
    NoiseShape rows = new NoiseShape(x.shape(), new int[] {1, 4, 1, 6});
    masked(x, rows, golden("tf-noise-shape-rows/y"), 2);
  }

  /** Inputs are not 0, so a 0 of the result is a dropped element. */
  private void masked(Tensor x, NoiseShape noise, double[] expected, double scale) {
    int[] keep = new int[noise.units()];
    Arrays.fill(keep, -1);
    int[] strides = new int[x.shape().length];
    for (int axis = strides.length - 1, unit = 1; axis >= 0; axis--) {
      strides[axis] = noise.noise()[axis] == 1 ? 0 : unit;
      unit *= noise.noise()[axis];
    }
    for (int i = 0; i < expected.length; i++) {
      int unit = 0;
      for (int axis = strides.length - 1, rest = i; axis >= 0; axis--) {
        unit += rest % x.shape()[axis] * strides[axis];
        rest /= x.shape()[axis];
      }
      keep[unit] = expected[i] == 0 ? 0 : keep[unit];
    }
    double[] found = Doubles.of(new Tensor(x.dtype(), x.shape(), write(x, scale, noise, keep), 0));
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], 1e-6 * Math.abs(expected[i]));
    }
  }

  /** p is the probability to keep; the result has the type of the input. */
  @Test
  void cs231n() throws IOException, NpyException {
    DropProbability p = new DropProbability(1 - 0.75);
    for (String variant : new String[] {"inverted", "vanilla"}) {
      String folder = "cs231n-" + variant + "/";
      Tensor x = Golden.npy(folder + "x.npy");
      double[] kept = golden(folder + "keep");
      int[] keep = new int[kept.length];
      Arrays.setAll(keep, i -> kept[i] == 0 ? 0 : -1);
      NoiseShape noise = NoiseShape.element(x.shape());
      double factor = Scale.ofLabel(variant).factor(p);
      near(golden(folder + "y"), write(x, factor, noise, keep));
      near(golden(folder + "dx"), write(Golden.npy(folder + "dy.npy"), factor, noise, keep));
    }
    Tensor x = Golden.npy("cs231n-vanilla/x.npy");
    Step step =
        Steps.of("element_dropout", java.util.Map.of("keep", 0.75, "scale", "vanilla"))
            .evaluation();
    near(golden("cs231n-vanilla/test"), Samples.forward(step, Layout.CHW, x, Samples.DRAW).data());
  }

  private static void near(double[] expected, byte[] found) {
    double[] values = Doubles.of(new Tensor(DType.FLOAT32, new int[] {expected.length}, found, 0));
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i] + 0.0, values[i] + 0.0, 1e-6 * Math.abs(expected[i]));
    }
  }

  /** mlpack's code: keep with probability ratio, scale by 1 / (1 − ratio). */
  @Test
  void mlpackAsCodedScalesByTheOtherProbability() {
    for (double ratio : new double[] {0.2, 0.5, 0.7}) {
      DropProbability p = new DropProbability(1 - ratio);
      assertEquals(1 / (1 - ratio), Scale.CROSSED.factor(p), 1e-15);
    }
  }

  /**
   * 1000 × 100 ones at p = 0.5: PyTorch reports a mean near 1 and a deviation near 1 (values are 0
   * and 2). The mean is within a bound that 1e-10 of all seeds break; values of two kinds, of which
   * the share q is 2, deviate by 2 √(q (1 − q)).
   */
  @Test
  void onesAtOneHalfHaveMeanAndDeviationOne() {
    Tensor x = Samples.filled(DType.FLOAT32, new int[] {1000, 100}, 1);
    Step step = Steps.of("element_dropout", java.util.Map.of("keep", 0.5));
    byte[] inPlace = x.data();
    kernel.apply(
        AffineAndFill.scaled(Layout.CHW, 2, 0),
        new DropProbability(0.5),
        NoiseShape.element(x.shape()),
        Samples.DRAW.seed(),
        Samples.DRAW.id(),
        Samples.DRAW.stream(),
        Samples.filled(DType.FLOAT32, x.shape(), 1),
        inPlace,
        0);
    Tensor y =
        Samples.forward(
            step, Layout.CHW, Samples.filled(DType.FLOAT32, x.shape(), 1), Samples.DRAW);
    assertTrue(Arrays.equals(inPlace, y.data()), "in place and not are the same");
    ChannelStats stats = new ChannelStats();
    new TensorStats()
        .add(new Tensor(DType.FLOAT32, new int[] {1, 100_000}, y.data(), 0), Layout.CHW, stats);
    ChannelSummary all = stats.summaries().get(0);
    assertEquals(1, all.mean(), Chance.deviationOfMean(100_000, 2));
    double q = all.mean() / 2;
    assertEquals(2 * Math.sqrt(q * (1 - q)), all.std(), 1e-12);
    assertEquals(1, all.std(), 1e-3);
  }
}
