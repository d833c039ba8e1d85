package org.dropshard.spark.functions;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.normalize.InstanceNorm;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * {@code instance_stats(tensor [, layout])}: what {@code instance_norm} divides by: the struct of
 * {@code mean} and {@code variance} (the population's), an array each with one value a channel. The
 * layout of npy is HWC unless given; arrays come with both: {@code instance_stats(array, channels,
 * layout)}.
 */
public final class InstanceStatsFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "instance_stats";
  private static final String USAGE = NAME + "(tensor [, layout])";
  private static final String ARRAY_USAGE = NAME + "(array, channels, layout)";

  InstanceStatsFunction() {
    super(
        NAME,
        USAGE + " - mean and variance of each channel of one tensor; arrays: " + ARRAY_USAGE + ".");
  }

  private static DataType resultType() {
    DataType doubles = DataTypes.createArrayType(DataTypes.DoubleType, false);
    return new StructType().add("mean", doubles, false).add("variance", doubles, false);
  }

  @Override
  public BoundFunction bind(StructType given) {
    Form form = Form.of(Arguments.first(given));
    Arguments arguments = new Arguments(form.isArray() ? ARRAY_USAGE : USAGE, given).tensor(form);
    if (form.isArray()) {
      arguments.integral("channels").text("layout");
    } else if (form == Form.NPY) {
      arguments.optionalText("layout");
    }
    DataType[] types = arguments.end();
    return switch (form) {
      case NPY -> new OfNpy(types);
      case FLOATS -> new OfFloats(types);
      case DOUBLES -> new OfDoubles(types);
      case IMAGE -> new OfImage(types);
    };
  }

  private static InternalRow stats(Tensor x, Layout layout) {
    return x == null
        ? null
        : new GenericInternalRow(
            new Object[] {
              UnsafeArrayData.fromPrimitiveArray(InstanceNorm.means(x, layout)),
              UnsafeArrayData.fromPrimitiveArray(InstanceNorm.variances(x, layout))
            });
  }

  private static InternalRow stats(DType dtype, ArrayData array, long channels, UTF8String layout) {
    if (array == null || layout == null) {
      return null;
    }
    Layout of = Kernels.layout(layout);
    int[] shape = ArrayCells.shape(array.numElements(), channels, of);
    return stats(ArrayCells.copy(array, dtype, shape), of);
  }

  /** On npy cells. */
  public static final class OfNpy extends Bound implements ScalarFunction<InternalRow> {
    private static final long serialVersionUID = 1L;

    OfNpy(DataType[] inputTypes) {
      super(NAME, inputTypes, InstanceStatsFunction.resultType());
    }

    public static InternalRow invoke(byte[] npy) {
      return npy == null ? null : stats(NpyCells.read(npy), Layout.HWC);
    }

    public static InternalRow invoke(byte[] npy, UTF8String layout) {
      return npy == null || layout == null
          ? null
          : stats(NpyCells.read(npy), Kernels.layout(layout));
    }
  }

  /** On {@code array<float>}. */
  public static final class OfFloats extends Bound implements ScalarFunction<InternalRow> {
    private static final long serialVersionUID = 1L;

    OfFloats(DataType[] inputTypes) {
      super(NAME, inputTypes, InstanceStatsFunction.resultType());
    }

    public static InternalRow invoke(ArrayData array, long channels, UTF8String layout) {
      return stats(DType.FLOAT32, array, channels, layout);
    }
  }

  /** On {@code array<double>}. */
  public static final class OfDoubles extends Bound implements ScalarFunction<InternalRow> {
    private static final long serialVersionUID = 1L;

    OfDoubles(DataType[] inputTypes) {
      super(NAME, inputTypes, InstanceStatsFunction.resultType());
    }

    public static InternalRow invoke(ArrayData array, long channels, UTF8String layout) {
      return stats(DType.FLOAT64, array, channels, layout);
    }
  }

  /** On Spark's image struct. */
  public static final class OfImage extends Bound implements ScalarFunction<InternalRow> {
    private static final long serialVersionUID = 1L;

    OfImage(DataType[] inputTypes) {
      super(NAME, inputTypes, InstanceStatsFunction.resultType());
    }

    public static InternalRow invoke(InternalRow image) {
      return stats(ImageCells.read(image), Layout.HWC);
    }
  }
}
