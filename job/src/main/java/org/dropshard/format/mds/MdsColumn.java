package org.dropshard.format.mds;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.dropshard.format.FormatOptions;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * A column as it is written.
 *
 * @param name the column
 * @param ordinal where it stands in the rows
 * @param type its type
 * @param encoding what the shard says it is; {@code ndarray} stands for binary cells of npy, of
 *     which each shard says more if its arrays are alike
 */
record MdsColumn(String name, int ordinal, DataType type, String encoding) implements Serializable {
  /** Before a column's name, the option that says how it is encoded. */
  static final String ENCODING = "encoding.";

  static final String NDARRAY = "ndarray";

  private static final Map<DataType, String> ENCODINGS =
      Map.of(
          DataTypes.LongType, "int",
          DataTypes.IntegerType, "int32",
          DataTypes.ShortType, "int16",
          DataTypes.ByteType, "int8",
          DataTypes.BooleanType, "uint8",
          DataTypes.FloatType, "float32",
          DataTypes.DoubleType, "float64");

  /** What cells of a label are encoded as; MDS has no name for TIFF. */
  static String ofCells(String label) {
    return switch (label) {
      case "png" -> "png";
      case "tiff" -> "bytes";
      default -> NDARRAY;
    };
  }

  /**
   * The encoding of a column: option {@code encoding.NAME}, else by its type.
   *
   * @throws IllegalArgumentException if the format cannot hold the column
   */
  static MdsColumn of(StructField field, int ordinal, FormatOptions options) {
    DataType type = field.dataType();
    Optional<String> asked = options.get(ENCODING + field.name());
    boolean text = type instanceof StringType;
    boolean binary = type == BinaryType$.MODULE$;
    String usual = text ? "str" : binary ? "bytes" : ENCODINGS.get(type);
    String encoding = asked.orElse(usual);
    boolean fits =
        encoding != null
            && (encoding.equals(usual)
                || text && encoding.matches("json|str_int|str_float|str_decimal")
                || binary && encoding.matches("ndarray|jpeg|png|jpeg_array"));
    if (!fits) {
      throw Invalid.argument(
          "column",
          field.name()
              + " is "
              + type.sql()
              + asked.map(name -> ", asked for as " + name).orElse(""),
          "MDS holds numbers, booleans, strings and binary");
    }
    return new MdsColumn(field.name(), ordinal, type, encoding);
  }

  /**
   * The value of a row: as the shard holds it, or as npy for {@code ndarray}. The format has no
   * nulls: a null string is empty, a null floating number is NaN.
   *
   * @throws IllegalArgumentException for any other null, or an array that the format cannot hold
   */
  byte[] value(InternalRow row) {
    boolean none = row.isNullAt(ordinal);
    if (none && !(type instanceof StringType) && !isFloating()) {
      throw Invalid.argument("value", name + " is null", MdsFormat.NO_NULLS);
    }
    if (type instanceof StringType) {
      return none ? new byte[0] : row.getUTF8String(ordinal).getBytes();
    }
    if (type == BinaryType$.MODULE$) {
      byte[] bytes = row.getBinary(ordinal);
      if (encoding.equals(NDARRAY)) {
        Tensor x = tensor(bytes);
        Ndarray.check(x.dtype().label(), x.shape());
      }
      return bytes;
    }
    if (type == DataTypes.FloatType) {
      return bytes(4).putFloat(none ? Float.NaN : row.getFloat(ordinal)).array();
    }
    if (type == DataTypes.DoubleType) {
      return bytes(8).putDouble(none ? Double.NaN : row.getDouble(ordinal)).array();
    }
    if (type == DataTypes.BooleanType) {
      return new byte[] {(byte) (row.getBoolean(ordinal) ? 1 : 0)};
    }
    long value = ((Number) row.get(ordinal, type)).longValue();
    ByteBuffer number = bytes(type.defaultSize());
    switch (type.defaultSize()) {
      case 1 -> number.put((byte) value);
      case 2 -> number.putShort((short) value);
      case 4 -> number.putInt((int) value);
      default -> number.putLong(value);
    }
    return number.array();
  }

  private boolean isFloating() {
    return type == DataTypes.FloatType || type == DataTypes.DoubleType;
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The array of an npy cell. */
  static Tensor tensor(byte[] npy) {
    try {
      return Npy.read(npy);
    } catch (NpyException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
