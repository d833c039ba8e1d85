package org.dropshard.job.read.sample;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.ByteType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType$;
import org.apache.spark.sql.types.LongType$;
import org.apache.spark.sql.types.ShortType$;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.job.error.JobException;

/**
 * 64-bit ids, by the mask contract: an integral value is the id itself; of a string, binary value
 * or path the id is XXH64 with seed 42 of its bytes, which is Spark's {@code xxhash64(column)}.
 *
 * @param name the column
 * @param ordinal where it stands in the rows
 * @param type its type: integral, string or binary
 */
public record SampleKey(String name, int ordinal, DataType type) implements Serializable {
  private static final long HASH_SEED = 42;
  private static final Set<DataType> INTEGRAL =
      Set.of(ByteType$.MODULE$, ShortType$.MODULE$, IntegerType$.MODULE$, LongType$.MODULE$);

  /**
   * @throws JobException if the type identifies nothing
   */
  public SampleKey {
    if (!INTEGRAL.contains(type) && !(type instanceof StringType) && type != BinaryType$.MODULE$) {
      throw JobException.input(
          "Invalid key column: " + name + " is " + type.sql() + " (integral, string or binary)");
    }
  }

  boolean isIntegral() {
    return INTEGRAL.contains(type);
  }

  /** The id of a row whose key is not null. */
  public long id(InternalRow row) {
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

  /** The key as a person would name it. */
  public String text(InternalRow row) {
    if (row.isNullAt(ordinal)) {
      return "null";
    }
    if (type instanceof StringType) {
      UTF8String text = row.getUTF8String(ordinal);
      return text.toString();
    }
    return isIntegral() ? Long.toString(id(row)) : Long.toHexString(id(row));
  }

  /** The id of a path, or of a path and a row. */
  public static long hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static long hash(byte[] bytes) {
    return XXH64.hashUnsafeBytes(bytes, Platform.BYTE_ARRAY_OFFSET, bytes.length, HASH_SEED);
  }
}
