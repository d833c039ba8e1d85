package org.dropshard.spark.functions;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.tensor.Tensor;

/**
 * {@code tensor_shape(tensor)}: the length of each axis, as {@code array<int>}. An image is {@code
 * [height, width, channels]}; an array is {@code [length]}, or with {@code tensor_shape(array,
 * channels, layout)} as the other functions see it.
 *
 * <pre>{@code
 * SELECT tensor_shape(array(1F, 2F, 3F, 4F, 5F, 6F), 3, 'CHW')
 * [3,2]
 * }</pre>
 */
public final class TensorShapeFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;
  private static final String NAME = "tensor_shape";
  private static final String USAGE = NAME + "(tensor)";
  private static final String ARRAY_USAGE = NAME + "(array [, channels, layout])";

  TensorShapeFunction() {
    super(NAME, USAGE + " - the length of each axis of a tensor; arrays: " + ARRAY_USAGE + ".");
  }

  @Override
  public BoundFunction bind(StructType given) {
    Form form = Form.of(Arguments.first(given));
    Arguments arguments = new Arguments(form.isArray() ? ARRAY_USAGE : USAGE, given).tensor(form);
    if (form.isArray() && arguments.hasNext()) {
      arguments.integral("channels").text("layout");
    }
    DataType[] inputTypes = arguments.end();
    return switch (form) {
      case NPY -> new OfNpy(inputTypes);
      case FLOATS, DOUBLES -> new OfArray(inputTypes);
      case IMAGE -> new OfImage(inputTypes);
    };
  }

  private static DataType shapeType() {
    return DataTypes.createArrayType(DataTypes.IntegerType, false);
  }

  private static ArrayData shape(Tensor x) {
    return x == null ? null : UnsafeArrayData.fromPrimitiveArray(x.shape());
  }

  /** On npy cells. */
  public static final class OfNpy extends Bound implements ScalarFunction<ArrayData> {
    private static final long serialVersionUID = 1L;

    OfNpy(DataType[] inputTypes) {
      super(NAME, inputTypes, shapeType());
    }

    public static ArrayData invoke(byte[] npy) {
      return npy == null ? null : shape(NpyCells.read(npy));
    }
  }

  /** On {@code array<float>} and {@code array<double>}. */
  public static final class OfArray extends Bound implements ScalarFunction<ArrayData> {
    private static final long serialVersionUID = 1L;

    OfArray(DataType[] inputTypes) {
      super(NAME, inputTypes, shapeType());
    }

    public static ArrayData invoke(ArrayData array) {
      return array == null
          ? null
          : UnsafeArrayData.fromPrimitiveArray(new int[] {array.numElements()});
    }

    public static ArrayData invoke(ArrayData array, long channels, UTF8String layout) {
      return array == null || layout == null
          ? null
          : UnsafeArrayData.fromPrimitiveArray(
              ArrayCells.shape(array.numElements(), channels, Kernels.layout(layout)));
    }
  }

  /** On Spark's image struct. */
  public static final class OfImage extends Bound implements ScalarFunction<ArrayData> {
    private static final long serialVersionUID = 1L;

    OfImage(DataType[] inputTypes) {
      super(NAME, inputTypes, shapeType());
    }

    public static ArrayData invoke(InternalRow image) {
      return shape(ImageCells.read(image));
    }
  }
}
