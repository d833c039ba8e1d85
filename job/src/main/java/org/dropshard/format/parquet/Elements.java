package org.dropshard.format.parquet;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.ShortType;
import org.dropshard.tensor.Values;

/** The elements of Spark's lists of numbers as Parquet's plain encoding has them. */
enum Elements {
  FLOAT(4, (list, to) -> to.asFloatBuffer().put(list.toFloatArray())),
  DOUBLE(8, (list, to) -> to.asDoubleBuffer().put(list.toDoubleArray())),
  INT(4, (list, to) -> to.asIntBuffer().put(list.toIntArray())),
  /** Parquet has 32 bits for each. */
  SHORT(
      4,
      (list, to) -> {
        for (short value : list.toShortArray()) {
          to.putInt(value);
        }
      });

  private final int bytes;

  /** Writes all elements from the start of a little-endian buffer on. */
  private final BiConsumer<ArrayData, ByteBuffer> put;

  Elements(int bytes, BiConsumer<ArrayData, ByteBuffer> put) {
    this.bytes = bytes;
    this.put = put;
  }

  /** Those of the innermost lists of a type; null if it is no list of such numbers. */
  static Elements of(DataType type) {
    DataType element = type;
    while (element instanceof ArrayType list) {
      element = list.elementType();
    }
    if (element == type) {
      return null;
    }
    if (element instanceof FloatType) {
      return FLOAT;
    }
    if (element instanceof DoubleType) {
      return DOUBLE;
    }
    if (element instanceof IntegerType) {
      return INT;
    }
    return element instanceof ShortType ? SHORT : null;
  }

  /** The bytes of an element. */
  int bytes() {
    return bytes;
  }

  /**
   * Copies all elements, of which none is null.
   *
   * @return the place after them
   */
  int copy(ArrayData list, byte[] to, int at) {
    int length = list.numElements() * bytes;
    put.accept(list, Values.view(to, at, length));
    return at + length;
  }
}
