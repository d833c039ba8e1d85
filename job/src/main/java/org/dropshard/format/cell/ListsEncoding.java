package org.dropshard.format.cell;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/**
 * Tensors of one type and shape as lists: nested, an axis a level, or flat and row-major. Unsigned
 * integers stand in Spark's next wider type.
 *
 * @param dtype the elements' type
 * @param shape the axes
 * @param flat whether the list is flat
 * @param label the name of the form: {@code huggingface} for nested, {@code arrow} for flat lists
 */
public record ListsEncoding(DType dtype, int[] shape, boolean flat, String label)
    implements CellEncoding {
  private static final int DEEPEST = 5;

  /**
   * @throws IllegalArgumentException if there are no such lists
   */
  public ListsEncoding {
    element(dtype);
    if (!flat && (shape.length < 2 || shape.length > DEEPEST)) {
      throw Invalid.argument("shape", Arrays.toString(shape), "nested lists have 2 to 5 axes");
    }
  }

  /** Spark's type of an element. */
  public static DataType element(DType dtype) {
    return switch (dtype) {
      case UINT8, INT16 -> DataTypes.ShortType;
      case UINT16, INT32 -> DataTypes.IntegerType;
      case FLOAT32 -> DataTypes.FloatType;
      case FLOAT64 -> DataTypes.DoubleType;
      default ->
          throw Invalid.argument(
              "dtype", dtype.label(), "lists hold uint8, uint16, int16, int32, float32, float64");
    };
  }

  @Override
  public DataType columnType(DType ignored) {
    // Arrow's own tensors have elements that might be null, and others are not taken for them.
    DataType type = new ArrayType(element(dtype), true);
    for (int axis = 1; axis < shape.length && !flat; axis++) {
      type = new ArrayType(type, true);
    }
    return type;
  }

  /** Where Arrow's own may be null. */
  @Override
  public boolean isNullable() {
    return true;
  }

  @Override
  public void check(Tensor tensor) {
    if (tensor.dtype() != dtype || !Arrays.equals(tensor.shape(), shape)) {
      throw Invalid.argument(
          "tensor",
          tensor,
          "--encoding "
              + label
              + " has one type and shape: "
              + dtype.label()
              + " "
              + Arrays.toString(shape));
    }
  }

  @Override
  public Object encode(byte[] npy, int header, DType written, InternalRow source) {
    ByteBuffer values = Values.view(npy, header, npy.length - header);
    return flat ? leaf(values, (int) Tensor.elements(shape)) : list(values, 0);
  }

  private ArrayData list(ByteBuffer values, int axis) {
    if (axis == shape.length - 1) {
      return leaf(values, shape[axis]);
    }
    Object[] lists = new Object[shape[axis]];
    for (int i = 0; i < lists.length; i++) {
      lists[i] = list(values, axis + 1);
    }
    return new GenericArrayData(lists);
  }

  private ArrayData leaf(ByteBuffer values, int count) {
    switch (dtype) {
      case FLOAT32 -> {
        float[] leaf = new float[count];
        values.asFloatBuffer().get(leaf);
        values.position(values.position() + 4 * count);
        return UnsafeArrayData.fromPrimitiveArray(leaf);
      }
      case FLOAT64 -> {
        double[] leaf = new double[count];
        values.asDoubleBuffer().get(leaf);
        values.position(values.position() + 8 * count);
        return UnsafeArrayData.fromPrimitiveArray(leaf);
      }
      case UINT8, INT16 -> {
        short[] leaf = new short[count];
        for (int i = 0; i < count; i++) {
          leaf[i] = dtype == DType.UINT8 ? (short) (values.get() & 0xff) : values.getShort();
        }
        return UnsafeArrayData.fromPrimitiveArray(leaf);
      }
      default -> {
        int[] leaf = new int[count];
        for (int i = 0; i < count; i++) {
          leaf[i] = dtype == DType.UINT16 ? values.getShort() & 0xffff : values.getInt();
        }
        return UnsafeArrayData.fromPrimitiveArray(leaf);
      }
    }
  }
}
