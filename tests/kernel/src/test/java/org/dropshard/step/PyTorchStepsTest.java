package org.dropshard.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dropshard.convolution.Convolution;
import org.dropshard.dropout.AffineAndFill;
import org.dropshard.dropout.AlphaDropout;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.normalize.InstanceNorm;
import org.dropshard.reshape.PixelShuffle;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;
import org.dropshard.testing.Golden;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values and gradients are PyTorch's: see resources/golden/README.md. */
class PyTorchStepsTest {
  private final TensorDropout kernel = new TensorDropout();

  private static Tensor array(String folder, String name) throws IOException, NpyException {
    return Golden.npy(folder + "/" + name + ".npy");
  }

  /** The samples of a batch. */
  private static List<Tensor> samples(Tensor batch) {
    int[] shape = Arrays.copyOfRange(batch.shape(), 1, batch.shape().length);
    int bytes = (int) Tensor.elements(shape) * batch.dtype().bytes();
    List<Tensor> samples = new ArrayList<>();
    for (int i = 0; i < batch.shape()[0]; i++) {
      samples.add(new Tensor(batch.dtype(), shape, batch.data(), batch.offset() + i * bytes));
    }
    return samples;
  }

  private static int[] keep(Tensor keep, int each) {
    double[] values = Doubles.of(keep);
    int[] decisions = new int[values.length / each];
    Arrays.setAll(decisions, i -> values[i * each] == 0 ? 0 : -1);
    return decisions;
  }

