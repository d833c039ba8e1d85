package org.dropshard.spark.functions;

import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.normalize.InstanceNorm;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/**
 * {@code instance_norm_backward(tensor, gradient [, eps] [, layout])}: the gradient of what {@code
 * instance_norm} was given, from the gradient of its result. The layout of npy is HWC unless given.
 */
public final class InstanceNormBackwardFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "instance_norm_backward";
  private static final String USAGE = "instance_norm_backward(tensor, gradient [, eps] [, layout])";

  InstanceNormBackwardFunction() {
    super(NAME, USAGE + " - the gradient of what instance_norm was given.");
  }

  @Override
  public BoundFunction bind(StructType given) {
    Layers.requireNpy(given);
    Arguments arguments = new Arguments(USAGE, given).tensor(Form.NPY);
    arguments.npy("gradient").optionalNumber("eps").optionalText("layout");
    return new OfNpy(arguments.end());
  }

  /** On npy cells. */
  public static final class OfNpy extends Bound implements ScalarFunction<byte[]> {
    private static final long serialVersionUID = 1L;

    OfNpy(DataType[] inputTypes) {
      super(NAME, inputTypes, DataTypes.BinaryType);
    }

    private static final double EPS = 1e-5;

    public static byte[] invoke(byte[] x, byte[] dy) {
      return invoke(x, dy, EPS);
    }

    public static byte[] invoke(byte[] x, byte[] dy, double eps) {
      return backward(x, dy, eps, Layout.HWC);
    }

    public static byte[] invoke(byte[] x, byte[] dy, UTF8String layout) {
      return invoke(x, dy, EPS, layout);
    }

    public static byte[] invoke(byte[] x, byte[] dy, double eps, UTF8String layout) {
      return layout == null ? null : backward(x, dy, eps, Kernels.layout(layout));
    }

    private static byte[] backward(byte[] x, byte[] dy, double eps, Layout layout) {
      if (x == null || dy == null) {
        return null;
      }
      Tensor gradient = NpyCells.read(dy);
      Layers.requireFloating(NAME, gradient);
      byte[] dx = new byte[gradient.byteLength()];
      new InstanceNorm(eps).backward(NpyCells.read(x), gradient, layout, dx, 0, null, null);
      return Npy.write(new Tensor(gradient.dtype(), gradient.shape(), dx, 0));
    }
  }
}
