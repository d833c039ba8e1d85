package org.dropshard.format.hdf5;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.format.Budget;
import org.dropshard.format.PlainType;
import org.dropshard.tensor.BFloat16;
import org.dropshard.tensor.Float16;
import org.dropshard.tensor.Npy;

/**
 * A dataset as a column: numbers and texts of one axis as they are, numbers of two axes as arrays,
 * of more as npy.
 */
final class Hdf5Column {
  static final int TENSORS = 3;

  /** A number and the reference to it. */
  private static final int BOXED = 24;

  private static final DataType UNSIGNED_LONG = DataTypes.createDecimalType(20, 0);

  private final Hdf5Dataset data;
  private final DatasetRows rows;
  private final GlobalHeap texts;
  private final int[] shape;

  Hdf5Column(Hdf5File file, Hdf5Dataset data, GlobalHeap texts) throws IOException {
    this.data = data;
    this.texts = texts;
    this.shape = data.shape();
    if (data.problem() != null) {
      throw Hdf5File.invalid("dataset " + data + " cannot be read here: " + data.problem(), 0);
    }
    this.rows = new DatasetRows(file, data);
  }

  /** Why a dataset is no column, if it is none. */
  static Optional<String> unreadable(Hdf5Dataset dataset) {
    int axes = dataset.axes().length;
    return switch (dataset.type().kind()) {
      case OTHER -> Optional.of(dataset.type().name());
      case NUMBER -> axes < TENSORS ? Optional.ofNullable(dataset.problem()) : Optional.empty();
      default ->
          axes == 1 ? Optional.ofNullable(dataset.problem()) : Optional.of("text of many axes");
    };
  }

  static DataType type(Hdf5Dataset dataset) {
    if (dataset.type().kind() != ElementType.Kind.NUMBER) {
      return DataTypes.StringType;
    }
    DataType element = type(dataset.type().plain());
    return switch (dataset.axes().length) {
      case 1 -> element;
      case 2 -> DataTypes.createArrayType(element, false);
      default -> DataTypes.BinaryType;
    };
  }

  private static DataType type(PlainType plain) {
    return switch (plain) {
      case BOOL -> DataTypes.BooleanType;
      case INT8 -> DataTypes.ByteType;
      case UINT8, INT16 -> DataTypes.ShortType;
      case UINT16, INT32 -> DataTypes.IntegerType;
      case UINT32, INT64 -> DataTypes.LongType;
      case UINT64 -> UNSIGNED_LONG;
      case FLOAT16, BFLOAT16, FLOAT32 -> DataTypes.FloatType;
      case FLOAT64 -> DataTypes.DoubleType;
    };
  }

  /** Whether it is what a reader wants of that name. */
  boolean is(DataType wanted) {
    DataType own = type(data);
    return own instanceof ArrayType array && wanted instanceof ArrayType other
        ? array.elementType().equals(other.elementType())
        : own.equals(wanted);
  }

  /**
   * A value as Spark holds it.
   *
   * @param last no row from there on is asked for
   */
  Object value(long row, long last) throws IOException {
    rows.read(row, last);
    ElementType type = data.type();
    int at = rows.at(row);
    if (type.kind() != ElementType.Kind.NUMBER) {
      return UTF8String.fromBytes(type.text(rows.slab(), at, texts));
    }
    if (data.axes().length >= TENSORS) {
      Budget.check(type.plain().widest(shape), 0);
      try {
        return Npy.write(type.plain().tensor(shape, rows.slab(), at, type.order()));
      } catch (IllegalArgumentException e) {
        throw Hdf5File.invalid(e.getMessage(), 0);
      }
    }
    ByteBuffer bytes = ByteBuffer.wrap(rows.slab()).order(type.order());
    if (shape.length == 0) {
      return number(bytes, at);
    }
    Budget.check((long) shape[0] * BOXED, 0);
    Object[] values = new Object[shape[0]];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(bytes, at + i * type.size());
    }
    return new GenericArrayData(values);
  }

  private Object number(ByteBuffer in, int at) {
    return switch (data.type().plain()) {
      case BOOL -> in.get(at) != 0;
      case INT8 -> in.get(at);
      case UINT8 -> (short) (in.get(at) & 0xff);
      case INT16 -> in.getShort(at);
      case UINT16 -> in.getShort(at) & 0xffff;
      case INT32 -> in.getInt(at);
      case UINT32 -> Integer.toUnsignedLong(in.getInt(at));
      case INT64 -> in.getLong(at);
      case UINT64 ->
          Decimal.apply(
              new scala.math.BigDecimal(
                  new java.math.BigDecimal(new BigInteger(Long.toUnsignedString(in.getLong(at))))),
              20,
              0);
      case FLOAT16 -> Float16.toFloat(in.getShort(at));
      case BFLOAT16 -> BFloat16.toFloat(in.getShort(at));
      case FLOAT32 -> in.getFloat(at);
      case FLOAT64 -> in.getDouble(at);
    };
  }
}
