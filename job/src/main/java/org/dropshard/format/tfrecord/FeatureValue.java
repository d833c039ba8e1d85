package org.dropshard.format.tfrecord;

import com.google.protobuf.ByteString;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.BooleanType$;
import org.apache.spark.sql.types.ByteType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType$;
import org.apache.spark.sql.types.FloatType$;
import org.apache.spark.sql.types.IntegerType$;
import org.apache.spark.sql.types.LongType$;
import org.apache.spark.sql.types.ShortType$;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.tensor.Invalid;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/** A feature of an Example as a value of a column, and back. */
final class FeatureValue {
  private static final Set<DataType> INTEGERS =
      Set.of(
          LongType$.MODULE$,
          IntegerType$.MODULE$,
          ShortType$.MODULE$,
          ByteType$.MODULE$,
          BooleanType$.MODULE$);

  /** Beyond, not every integer is a double. */
  private static final long EXACT = 1L << 53;

  private FeatureValue() {}

  /** Whether features can be read as such a column: a value, or an array of them. */
  static boolean isReadable(DataType type) {
    DataType element = element(type);
    return isWritable(type) || element == DoubleType$.MODULE$;
  }

  /** Whether such a column fits into a feature without a loss. */
  static boolean isWritable(DataType type) {
    DataType element = element(type);
    return INTEGERS.contains(element)
        || element == FloatType$.MODULE$
        || element == BinaryType$.MODULE$
        || element instanceof StringType;
  }

  private static DataType element(DataType type) {
    return type instanceof ArrayType array ? array.elementType() : type;
  }

  /**
   * The value; null if the feature is empty and the column is no array.
   *
   * @throws IllegalArgumentException if the feature is of another kind, or holds more than one
   *     value for a column that is no array
   */
  static Object of(Feature feature, DataType type) {
    int count = count(feature);
    if (feature.getKindCase() == Feature.KindCase.KIND_NOT_SET) {
      return null;
    }
    if (type instanceof ArrayType array) {
      return array(feature, array.elementType(), count);
    }
    if (count > 1) {
      throw new IllegalArgumentException(count + " values");
    }
    return count == 0 ? null : value(feature, 0, type);
  }

  /** How many values a feature holds. */
  static int count(Feature feature) {
    return switch (feature.getKindCase()) {
      case BYTES_LIST -> feature.getBytesList().getValueCount();
      case FLOAT_LIST -> feature.getFloatList().getValueCount();
      case INT64_LIST -> feature.getInt64List().getValueCount();
      case KIND_NOT_SET -> 0;
    };
  }

  private static ArrayData array(Feature feature, DataType element, int count) {
    if (element == FloatType$.MODULE$ && feature.hasFloatList()) {
      float[] values = new float[count];
      FloatList list = feature.getFloatList();
      for (int i = 0; i < count; i++) {
        values[i] = list.getValue(i);
      }
      return org.apache.spark.sql.catalyst.expressions.UnsafeArrayData.fromPrimitiveArray(values);
    }
    Object[] values = new Object[count];
    for (int i = 0; i < count; i++) {
      values[i] = value(feature, i, element);
    }
    return new GenericArrayData(values);
  }

  private static Object value(Feature feature, int i, DataType type) {
    return switch (feature.getKindCase()) {
      case BYTES_LIST -> bytes(feature.getBytesList().getValue(i), type);
      case FLOAT_LIST -> real(feature.getFloatList().getValue(i), type);
      case INT64_LIST -> integer(feature.getInt64List().getValue(i), type);
      case KIND_NOT_SET -> null;
    };
  }

  private static Object bytes(ByteString value, DataType type) {
    if (type == BinaryType$.MODULE$) {
      return value.toByteArray();
    }
    if (type instanceof StringType) {
      return UTF8String.fromBytes(value.toByteArray());
    }
    throw new IllegalArgumentException("a bytes_list");
  }

  private static Object real(float value, DataType type) {
    if (type == FloatType$.MODULE$) {
      return value;
    }
    if (type == DoubleType$.MODULE$) {
      return (double) value;
    }
    throw new IllegalArgumentException("a float_list");
  }

  private static Object integer(long value, DataType type) {
    if (type == LongType$.MODULE$) {
      return value;
    }
    if (type == DoubleType$.MODULE$ && Math.abs(value) <= EXACT) {
      return (double) value;
    }
    if (type == IntegerType$.MODULE$ && (int) value == value) {
      return (int) value;
    }
    if (type == ShortType$.MODULE$ && (short) value == value) {
      return (short) value;
    }
    if (type == ByteType$.MODULE$ && (byte) value == value) {
      return (byte) value;
    }
    if (type == BooleanType$.MODULE$ && (value == 0 || value == 1)) {
      return value == 1;
    }
    throw new IllegalArgumentException("an int64_list, " + value);
  }

  /** The feature of a value of a column that {@link #isWritable}. */
  static Feature feature(SpecializedGetters row, int ordinal, DataType type) {
    if (type instanceof ArrayType array) {
      ArrayData values = row.getArray(ordinal);
      return feature(values, 0, values.numElements(), array.elementType());
    }
    return feature(row, ordinal, ordinal + 1, type);
  }

  private static Feature feature(SpecializedGetters values, int from, int to, DataType type) {
    for (int i = from; i < to; i++) {
      if (values.isNullAt(i)) {
        throw Invalid.argument("value", "null in an array", "features hold none");
      }
    }
    if (type == FloatType$.MODULE$) {
      FloatList.Builder list = FloatList.newBuilder();
      for (int i = from; i < to; i++) {
        list.addValue(values.getFloat(i));
      }
      return Feature.newBuilder().setFloatList(list).build();
    }
    if (INTEGERS.contains(type)) {
      Int64List.Builder list = Int64List.newBuilder();
      for (int i = from; i < to; i++) {
        list.addValue(
            type == BooleanType$.MODULE$
                ? values.getBoolean(i) ? 1 : 0
                : ((Number) values.get(i, type)).longValue());
      }
      return Feature.newBuilder().setInt64List(list).build();
    }
    BytesList.Builder list = BytesList.newBuilder();
    for (int i = from; i < to; i++) {
      list.addValue(
          ByteString.copyFrom(
              type == BinaryType$.MODULE$
                  ? values.getBinary(i)
                  : values.getUTF8String(i).getBytes()));
    }
    return Feature.newBuilder().setBytesList(list).build();
  }
}
