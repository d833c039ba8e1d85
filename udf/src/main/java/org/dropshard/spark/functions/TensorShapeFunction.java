package org.dropshard.spark.functions;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.connector.catalog.functions.ScalarFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.spark.cells.ArrayCells;
import org.dropshard.spark.cells.ImageCells;
import org.dropshard.spark.cells.NpyCells;
import org.dropshard.tensor.Tensor;

/**
 * {@code tensor_shape(tensor)}: the length of each axis, as {@code array<int>}. An image is {@code
 * [height, width, channels]}; an array is {@code [length]}, or with {@code tensor_shape(array,
 * channels, layout)} as the other functions see it.
 */
public final class TensorShapeFunction extends SqlFunction {
  private static final long serialVersionUID = 1L;
  private static final String USAGE = "tensor_shape(tensor)";
  private static final String ARRAY_USAGE = "tensor_shape(array [, channels, layout])";

  TensorShapeFunction() {
    super(
        "tensor_shape",
        USAGE + " - the length of each axis of a tensor; arrays: " + ARRAY_USAGE + ".");
  }

  @Override
  public BoundFunction bind(StructType given) {
    Form form = Form.of(Arguments.first(given));
    Arguments arguments = new Arguments(form.isArray() ? ARRAY_USAGE : USAGE, given).tensor(form);
    if (form.isArray() && given.length() > 1) {
      arguments.integral("channels").text("layout");
    }
    return new OfTensor(
        arguments.end(name(), DataTypes.createArrayType(DataTypes.IntegerType, false)));
  }

  /** On any form of tensor. */
  public static final class OfTensor extends Bound implements ScalarFunction<ArrayData> {
    private static final long serialVersionUID = 1L;

    OfTensor(Signature signature) {
      super(signature);
    }

    public ArrayData invoke(byte[] npy) {
      return npy == null ? null : shape(NpyCells.read(npy));
    }

    public ArrayData invoke(ArrayData array) {
      return array == null
          ? null
          : UnsafeArrayData.fromPrimitiveArray(new int[] {array.numElements()});
    }

    public ArrayData invoke(ArrayData array, long channels, UTF8String layout) {
      return array == null || layout == null
          ? null
          : UnsafeArrayData.fromPrimitiveArray(
              ArrayCells.shape(array.numElements(), channels, Options.layout(layout)));
    }

    public ArrayData invoke(InternalRow image) {
      return shape(ImageCells.read(image));
    }

    private static ArrayData shape(Tensor x) {
      return x == null ? null : UnsafeArrayData.fromPrimitiveArray(x.shape());
    }
  }
}
