package org.dropshard.step;

import java.util.Arrays;
import java.util.Random;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** Tensors of doubles, and steps run on them. */
final class Samples {
  static final Draw DRAW = new Draw(20_261_121, 7, 3);

  private Samples() {}

  static Tensor of(DType dtype, int[] shape, double... values) {
    byte[] data = new byte[(int) Tensor.elements(shape) * dtype.bytes()];
    Doubles.write(values, dtype, data, 0);
    return new Tensor(dtype, shape, data, 0);
  }

  static Tensor filled(DType dtype, int[] shape, double value) {
    double[] values = new double[(int) Tensor.elements(shape)];
    Arrays.fill(values, value);
    return of(dtype, shape, values);
  }

  /** Normal values, none near 0. */
  static Tensor random(Random random, DType dtype, int... shape) {
    double[] values =
        random.doubles(Tensor.elements(shape)).map(v -> v < 0.5 ? v - 1.5 : v + 0.5).toArray();
    return of(dtype, shape, values);
  }

  static Tensor forward(Step step, Layout layout, Tensor x, Draw draw) {
    return forward(step, step.kernel(layout), layout, x, draw);
  }

  static Tensor forward(Step step, Kernel kernel, Layout layout, Tensor x, Draw draw) {
    int[] shape = step.shape(x.shape(), layout);
    byte[] y = new byte[(int) Tensor.elements(shape) * x.dtype().bytes()];
    kernel.forward(x, draw, y, 0);
    return new Tensor(x.dtype(), shape, y, 0);
  }

  static Tensor backward(Step step, Layout layout, Tensor x, Tensor dy, Draw draw) {
    byte[] dx = new byte[x.length() * dy.dtype().bytes()];
    step.kernel(layout).backward(step.needsInput() ? x : null, dy, draw, dx, 0);
    return new Tensor(dy.dtype(), x.shape(), dx, 0);
  }
}