  private static void near(Tensor expected, byte[] found, double tolerance) {
    double[] values = Doubles.of(expected);
    Tensor tensor = new Tensor(expected.dtype(), expected.shape(), found, 0);
    double[] ours = Doubles.of(tensor);
    for (int i = 0; i < values.length; i++) {
      assertEquals(values[i], ours[i], tolerance * Math.max(1, Math.abs(values[i])), "at " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0.1", "0, 0.5", "1, 0.1", "1, 0.5", "2, 0.1", "2, 0.5"})
  void alphaDropout(int number, String p) throws IOException, NpyException {
    for (String call : new String[] {"alpha_dropout-", "feature_alpha_dropout-"}) {
      String folder = call + number + "-p" + p;
      Tensor x = array(folder, "x");
      int[] shape = x.shape();
      boolean channels = call.startsWith("feature");
      NoiseShape noise =
          channels
              ? new NoiseShape(shape, new int[] {shape[0], shape[1], 1, 1})
              : NoiseShape.element(shape);
      int each = channels ? shape[2] * shape[3] : 1;
      AffineAndFill writing =
          AlphaDropout.forward(new DropProbability(Double.parseDouble(p)), Layout.CHW);
      byte[] y = new byte[x.byteLength()];
      kernel.apply(writing, noise, keep(array(folder, "keep"), each), x, y, 0);
      near(array(folder, "y"), y, 1e-6);
    }
  }

  /** dx = dy · mask / (1 − p), to the last bit. */
  @ParameterizedTest
  @ValueSource(strings = {"0.2", "0.5", "1.0"})
  void dropoutBackward(String p) throws IOException, NpyException {
    for (String call : new String[] {"dropout-0", "dropout-2", "dropout2d-0", "dropout2d-2"}) {
      String folder = call + "-p" + p;
      Tensor dy = array(folder, "dy");
      int[] shape = dy.shape();
      boolean channels = call.startsWith("dropout2d");
      NoiseShape noise =
          channels
              ? new NoiseShape(shape, new int[] {shape[0], shape[1], 1, 1})
              : NoiseShape.element(shape);
      int each = channels ? shape[2] * shape[3] : 1;
      DropProbability drop = new DropProbability(Double.parseDouble(p));
      byte[] dx = new byte[dy.byteLength()];
      kernel.apply(
          AffineAndFill.scaled(Layout.CHW, drop.inverseKeep(), 0),
          noise,
          keep(array(folder, "keep"), each),
          dy,
          dx,
          0);
      double[] expected = Doubles.of(array(folder, "dx"));
      double[] found = Doubles.of(new Tensor(DType.FLOAT32, shape, dx, 0));
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i] + 0.0, found[i] + 0.0); // PyTorch's zeros keep a sign
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, float32, 1e-5", "1, float32, 1e-5", "2, float32, 1e-5",
    "0, float64, 1e-12", "1, float64, 1e-12", "2, float64, 1e-12"
  })
  void instanceNorm(int number, String dtype, double tolerance) throws IOException, NpyException {
    String folder = "instance_norm-" + number + "-" + dtype;
    InstanceNorm norm =
        new InstanceNorm(1e-5, Doubles.of(array(folder, "w")), Doubles.of(array(folder, "b")));
    Tensor dw = array(folder, "dw");
    double[] weight = new double[dw.length()];
    double[] bias = new double[dw.length()];
    List<Tensor> x = samples(array(folder, "x"));
    for (int i = 0; i < x.size(); i++) {
      byte[] y = new byte[x.get(i).byteLength()];
      norm.forward(x.get(i), Layout.CHW, y, 0);
      near(samples(array(folder, "y")).get(i), y, tolerance);
      byte[] dx = new byte[y.length];
      Tensor dy = samples(array(folder, "dy")).get(i);
      norm.backward(x.get(i), dy, Layout.CHW, dx, 0, weight, bias);
      near(samples(array(folder, "dx")).get(i), dx, tolerance);
      double[] mean = Doubles.of(samples(array(folder, "mean")).get(i));
      double[] variance = Doubles.of(samples(array(folder, "var")).get(i));
      assertArrayEquals(mean, InstanceNorm.means(x.get(i), Layout.CHW), tolerance);
      assertArrayEquals(variance, InstanceNorm.variances(x.get(i), Layout.CHW), tolerance);
    }
    near(dw, Samples.of(dw.dtype(), dw.shape(), weight).data(), 10 * tolerance); // of all samples
    near(array(folder, "db"), Samples.of(dw.dtype(), dw.shape(), bias).data(), 10 * tolerance);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void pixelShuffle(int r) throws IOException, NpyException {
    String folder = "pixel_shuffle-r" + r;
    PixelShuffle shuffle = new PixelShuffle(r);
    List<Tensor> x = samples(array(folder, "x"));
    for (int i = 0; i < x.size(); i++) {
      Tensor expected = samples(array(folder, "y")).get(i);
      assertArrayEquals(expected.shape(), shuffle.shuffled(x.get(i).shape(), Layout.CHW));
      byte[] y = new byte[expected.byteLength()];
      shuffle.shuffle(x.get(i), Layout.CHW, y, 0);
      near(expected, y, 0);
      byte[] dx = new byte[y.length];
      shuffle.unshuffle(samples(array(folder, "dy")).get(i), Layout.CHW, dx, 0);
      near(samples(array(folder, "dx")).get(i), dx, 0);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0", "1, 2, 1", "2, 1, 2"})
  void convolution(int number, int stride, int pad) throws IOException, NpyException {
    String folder = "conv2d-" + number;
    Tensor w = array(folder, "w");
    Convolution layer =
        new Convolution(
            w.shape()[0],
            w.shape()[1],
            w.shape()[2],
            w.shape()[3],
            Doubles.of(w),
            Doubles.of(array(folder, "b")),
            stride,
            pad);
    double[] dw = new double[w.length()];
    double[] db = new double[w.shape()[0]];
    List<Tensor> x = samples(array(folder, "x"));
    for (int i = 0; i < x.size(); i++) {
      Tensor expected = samples(array(folder, "y")).get(i);
      assertArrayEquals(expected.shape(), layer.shape(x.get(i).shape(), Layout.CHW));
      byte[] y = new byte[expected.byteLength()];
      layer.forward(x.get(i), Layout.CHW, y, 0);
      near(expected, y, 1e-5);
      byte[] dx = new byte[x.get(i).byteLength()];
      Tensor dy = samples(array(folder, "dy")).get(i);
      layer.backward(x.get(i), dy, Layout.CHW, dx, 0, dw, db);
      near(samples(array(folder, "dx")).get(i), dx, 1e-5);
    }
    near(array(folder, "dw"), Samples.of(w.dtype(), w.shape(), dw).data(), 1e-4);
    near(array(folder, "db"), Samples.of(w.dtype(), new int[] {db.length}, db).data(), 1e-4);
  }
}
