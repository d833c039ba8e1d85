package org.dropshard.spark.functions;

import java.util.Arrays;
import org.dropshard.convolution.Convolution;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Tensor;

/** Layers from npy cells: the last one of each thread stays, as most queries have but one. */
final class ConvolutionWeights {
  private static final ThreadLocal<Last> LAST = new ThreadLocal<>();

  private record Last(byte[] weight, byte[] bias, long stride, long pad, Convolution layer) {
    boolean suits(byte[] weight, byte[] bias, long stride, long pad) {
      return stride == this.stride
          && pad == this.pad
          && Arrays.equals(weight, this.weight)
          && Arrays.equals(bias, this.bias);
    }
  }

  private ConvolutionWeights() {}

  /**
   * @param bias null: none
   * @throws IllegalArgumentException if these are no layer
   */
  static Convolution layer(byte[] weight, byte[] bias, long stride, long pad) {
    Last last = LAST.get();
    if (last == null || !last.suits(weight, bias, stride, pad)) {
      last = new Last(weight, bias, stride, pad, read(weight, bias, stride, pad));
      LAST.set(last);
    }
    return last.layer();
  }

  private static Convolution read(byte[] weight, byte[] bias, long stride, long pad) {
    Tensor w = NpyCells.read(weight);
    int[] shape = w.shape();
    if (shape.length != 4) {
      throw new IllegalArgumentException(
          "Invalid weight: " + w + " (filters, channels, height, width)");
    }
    return new Convolution(
        shape[0],
        shape[1],
        shape[2],
        shape[3],
        Doubles.of(w),
        bias == null ? new double[0] : Doubles.of(NpyCells.read(bias)),
        Math.toIntExact(stride),
        Math.toIntExact(pad));
  }
}
