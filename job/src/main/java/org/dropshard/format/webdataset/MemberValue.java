package org.dropshard.format.webdataset;

import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.ByteType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType$;
import org.apache.spark.sql.types.FloatType$;
import org.apache.spark.sql.types.IntegerType$;
import org.apache.spark.sql.types.LongType$;
import org.apache.spark.sql.types.ShortType$;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;

/** The content of a member as a value of a column, and back. */
final class MemberValue {
  private MemberValue() {}

  /** Whether members can be read as such a column. */
  static boolean isReadable(DataType type) {
    return type == BinaryType$.MODULE$
        || type instanceof StringType
        || type == LongType$.MODULE$
        || type == IntegerType$.MODULE$
        || type == ShortType$.MODULE$
        || type == ByteType$.MODULE$
        || type == FloatType$.MODULE$
        || type == DoubleType$.MODULE$;
  }

  /**
   * The value.
   *
   * @throws IllegalArgumentException if the content is no such value
   */
  static Object of(byte[] content, DataType type) {
    if (type == BinaryType$.MODULE$) {
      return content;
    }
    if (type instanceof StringType) {
      return UTF8String.fromBytes(content);
    }
    String text = new String(content, StandardCharsets.UTF_8).strip();
    if (type == LongType$.MODULE$) {
      return Long.parseLong(text);
    }
    if (type == IntegerType$.MODULE$) {
      return Integer.parseInt(text);
    }
    if (type == ShortType$.MODULE$) {
      return Short.parseShort(text);
    }
    if (type == ByteType$.MODULE$) {
      return Byte.parseByte(text);
    }
    if (type == FloatType$.MODULE$) {
      return Float.parseFloat(text);
    }
    if (type == DoubleType$.MODULE$) {
      return Double.parseDouble(text);
    }
    throw new IllegalArgumentException("no column of " + type.sql());
  }

  /** The content of a value that is no byte array. */
  static byte[] text(Object value) {
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }
}
