package org.dropshard.spark.functions;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.convolution.Convolution;
import org.dropshard.spark.cells.NpyCells;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** A convolution layer, whose weight and bias are columns: forward, and its backward pass. */
public final class ConvolutionFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;
  private static final String FORWARD = "convolution";

  private final String usage;

  private ConvolutionFunction(String name, String arguments, String does) {
    super(name, name + "(" + arguments + ", stride, pad, layout) - " + does);
    usage = name + "(" + arguments + ", stride, pad, layout)";
  }

  static List<SqlFunction> both() {
    return List.of(
        new ConvolutionFunction(
            FORWARD,
            "tensor, weight, bias",
            "the feature maps of a convolution layer. The weight is npy of (filters, channels,"
                + " height, width), the bias npy of (filters). Floating types."),
        new ConvolutionFunction(
            "convolution_backward",
            "tensor, gradient, weight",
            "the gradient of what convolution was given, from that of its result."));
  }

  @Override
  public BoundFunction bind(StructType given) {
    Form.of(Arguments.first(given), EnumSet.of(Form.NPY));
    Arguments arguments = new Arguments(usage, given).tensor(Form.NPY);
    if (name().equals(FORWARD)) {
      arguments.npy("weight").npy("bias");
    } else {
      arguments.npy("gradient").npy("weight");
    }
    arguments.whole("stride").whole("pad").layout();
    return new OfNpy(arguments.end(name(), DataTypes.BinaryType));
  }

  /** On npy cells. */
  public static final class OfNpy extends Bound implements ScalarFunction<byte[]> {
    private static final long serialVersionUID = 1L;

    private transient Layer last;

    OfNpy(Signature signature) {
      super(signature);
    }

    public byte[] invoke(
        byte[] npy, byte[] second, byte[] third, double stride, double pad, UTF8String layout) {
      if (npy == null || second == null || third == null || layout == null) {
        return null;
      }
      return name().equals(FORWARD)
          ? forward(npy, layer(second, third, stride, pad), Options.layout(layout))
          : backward(npy, second, layer(third, null, stride, pad), Options.layout(layout));
    }

    private byte[] forward(byte[] npy, Convolution layer, Layout layout) {
      Tensor x = requireFloating(NpyCells.read(npy));
      Tensor y = NpyCells.blank(npy, x, layer.shape(x.shape(), layout));
      layer.forward(x, layout, y.data(), y.offset());
      return y.data();
    }

    private byte[] backward(byte[] npy, byte[] gradient, Convolution layer, Layout layout) {
      Tensor x = NpyCells.read(npy);
      Tensor dy = requireFloating(NpyCells.read(gradient));
      Tensor dx = NpyCells.blank(gradient, dy, x.shape());
      layer.backward(x, dy, layout, dx.data(), dx.offset(), null, null);
      return dx.data();
    }

    private Tensor requireFloating(Tensor x) {
      if (!x.dtype().isFloating()) {
        throw Invalid.argument("tensor", x, name() + " needs a floating type");
      }
      return x;
    }

    private Convolution layer(byte[] weight, byte[] bias, double stride, double pad) {
      Layer found = last;
      if (found == null || !found.suits(weight, bias, stride, pad)) {
        found = new Layer(weight, bias, stride, pad, read(weight, bias, stride, pad));
        last = found;
      }
      return found.layer();
    }

    private static Convolution read(byte[] weight, byte[] bias, double stride, double pad) {
      Tensor w = NpyCells.read(weight);
      int[] shape = w.shape();
      if (shape.length != 4) {
        throw Invalid.argument("weight", w, "filters, channels, height, width");
      }
      return new Convolution(
          shape[0],
          shape[1],
          shape[2],
          shape[3],
          Doubles.of(w),
          bias == null ? new double[0] : Doubles.of(NpyCells.read(bias)),
          (int) stride, // saturates, and is then refused
          (int) pad);
    }
  }

  /**
   * The layer of the last row, as most queries have but one.
   *
   * @param bias null: none
   */
  private record Layer(byte[] weight, byte[] bias, double stride, double pad, Convolution layer) {
    boolean suits(byte[] weight, byte[] bias, double stride, double pad) {
      return stride == this.stride
          && pad == this.pad
          && Arrays.equals(weight, this.weight)
          && Arrays.equals(bias, this.bias);
    }
  }
}
