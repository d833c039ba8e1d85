package org.dropshard.job.read.cell;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;

/**
 * Lists of numbers, nested or flat. The shape of nested lists is their own; every list of a level
 * has to be as long as the others.
 *
 * @param ordinal the column
 * @param type its type
 * @param dtype the elements' type
 * @param shape where the shape of flat lists comes from; null: one axis, as long as the list
 */
public record ListCells(int ordinal, ArrayType type, DType dtype, CellShape shape)
    implements NpyWritten {

  /** How many lists are in one another; 0 if the innermost elements are no numbers. */
  public static int depth(DataType type) {
    int depth = 0;
    DataType element = type;
    while (element instanceof ArrayType array) {
      element = array.elementType();
      depth++;
    }
    return dtype(type) == null ? 0 : depth;
  }

  /** The tensors' type as the innermost elements' suggests it; null if there is none. */
  public static DType dtype(DataType type) {
    DataType element = type;
    while (element instanceof ArrayType array) {
      element = array.elementType();
    }
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT16, DType.INT32}) {
      if (ListsEncoding.element(dtype).equals(element)) {
        return dtype;
      }
    }
    return null;
  }

  @Override
  public Tensor decode(InternalRow row) {
    int depth = depth(type);
    int[] axes = new int[depth];
    Arrays.fill(axes, -1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    add(row, ordinal, type, axes, 0, out);
    for (int axis = 0; axis < depth; axis++) {
      axes[axis] = Math.max(axes[axis], 0); // below an empty list
    }
    int[] own = shape == null || depth > 1 ? axes : shape.of(row);
    byte[] data = out.toByteArray();
    if (Tensor.elements(own) * dtype.bytes() != data.length) {
      throw new IllegalArgumentException(
          "Invalid tensor length: "
              + data.length / dtype.bytes()
              + " ("
              + Arrays.toString(own)
              + " needs "
              + Tensor.elements(own)
              + ")");
    }
    return new Tensor(dtype, own, data, 0);
  }

  private void add(
      SpecializedGetters from,
      int at,
      ArrayType list,
      int[] axes,
      int axis,
      ByteArrayOutputStream out) {
    if (from.isNullAt(at)) {
      throw new IllegalArgumentException("Invalid tensor: null in a list");
    }
    ArrayData values = from.getArray(at);
    int count = values.numElements();
    if (axes[axis] >= 0 && axes[axis] != count) {
      throw new IllegalArgumentException(
          "Invalid tensor: lists of "
              + axes[axis]
              + " and of "
              + count
              + " at axis "
              + axis
              + " (all are of one length)");
    }
    axes[axis] = count;
    if (list.elementType() instanceof ArrayType inner) {
      for (int i = 0; i < count; i++) {
        add(values, i, inner, axes, axis + 1, out);
      }
    } else {
      out.writeBytes(leaf(values, count, list.elementType()));
    }
  }

  private byte[] leaf(ArrayData values, int count, DataType element) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(count, dtype.bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      if (values.isNullAt(i)) {
        throw new IllegalArgumentException(
            "Invalid element: null at " + i + " (lists hold no nulls)");
      }
      switch (dtype) {
        case FLOAT32 -> bytes.putFloat(values.getFloat(i));
        case FLOAT64 -> bytes.putDouble(values.getDouble(i));
        default -> {
          int value = element.equals(DataTypes.ShortType) ? values.getShort(i) : values.getInt(i);
          switch (dtype) {
            case UINT8 -> bytes.put((byte) unsigned(value, 0xff));
            case UINT16 -> bytes.putShort((short) unsigned(value, 0xffff));
            case INT16 -> bytes.putShort((short) value);
            default -> bytes.putInt(value);
          }
        }
      }
    }
    return bytes.array();
  }

  private int unsigned(int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(
          "Invalid element: " + value + " (" + dtype.label() + " holds 0 to " + most + ")");
    }
    return value;
  }
}
