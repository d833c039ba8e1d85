package org.dropshard.spark.functions;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.Platform;
import org.dropshard.step.Draw;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/** Steps on cells of each form. */
final class StepCells {
  private StepCells() {}

  /** A new cell. Its header is the given one where the shape stays and the values are a view. */
  static byte[] npy(Ready ready, byte[] cell, Draw draw) {
    Tensor x = NpyCells.read(cell);
    int[] shape = ready.shape(x);
    byte[] y;
    int offset;
    if (x.data() == cell && Arrays.equals(shape, x.shape())) {
      offset = x.offset();
      y = new byte[cell.length];
      System.arraycopy(cell, 0, y, 0, offset);
    } else {
      byte[] header = Npy.header(x.dtype(), shape);
      offset = header.length;
      long bytes = Tensor.elements(shape) * x.dtype().bytes() + offset;
      y = Arrays.copyOf(header, Math.toIntExact(bytes));
    }
    ready.kernel().forward(x, draw, y, offset);
    return y;
  }

  /** A new array of the same length. */
  static ArrayData array(Ready ready, DType dtype, ArrayData array, int[] shape, Draw draw) {
    Tensor x = ArrayCells.copy(array, dtype, shape);
    ready.shape(x);
    byte[] data = x.data().clone();
    ready.kernel().forward(x, draw, data, x.offset());
    UnsafeArrayData y = new UnsafeArrayData();
    y.pointTo(data, Platform.BYTE_ARRAY_OFFSET, data.length);
    return y;
  }

  /** A new struct; null where the image is, or its data. */
  static InternalRow image(Ready ready, InternalRow image, Draw draw) {
    Tensor x = ImageCells.read(image);
    if (x == null) {
      return null;
    }
    ready.shape(x);
    byte[] data = new byte[x.byteLength()];
    ready.kernel().forward(x, draw, data, 0);
    return ImageCells.with(image, x, data);
  }
}
