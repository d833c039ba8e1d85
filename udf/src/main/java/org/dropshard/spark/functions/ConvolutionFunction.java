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
 * {@code convolution(tensor, weight, bias, stride, pad [, layout])}: feature maps of a convolution
 * layer. The weight is npy of (filters, channels, height, width), the bias npy of (filters). The
 * layout of the tensor is HWC unless given. Floating types.
 */
public final class ConvolutionFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "convolution";
  private static final String USAGE = "convolution(tensor, weight, bias, stride, pad [, layout])";

  ConvolutionFunction() {
    super(NAME, USAGE + " - the feature maps of a convolution layer.");
  }

  @Override
  public BoundFunction bind(StructType given) {
    Layers.requireNpy(given);
    Arguments arguments = new Arguments(USAGE, given).tensor(Form.NPY);
    arguments.npy("weight").npy("bias").integral("stride").integral("pad");
    arguments.optionalText("layout");
    return new OfNpy(arguments.end());
  }

  /** On npy cells. */
  public static final class OfNpy extends Bound implements ScalarFunction<byte[]> {
    private static final long serialVersionUID = 1L;

    OfNpy(DataType[] inputTypes) {
      super(NAME, inputTypes, DataTypes.BinaryType);
    }

    public static byte[] invoke(byte[] npy, byte[] weight, byte[] bias, long stride, long pad) {
      return forward(npy, weight, bias, stride, pad, Layout.HWC);
    }

    public static byte[] invoke(
        byte[] npy, byte[] weight, byte[] bias, long stride, long pad, UTF8String layout) {
      return layout == null
          ? null
          : forward(npy, weight, bias, stride, pad, Kernels.layout(layout));
    }

    private static byte[] forward(
        byte[] npy, byte[] weight, byte[] bias, long stride, long pad, Layout layout) {
      if (npy == null || weight == null || bias == null) {
        return null;
      }
      Convolution layer = ConvolutionWeights.layer(weight, bias, stride, pad);
      Tensor x = NpyCells.read(npy);
      Layers.requireFloating(NAME, x);
      int[] shape = layer.shape(x.shape(), layout);
      byte[] y = new byte[Math.toIntExact(Tensor.elements(shape) * x.dtype().bytes())];
      layer.forward(x, layout, y, 0);
      return Npy.write(new Tensor(x.dtype(), shape, y, 0));
    }
  }
}
