package org.dropshard.job.read.sample;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.ByteType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType$;
import org.apache.spark.sql.types.LongType$;
import org.apache.spark.sql.types.ShortType$;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;
import org.dropshard.job.error.JobException;

/**
 * A column whose values are ids: an integral value is the id itself; of a string or binary value
 * the id is XXH64 with seed 42 of its bytes, which is Spark's {@code xxhash64(column)}.
 *
 * @param name the column
 * @param ordinal where it stands in the rows
 * @param type its type: integral, string or binary
 */
record KeyColumn(String name, int ordinal, DataType type) implements Serializable {
  private static final long HASH_SEED = 42;
  private static final Set<DataType> INTEGRAL =
      Set.of(ByteType$.MODULE$, ShortType$.MODULE$, IntegerType$.MODULE$, LongType$.MODULE$);

  /**
   * @throws JobException if the type identifies nothing
   */
  KeyColumn {
    if (!isIntegral(type) && !(type instanceof StringType) && type != BinaryType$.MODULE$) {
      throw JobException.input(
          "Invalid key column: " + name + " is " + type.sql() + " (integral, string or binary)");
    }
  }

  /**
   * @throws JobException if there is no such column, or its type identifies nothing
   */
  static KeyColumn of(String name, StructType rows) {
    for (int i = 0; i < rows.length(); i++) {
      StructField field = rows.apply(i);
      if (field.name().equals(name)) {
        return new KeyColumn(name, i, field.dataType());
      }
    }
    throw JobException.input(
        "Invalid column: " + name + " (there are " + String.join(", ", rows.fieldNames()) + ")");
  }

  boolean isIntegral() {
    return isIntegral(type);
  }

  private static boolean isIntegral(DataType type) {
    return INTEGRAL.contains(type);
  }

  /** The id of a row whose key is not null. */
  long id(InternalRow row) {
    if (type == LongType$.MODULE$) {
      return row.getLong(ordinal);
    }
    if (type == IntegerType$.MODULE$) {
      return row.getInt(ordinal);
    }
    if (type == ShortType$.MODULE$) {
      return row.getShort(ordinal);
    }
    if (type == ByteType$.MODULE$) {
      return row.getByte(ordinal);
    }
    return type == BinaryType$.MODULE$
        ? hash(row.getBinary(ordinal))
        : XXH64.hashUTF8String(row.getUTF8String(ordinal), HASH_SEED);
  }

  /** The same id as an expression over a column of that type. */
  static Column id(Column column, DataType type) {
    return isIntegral(type) ? column.cast(LongType$.MODULE$) : functions.xxhash64(column);
  }

  /** The key as a person would name it. */
  String text(InternalRow row) {
    if (row.isNullAt(ordinal)) {
      return "null";
    }
    if (type instanceof StringType) {
      return row.getUTF8String(ordinal).toString();
    }
    return isIntegral() ? Long.toString(id(row)) : Long.toHexString(id(row));
  }

  /** The id of a string that stands in no column. */
  static long hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static long hash(byte[] bytes) {
    return XXH64.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length, HASH_SEED);
  }
}
