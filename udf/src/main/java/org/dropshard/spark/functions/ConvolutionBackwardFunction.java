package org.dropshard.spark.functions;

import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.convolution.Convolution;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/**
 * {@code convolution_backward(tensor, gradient, weight, stride, pad [, layout])}: the gradient of
 * what {@code convolution} was given, from the gradient of its result.
 */
public final class ConvolutionBackwardFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "convolution_backward";
  private static final String USAGE =
      "convolution_backward(tensor, gradient, weight, stride, pad [, layout])";

  ConvolutionBackwardFunction() {
    super(NAME, USAGE + " - the gradient of what convolution was given.");
  }

  @Override
  public BoundFunction bind(StructType given) {
    Layers.requireNpy(given);
    Arguments arguments = new Arguments(USAGE, given).tensor(Form.NPY);
    arguments.npy("gradient").npy("weight").integral("stride").integral("pad");
    arguments.optionalText("layout");
    return new OfNpy(arguments.end());
  }

  /** On npy cells. */
  public static final class OfNpy extends Bound implements ScalarFunction<byte[]> {
    private static final long serialVersionUID = 1L;

    OfNpy(DataType[] inputTypes) {
      super(NAME, inputTypes, DataTypes.BinaryType);
    }

    public static byte[] invoke(byte[] x, byte[] dy, byte[] weight, long stride, long pad) {
      return backward(x, dy, weight, stride, pad, Layout.HWC);
    }

    public static byte[] invoke(
        byte[] x, byte[] dy, byte[] weight, long stride, long pad, UTF8String layout) {
      return layout == null ? null : backward(x, dy, weight, stride, pad, Kernels.layout(layout));
    }

    private static byte[] backward(
        byte[] x, byte[] dy, byte[] weight, long stride, long pad, Layout layout) {
      if (x == null || dy == null || weight == null) {
        return null;
      }
      Convolution layer = ConvolutionWeights.layer(weight, null, stride, pad);
      Tensor input = NpyCells.read(x);
      Tensor gradient = NpyCells.read(dy);
      Layers.requireFloating(NAME, gradient);
      byte[] dx = new byte[Math.multiplyExact(input.length(), gradient.dtype().bytes())];
      layer.backward(input, gradient, layout, dx, 0, null, null);
      return Npy.write(new Tensor(gradient.dtype(), input.shape(), dx, 0));
    }
  }
}
