package org.dropshard.spark.cells;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.bitset.BitSetMethods;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/** Tensors as {@code array<float>} and {@code array<double>}, row-major. */
public final class ArrayCells {
  private static final int LARGEST = Integer.MAX_VALUE - 8; // what a JVM allocates

  private ArrayCells() {}

  /**
   * The shape of {@code n} values: channels and places in the layout's order.
   *
   * @throws IllegalArgumentException if they are no whole number of places
   */
  public static int[] shape(int n, long channels, Layout layout) {
    if (channels < 1 || channels > Integer.MAX_VALUE) {
      throw Invalid.argument("channels", channels, "1 to 2147483647");
    }
    if (n % channels != 0) {
      throw Invalid.argument("array length", n, "a multiple of " + channels + " channels");
    }
    int c = (int) channels;
    return layout == Layout.CHW ? new int[] {c, n / c} : new int[] {n / c, c};
  }

  /**
   * The array as a tensor: a {@link #view}, or else a {@link #copy}.
   *
   * @throws IllegalArgumentException if an element is null, or a copy exceeds one Java array
   */
  public static Tensor read(ArrayData array, DType dtype, int[] shape) {
    Tensor view = view(array, dtype, shape);
    return view != null ? view : copy(array, dtype, shape);
  }

  /**
   * The array where it lies, if that is in bytes in Spark's own format; else null.
   *
   * @param dtype float32 or float64, as the array has it
   * @param shape of as many elements
   * @throws IllegalArgumentException if an element is null
   */
  public static Tensor view(ArrayData array, DType dtype, int[] shape) {
    if (array instanceof UnsafeArrayData unsafe && unsafe.getBaseObject() instanceof byte[] base) {
      requireLittleEndian();
      refuseNulls(unsafe, unsafe.numElements());
      long header = UnsafeArrayData.calculateHeaderPortionInBytes((long) unsafe.numElements());
      long offset = unsafe.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET + header;
      return new Tensor(dtype, shape, base, Math.toIntExact(offset));
    }
    return null;
  }

  /**
   * A new array, as a tensor over its values.
   *
   * @throws IllegalArgumentException if an element is null, or it exceeds one Java array
   */
  public static Tensor copy(ArrayData array, DType dtype, int[] shape) {
    refuseNulls(array, array.numElements());
    Tensor y = blank(dtype, shape);
    if (array instanceof UnsafeArrayData unsafe) {
      Platform.copyMemory(
          unsafe.getBaseObject(),
          unsafe.getBaseOffset() + y.offset(),
          y.data(),
          Platform.BYTE_ARRAY_OFFSET + y.offset(),
          y.byteLength());
      return y;
    }
    ByteBuffer values = Values.view(y.data(), y.offset(), y.byteLength());
    if (dtype == DType.FLOAT32) {
      values.asFloatBuffer().put(array.toFloatArray());
    } else {
      values.asDoubleBuffer().put(array.toDoubleArray());
    }
    return y;
  }

  /**
   * A new array in Spark's own format (count, null bits, values), as a tensor of zeros over its
   * values.
   *
   * @throws IllegalArgumentException if it exceeds one Java array
   */
  public static Tensor blank(DType dtype, int[] shape) {
    requireLittleEndian();
    long n = Tensor.elements(shape);
    long header = UnsafeArrayData.calculateHeaderPortionInBytes(n);
    long size = header + (n * dtype.bytes() + 7) / 8 * 8;
    if (size > LARGEST) {
      throw Invalid.argument("array length", n, size + " bytes exceed " + LARGEST);
    }
    byte[] data = new byte[(int) size];
    Platform.putLong(data, Platform.BYTE_ARRAY_OFFSET, n);
    return new Tensor(dtype, shape, data, (int) header);
  }

  /** The array over whose values the tensor is. */
  public static ArrayData of(Tensor y) {
    UnsafeArrayData array = new UnsafeArrayData();
    array.pointTo(y.data(), Platform.BYTE_ARRAY_OFFSET, y.data().length);
    return array;
  }

  private static void requireLittleEndian() {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      // Spark's array format is in the machine's order, the kernels' in little-endian.
      throw new UnsupportedOperationException("Cannot read arrays: a big-endian machine (use npy)");
    }
  }

  private static void refuseNulls(ArrayData array, int n) {
    if (array instanceof UnsafeArrayData unsafe
        && !BitSetMethods.anySet(
            unsafe.getBaseObject(), unsafe.getBaseOffset() + 8, (n + 63L) / 64)) {
      return;
    }
    for (int i = 0; i < n; i++) {
      if (array.isNullAt(i)) {
        throw Invalid.argument("array", "null at index " + i, "a tensor has no null elements");
      }
    }
  }
}
