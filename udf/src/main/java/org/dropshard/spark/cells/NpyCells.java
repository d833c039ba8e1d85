package org.dropshard.spark.cells;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatchRow;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * Tensors as npy cells. Most cells start as the one before them, whose header has been understood
 * already.
 */
public final class NpyCells {
  private static final ThreadLocal<Start> LAST = new ThreadLocal<>();

  private NpyCells() {}

  /**
   * Reads a cell where it is: the values are the row's, and valid as long.
   *
   * @return null if it is no npy
   * @throws NpyException as {@link Npy#read(byte[])} does
   */
  public static Tensor read(InternalRow row, int ordinal) throws NpyException {
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

  /**
   * Reads a cell: a view of it where the values lie there in little-endian C order.
   *
   * @throws IllegalArgumentException with the rule that the bytes break
   */
  public static Tensor read(byte[] cell) {
    try {
      return read(cell, 0, cell.length);
    } catch (NpyException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
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

  /**
   * A new cell, as a tensor of zeros over it. Its header is that of {@code cell}, byte for byte,
   * where the shape stays and {@code x} is a view of it, else numpy's own.
   *
   * @param x what was read from {@code cell}
   */
  public static Tensor blank(byte[] cell, Tensor x, int[] shape) {
    if (x.data() == cell && Arrays.equals(shape, x.shape())) {
      byte[] y = new byte[cell.length];
      System.arraycopy(cell, 0, y, 0, x.offset());
      return new Tensor(x.dtype(), shape, y, x.offset());
    }
    byte[] header = Npy.header(x.dtype(), shape);
    long length = Tensor.elements(shape) * x.dtype().bytes() + header.length;
    byte[] y = Arrays.copyOf(header, Math.toIntExact(length));
    return new Tensor(x.dtype(), shape, y, header.length);
  }

  /** How a cell of {@code length} bytes started, and what that says. */
  private record Start(byte[] header, int length, DType dtype, int[] shape) {
    boolean begins(byte[] array, int from, int cellLength) {
      return cellLength == length
          && Arrays.equals(array, from, from + header.length, header, 0, header.length);
    }
  }
}
