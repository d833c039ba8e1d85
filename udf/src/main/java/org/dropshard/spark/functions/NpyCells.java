package org.dropshard.spark.functions;

import java.util.Arrays;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.dropout.Kind;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/** Tensors as npy cells. */
final class NpyCells {
  private NpyCells() {}

  /**
   * @throws IllegalArgumentException with the rule that the bytes break
   */
  static Tensor read(byte[] cell) {
    try {
      return Npy.read(cell);
    } catch (NpyException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  static byte[] dropout(
      Kind kind, byte[] cell, double p, long seed, long id, long stream, UTF8String layout) {
    return cell == null || layout == null
        ? null
        : dropout(kind, cell, p, seed, id, stream, Kernels.layout(layout));
  }

  /**
   * A new cell. Its header is the given one, byte for byte, where the values lie there in
   * little-endian C order, else numpy's own for that order.
   */
  static byte[] dropout(
      Kind kind, byte[] cell, double p, long seed, long id, long stream, Layout layout) {
    if (cell == null) {
      return null;
    }
    Tensor x = read(cell);
    byte[] y;
    int offset;
    if (x.data() == cell) { // a view, which ends where the cell does
      offset = x.offset();
      y = new byte[cell.length];
      System.arraycopy(cell, 0, y, 0, offset);
    } else {
      byte[] header = Npy.header(x.dtype(), x.shape());
      offset = header.length;
      y = Arrays.copyOf(header, offset + x.byteLength());
    }
    Kernels.dropout(kind, layout, p, seed, id, stream, x, y, offset);
    return y;
  }
}
