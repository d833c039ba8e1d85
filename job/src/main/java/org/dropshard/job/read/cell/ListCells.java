package org.dropshard.job.read.cell;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.dropshard.format.LeafTypes;
import org.dropshard.format.cell.ListsEncoding;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
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
  private static final Set<DType> INTEGERS =
      Set.of(DType.UINT8, DType.UINT16, DType.INT16, DType.INT32);

  /** How many lists are in one another; 0 if the innermost elements are no numbers. */
  public static int depth(StructField field) {
    return dtype(field) == null ? 0 : depth(field.dataType());
  }

  /** Whether it is a list of bigint, which no tensor has: its type has to be asked for. */
  public static boolean isLong(DataType type) {
    return type instanceof ArrayType && innermost(type).equals(DataTypes.LongType);
  }

  private static DataType innermost(DataType type) {
    return type instanceof ArrayType array ? innermost(array.elementType()) : type;
  }

  private static int depth(DataType type) {
    return type instanceof ArrayType array ? 1 + depth(array.elementType()) : 0;
  }

  /** The tensors' type as the column's leaves are; null if it is no list of numbers. */
  public static DType dtype(StructField field) {
    return field.dataType() instanceof ArrayType
        ? switch (LeafTypes.annotation(field)) {
          case "INTEGER(8,false)" -> DType.UINT8;
          case "INTEGER(16,false)" -> DType.UINT16;
          case "FLOAT16" -> DType.FLOAT16;
          default -> dtype(field.dataType());
        }
        : null;
  }

  /** Whether lists of the type hold what can be taken for {@code dtype}, each value checked. */
  public static boolean holds(DataType type, DType dtype) {
    DType own = dtype(type);
    boolean integers = own == DType.INT16 || own == DType.INT32 || isLong(type);
    return own == dtype && own != null || integers && INTEGERS.contains(dtype);
  }

  /** The tensors' type as the innermost elements' suggests it; null if there is none. */
  public static DType dtype(DataType type) {
    DataType element = innermost(type);
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
      throw Invalid.argument(
          "tensor length",
          data.length / dtype.bytes(),
          Arrays.toString(own) + " needs " + Tensor.elements(own));
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
      throw Invalid.argument(
          "tensor",
          "lists of " + axes[axis] + " and of " + count + " at axis " + axis,
          "all are of one length");
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
        throw Invalid.argument("element", "null at " + i, "lists hold no nulls");
      }
      switch (dtype) {
        case FLOAT32 -> bytes.putFloat(values.getFloat(i));
        case FLOAT64 -> bytes.putDouble(values.getDouble(i));
        case FLOAT16 -> bytes.put(values.getBinary(i)); // Parquet's, little-endian too
        default -> integer(integer(values, i, element), bytes);
      }
    }
    return bytes.array();
  }

  private static long integer(ArrayData values, int i, DataType element) {
    return element.equals(DataTypes.ShortType)
        ? values.getShort(i)
        : element.equals(DataTypes.LongType) ? values.getLong(i) : values.getInt(i);
  }

  private void integer(long value, ByteBuffer bytes) {
    switch (dtype) {
      case UINT8 -> bytes.put((byte) checked(value, 0, 0xff));
      case UINT16 -> bytes.putShort((short) checked(value, 0, 0xffff));
      case INT16 -> bytes.putShort((short) checked(value, Short.MIN_VALUE, Short.MAX_VALUE));
      default -> bytes.putInt((int) checked(value, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
  }

  private long checked(long value, long least, long most) {
    if (value < least || value > most) {
      throw Invalid.argument("element", value, dtype.label() + " holds " + least + " to " + most);
    }
    return value;
  }
}
