package org.dropshard.format.mds;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.format.TableFormat;
import org.dropshard.tensor.Float16;

/**
 * How a column of a shard is encoded, as its config names it, and the values that Spark gets of it.
 * What has no type in Spark (pictures, lists, pickles) comes as the bytes that it is.
 *
 * @param name as the config has it
 * @param ndarray for {@code ndarray}; else null
 */
record MdsEncoding(String name, Ndarray ndarray) {
  private static final String PICKLE = "pkl";

  private static final Map<String, Integer> SIZES =
      Map.ofEntries(
          Map.entry("int", 8),
          Map.entry("uint8", 1),
          Map.entry("uint16", 2),
          Map.entry("uint32", 4),
          Map.entry("uint64", 8),
          Map.entry("int8", 1),
          Map.entry("int16", 2),
          Map.entry("int32", 4),
          Map.entry("int64", 8),
          Map.entry("float16", 2),
          Map.entry("float32", 4),
          Map.entry("float64", 8));

  /**
   * @throws IllegalArgumentException if it is an ndarray of no known type
   */
  static MdsEncoding of(String name) {
    boolean array = name.equals("ndarray") || name.startsWith("ndarray:");
    return new MdsEncoding(name, array ? Ndarray.parse(name) : null);
  }

  /** The bytes of every value; null if they differ. */
  Integer size() {
    return ndarray != null ? ndarray.size() : SIZES.get(name);
  }

  /** The column of a name in a shard. Pictures come in a layout; pickles are no tensors. */
  StructField column(String column, Path shard) {
    MetadataBuilder metadata = new MetadataBuilder();
    if (name.equals(PilImage.ENCODING)) {
      metadata.putString("layout", "HWC");
    }
    if (name.equals(PICKLE)) {
      metadata.putString(
          TableFormat.UNREAD, "MDS encoding pkl: pickles run code and are not read, file " + shard);
    }
    return new StructField(column, type(), true, metadata.build());
  }

  /** The column's type. Arrays come as npy. */
  DataType type() {
    return switch (name) {
      case "str", "json", "str_int", "str_float", "str_decimal" -> DataTypes.StringType;
      case "int", "int64", "uint32" -> DataTypes.LongType;
      case "int32", "uint16" -> DataTypes.IntegerType;
      case "int16", "uint8" -> DataTypes.ShortType;
      case "int8" -> DataTypes.ByteType;
      case "uint64" -> DataTypes.createDecimalType(20, 0);
      case "float16", "float32" -> DataTypes.FloatType;
      case "float64" -> DataTypes.DoubleType;
      default -> DataTypes.BinaryType;
    };
  }

  /**
   * The value of a column of {@link #type}.
   *
   * @throws IllegalArgumentException if the bytes are no such value
   */
  Object value(byte[] bytes) {
    if (ndarray != null) {
      return ndarray.npy(bytes);
    }
    if (name.equals(PilImage.ENCODING)) {
      return PilImage.npy(bytes);
    }
    Integer size = SIZES.get(name);
    if (size != null && size != bytes.length) {
      throw new IllegalArgumentException("Invalid " + name + ": " + bytes.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return switch (name) {
      case "str", "json", "str_int", "str_float", "str_decimal" -> UTF8String.fromBytes(bytes);
      case "int", "int64" -> in.getLong();
      case "uint32" -> in.getInt() & 0xffffffffL;
      case "int32" -> in.getInt();
      case "uint16" -> in.getShort() & 0xffff;
      case "int16" -> in.getShort();
      case "uint8" -> (short) (in.get() & 0xff);
      case "int8" -> in.get();
      case "uint64" ->
          Decimal.apply(new java.math.BigDecimal(Long.toUnsignedString(in.getLong())), 20, 0);
      case "float16" -> Float16.toFloat(in.getShort());
      case "float32" -> in.getFloat();
      case "float64" -> in.getDouble();
      default -> bytes;
    };
  }
}
