package org.dropshard.job.read;

import java.util.Arrays;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/** Reads npy cells. Most start as the one before them, whose header has been understood already. */
final class NpyCells {
  private static final ThreadLocal<Start> LAST = new ThreadLocal<>();

  private NpyCells() {}

  /** As {@link Npy#read(byte[])} does. */
  static Tensor read(byte[] cell) throws NpyException {
    Start last = LAST.get();
    if (last != null && last.begins(cell)) {
      return new Tensor(last.dtype, last.shape.clone(), cell, last.header.length);
    }
    Tensor tensor = Npy.read(cell);
    if (tensor.data() == cell) { // neither swapped nor transposed
      byte[] header = Arrays.copyOf(cell, tensor.offset());
      LAST.set(new Start(header, cell.length, tensor.dtype(), tensor.shape().clone()));
    }
    return tensor;
  }

  /** How a cell of {@code length} bytes started, and what that says. */
  private record Start(byte[] header, int length, DType dtype, int[] shape) {
    boolean begins(byte[] cell) {
      return cell.length == length
          && Arrays.equals(cell, 0, header.length, header, 0, header.length);
    }
  }
}
