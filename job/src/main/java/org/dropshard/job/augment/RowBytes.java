package org.dropshard.job.augment;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.read.scan.FewRows;
import org.dropshard.tensor.DType;

/**
 * About how many bytes a row takes in Parquet before compression, by which shards are closed.
 *
 * @param columns the output's
 */
record RowBytes(OutputColumns columns) implements Serializable {
  /** Parquet has no narrower numbers. */
  private static final int NARROWEST = 4;

  /**
   * The size of a row.
   *
   * @param npyBytes the size of its tensor as npy
   * @param dtype the tensor's type
   */
  long of(InternalRow row, long npyBytes, DType dtype) {
    long bytes = 0;
    for (int i = 0; i < columns.files().length(); i++) {
      DataType type = columns.files().apply(i).dataType();
      if (columns.from()[i] == OutputColumns.TENSOR) {
        bytes += tensor(row, i, type, npyBytes, dtype);
      } else if (!row.isNullAt(i)) {
        bytes += FewRows.bytes(row, i, type);
      }
    }
    return bytes;
  }

  private static long tensor(
      InternalRow row, int ordinal, DataType type, long npyBytes, DType dtype) {
    if (type == BinaryType$.MODULE$) {
      return row.getBinary(ordinal).length;
    }
    if (type instanceof StructType file && file.apply(0).dataType() == BinaryType$.MODULE$) {
      return row.getStruct(ordinal, file.length()).getBinary(0).length;
    }
    return type instanceof ArrayType ? npyBytes * Math.max(NARROWEST / dtype.bytes(), 1) : npyBytes;
  }
}
