package org.dropshard.convolution;

import java.io.Serializable;
import java.util.Arrays;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * A convolution layer (cross-correlation, as the field has it) over one sample: filter f at place
 * (y, x) is its bias plus the sum of weight[f, c, i, j] · x[c, y·stride − pad + i, x·stride − pad +
 * j], zero beyond the edges. Output sides are ⌊(side + 2 pad − kernel) / stride⌋ + 1. Direct loops;
 * sums in double in the order c, i, j, the bias last, rounded once to the tensor's type.
 *
 * @param filters F ≥ 1
 * @param channels C ≥ 1
 * @param height of a kernel, ≥ 1
 * @param width of a kernel, ≥ 1
 * @param weight F·C·height·width values, row-major in that order
 * @param bias F values, or none
 * @param stride ≥ 1
 * @param pad ≥ 0
 */
public record Convolution(
    int filters,
    int channels,
    int height,
    int width,
    double[] weight,
    double[] bias,
    int stride,
    int pad)
    implements Serializable {
  /**
   * @throws IllegalArgumentException if a parameter is out of range or the lengths do not agree
   */
  public Convolution {
    int[] shape = {filters, channels, height, width};
    if (Arrays.stream(shape).anyMatch(n -> n < 1) || Tensor.elements(shape) != weight.length) {
      throw Invalid.argument(
          "weight",
          weight.length + " values for " + Arrays.toString(shape),
          "filters, channels, height, width");
    }
    if (bias.length != 0 && bias.length != filters) {
      throw Invalid.argument("bias", bias.length + " values", filters + " filters, or none");
    }
    if (stride < 1) {
      throw Invalid.argument("stride", stride, "at least 1");
    }
    if (pad < 0 || pad > 1 << 20) {
      throw Invalid.argument("pad", pad, "0 to 1048576");
    }
  }

  /**
   * The shape of the result.
   *
   * @throws IllegalArgumentException if the tensor has not three axes, other channels than the
   *     weight, or is smaller than the kernel
   */
  public int[] shape(int[] shape, Layout layout) {
    if (shape.length != 3) {
      throw Invalid.argument(
          "shape", Arrays.toString(shape), "convolution needs channels, height and width");
    }
    if (shape[layout.channelAxis(3)] != channels) {
      throw Invalid.argument(
          "channels", shape[layout.channelAxis(3)], "the weight has " + channels);
    }
    int first = layout == Layout.CHW ? 1 : 0;
    int down = side(shape[first], height);
    int across = side(shape[first + 1], width);
    return layout == Layout.CHW
        ? new int[] {filters, down, across}
        : new int[] {down, across, filters};
  }

  private int side(int side, int kernel) {
    long room = side + 2L * pad - kernel;
    if (room < 0) {
      throw Invalid.argument(
          "size", side + " places and twice " + pad + " of padding", "the kernel takes " + kernel);
    }
    return Math.toIntExact(room / stride + 1);
  }

  /**
   * Writes the feature maps.
   *
   * @param y takes a tensor of {@link #shape} in the type of {@code x}; another array
   * @throws IllegalArgumentException as {@link #shape} does
   */
  public void forward(Tensor x, Layout layout, byte[] y, int yOffset) {
    int[] shape = shape(x.shape(), layout);
    Grid in = Grid.of(x.shape(), layout);
    Grid out = Grid.of(shape, layout);
    double[] values = Doubles.of(x);
    double[] result = new double[(int) Tensor.elements(shape)];
    for (int f = 0; f < filters; f++) {
      for (int row = 0; row < out.height(); row++) {
        for (int column = 0; column < out.width(); column++) {
          double sum = 0;
          for (int c = 0; c < channels; c++) {
            for (int i = from(row); i < to(row, height, in.height()); i++) {
              int w = ((f * channels + c) * height + i) * width;
              for (int j = from(column); j < to(column, width, in.width()); j++) {
                int at = in.at(c, row * stride - pad + i, column * stride - pad + j);
                sum += weight[w + j] * values[at];
              }
            }
          }
          result[out.at(f, row, column)] = bias.length == 0 ? sum : sum + bias[f];
        }
      }
    }
    Doubles.write(result, x.dtype(), y, yOffset);
  }

  /**
   * Writes the gradient of the input.
   *
   * @param x what went forward; only its shape is used if {@code dWeight} is null
   * @param dy the upstream gradient, of the shape that {@link #shape} gives
   * @param dx takes a tensor of the shape of {@code x} in the type of {@code dy}
   * @param dWeight the weight's gradient is added to it; null: not asked
   * @param dBias the bias's gradient is added to it; null: not asked
   * @throws IllegalArgumentException if the gradient has another shape, or as {@link #shape} does
   */
  public void backward(
      Tensor x,
      Tensor dy,
      Layout layout,
      byte[] dx,
      int dxOffset,
      double[] dWeight,
      double[] dBias) {
    int[] shape = shape(x.shape(), layout);
    if (!Arrays.equals(shape, dy.shape())) {
      throw Invalid.argument("gradient", dy, "the output was " + Arrays.toString(shape));
    }
    Grid in = Grid.of(x.shape(), layout);
    Grid out = Grid.of(shape, layout);
    double[] values = dWeight == null ? null : Doubles.of(x);
    double[] gradient = Doubles.of(dy);
    double[] result = new double[x.length()];
    for (int f = 0; f < filters; f++) {
      for (int row = 0; row < out.height(); row++) {
        for (int column = 0; column < out.width(); column++) {
          double g = gradient[out.at(f, row, column)];
          for (int c = 0; c < channels; c++) {
            for (int i = from(row); i < to(row, height, in.height()); i++) {
              int w = ((f * channels + c) * height + i) * width;
              for (int j = from(column); j < to(column, width, in.width()); j++) {
                int at = in.at(c, row * stride - pad + i, column * stride - pad + j);
                result[at] += weight[w + j] * g;
                if (dWeight != null) {
                  dWeight[w + j] += values[at] * g;
                }
              }
            }
          }
          if (dBias != null) {
            dBias[f] += g;
          }
        }
      }
    }
    Doubles.write(result, dy.dtype(), dx, dxOffset);
  }

  /** The first row (or column) of the kernel that lies on the picture. */
  private int from(int place) {
    return Math.max(0, pad - place * stride);
  }

  /** The row (or column) after the last one that does. */
  private int to(int place, int kernel, int side) {
    return Math.min(kernel, side + pad - place * stride);
  }
}
