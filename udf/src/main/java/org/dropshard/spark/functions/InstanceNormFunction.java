package org.dropshard.spark.functions;

import java.util.Map;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.step.Draw;
import org.dropshard.step.Steps;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;

/**
 * {@code instance_norm(tensor [, eps] [, layout])}: each channel of the tensor to mean 0 and
 * variance 1; eps is 1e-5 unless given. The layout of npy is HWC unless given; arrays come with
 * both: {@code instance_norm(array, channels, layout [, eps])}. Floating types.
 */
public final class InstanceNormFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "instance_norm";
  private static final String USAGE = NAME + "(tensor [, eps] [, layout])";
  private static final String ARRAY_USAGE = NAME + "(array, channels, layout [, eps])";
  private static final double EPS = 1e-5;
  private static final Ready.Cache READY =
      new Ready.Cache(v -> Steps.of(NAME, Map.of("eps", v[0])));

  InstanceNormFunction() {
    super(
        NAME,
        USAGE
            + " - brings each channel of a tensor to mean 0 and variance 1. The layout of npy is"
            + " 'HWC' unless given; arrays: "
            + ARRAY_USAGE
            + ".");
  }

  @Override
  public BoundFunction bind(StructType given) {
    DataType tensor = Arguments.first(given);
    Form form = Form.of(tensor);
    if (form == Form.IMAGE) {
      Layers.requireNpy(given);
    }
    Arguments arguments = new Arguments(form.isArray() ? ARRAY_USAGE : USAGE, given).tensor(form);
    if (form.isArray()) {
      arguments.integral("channels").text("layout").optionalNumber("eps");
    } else {
      arguments.optionalNumber("eps").optionalText("layout");
    }
    DataType[] types = arguments.end();
    return switch (form) {
      case FLOATS -> new OfFloats(types, form.resultType(tensor));
      case DOUBLES -> new OfDoubles(types, form.resultType(tensor));
      default -> new OfNpy(types, form.resultType(tensor));
    };
  }

  private static ArrayData array(
      DType dtype, ArrayData array, long channels, UTF8String layout, double eps) {
    if (array == null || layout == null) {
      return null;
    }
    Layout of = Kernels.layout(layout);
    int[] shape = ArrayCells.shape(array.numElements(), channels, of);
    return StepCells.array(READY.of(of, eps), dtype, array, shape, new Draw(0, 0, 0));
  }

  /** On npy cells. */
  public static final class OfNpy extends Bound implements ScalarFunction<byte[]> {
    private static final long serialVersionUID = 1L;

    OfNpy(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static byte[] invoke(byte[] npy) {
      return invoke(npy, EPS);
    }

    public static byte[] invoke(byte[] npy, double eps) {
      return Layers.npy(READY, npy, Layout.HWC, eps);
    }

    public static byte[] invoke(byte[] npy, UTF8String layout) {
      return invoke(npy, EPS, layout);
    }

    public static byte[] invoke(byte[] npy, double eps, UTF8String layout) {
      return Layers.npy(READY, npy, layout, eps);
    }
  }

  /** On {@code array<float>}. */
  public static final class OfFloats extends Bound implements ScalarFunction<ArrayData> {
    private static final long serialVersionUID = 1L;

    OfFloats(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static ArrayData invoke(ArrayData array, long channels, UTF8String layout) {
      return invoke(array, channels, layout, EPS);
    }

    public static ArrayData invoke(ArrayData array, long channels, UTF8String layout, double eps) {
      return array(DType.FLOAT32, array, channels, layout, eps);
    }
  }

  /** On {@code array<double>}. */
  public static final class OfDoubles extends Bound implements ScalarFunction<ArrayData> {
    private static final long serialVersionUID = 1L;

    OfDoubles(DataType[] inputTypes, DataType resultType) {
      super(NAME, inputTypes, resultType);
    }

    public static ArrayData invoke(ArrayData array, long channels, UTF8String layout) {
      return invoke(array, channels, layout, EPS);
    }

    public static ArrayData invoke(ArrayData array, long channels, UTF8String layout, double eps) {
      return array(DType.FLOAT64, array, channels, layout, eps);
    }
  }
}
