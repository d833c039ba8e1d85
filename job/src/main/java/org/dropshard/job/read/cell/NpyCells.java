package org.dropshard.job.read.cell;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/** Reads npy cells. Most start as the one before them, whose header has been understood already. */
final class NpyCells {
  private static final ThreadLocal<Start> LAST = new ThreadLocal<>();

  private NpyCells() {}

  /**
   * Reads a cell where it is: the values are the row's, and valid as long.
   *
   * @return null if it is no npy
   * @throws NpyException as {@link Npy#read(byte[])} does
   */
  static Tensor read(InternalRow row, int ordinal) throws NpyException {
    if (row instanceof ColumnarBatchRow) {
      // Text is given where it lies, bytes are copied.
      UTF8String cell = row.getUTF8String(ordinal);
      if (cell.getBaseObject() instanceof byte[] array) {
        int from = (int) (cell.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET);
        return Npy.isNpy(array, from, cell.numBytes()) ? read(array, from, cell.numBytes()) : null;
      }
    }
    byte[] cell = row.getBinary(ordinal);
    return Npy.isNpy(cell) ? read(cell, 0, cell.length) : null;
  }

  private static Tensor read(byte[] array, int from, int length) throws NpyException {
    Start last = LAST.get();
    if (last != null && last.begins(array, from, length)) {
      return new Tensor(last.dtype, last.shape.clone(), array, from + last.header.length);
    }
    Tensor tensor = Npy.read(array, from, length);
    if (tensor.data() == array) { // neither swapped nor transposed
      byte[] header = Arrays.copyOfRange(array, from, tensor.offset());
      LAST.set(new Start(header, length, tensor.dtype(), tensor.shape().clone()));
    }
    return tensor;
  }

  /** How a cell of {@code length} bytes started, and what that says. */
  private record Start(byte[] header, int length, DType dtype, int[] shape) {
    boolean begins(byte[] array, int from, int cellLength) {
      return cellLength == length
          && Arrays.equals(array, from, from + header.length, header, 0, header.length);
    }
  }
}
