package org.dropshard.spark.functions;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.bitset.BitSetMethods;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.dropout.Kind;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * Tensors as {@code array<float>} and {@code array<double>}. Values move in bulk into memory in
 * Spark's own array format (count, null bits, values), where the kernels work on them in place.
 */
final class ArrayCells {
  private static final int LARGEST = Integer.MAX_VALUE - 8; // what a JVM allocates

  private ArrayCells() {}

  /** The shape of {@code n} values: channels and places in the layout's order. */
  static int[] shape(int n, long channels, Layout layout) {
    if (channels < 1 || channels > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("Invalid channels: " + channels + " (1 to 2147483647)");
    }
    if (n % channels != 0) {
      throw new IllegalArgumentException(
          "Invalid array length: " + n + " (a multiple of " + channels + " channels)");
    }
    int c = (int) channels;
    return layout == Layout.CHW ? new int[] {c, n / c} : new int[] {n / c, c};
  }

  /**
   * A tensor over a copy of the values; the array format's header lies before its offset.
   *
   * @throws IllegalArgumentException if an element is null, or the copy exceeds one array
   */
  static Tensor copy(ArrayData array, DType dtype, int[] shape) {
    if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      // Spark's array format is in the machine's order, the kernels' in little-endian.
      throw new UnsupportedOperationException("Cannot read arrays: a big-endian machine (use npy)");
    }
    int n = array.numElements();
    refuseNulls(array, n);
    long header = UnsafeArrayData.calculateHeaderPortionInBytes((long) n);
    long bytes = (long) n * dtype.bytes();
    long size = header + (bytes + 7) / 8 * 8;
    if (size > LARGEST) {
      throw new IllegalArgumentException(
          "Invalid array length: " + n + " (" + size + " bytes exceed " + LARGEST + ")");
    }
    byte[] data = new byte[(int) size];
    Platform.putLong(data, Platform.BYTE_ARRAY_OFFSET, n);
    if (array instanceof UnsafeArrayData unsafe) {
      Platform.copyMemory(
          unsafe.getBaseObject(),
          unsafe.getBaseOffset() + header,
          data,
          Platform.BYTE_ARRAY_OFFSET + header,
          bytes);
    } else {
      ByteBuffer values =
          ByteBuffer.wrap(data).position((int) header).order(ByteOrder.LITTLE_ENDIAN);
      if (dtype == DType.FLOAT32) {
        values.asFloatBuffer().put(array.toFloatArray());
      } else {
        values.asDoubleBuffer().put(array.toDoubleArray());
      }
    }
    return new Tensor(dtype, shape, data, (int) header);
  }

  private static void refuseNulls(ArrayData array, int n) {
    if (array instanceof UnsafeArrayData unsafe
        && !BitSetMethods.anySet(
            unsafe.getBaseObject(), unsafe.getBaseOffset() + 8, (n + 63L) / 64)) {
      return;
    }
    for (int i = 0; i < n; i++) {
      if (array.isNullAt(i)) {
        throw new IllegalArgumentException(
            "Invalid array: null at index " + i + " (a tensor has no null elements)");
      }
    }
  }

  static ArrayData dropout(
      Kind kind,
      DType dtype,
      ArrayData array,
      long channels,
      UTF8String layoutText,
      double p,
      long seed,
      long id,
      long stream) {
    if (array == null || layoutText == null) {
      return null;
    }
    Layout layout = Kernels.layout(layoutText);
    int[] shape = shape(array.numElements(), channels, layout);
    return inPlace(kind, layout, copy(array, dtype, shape), p, seed, id, stream);
  }

  /** Element dropout, which needs neither channels nor layout. */
  static ArrayData elementDropout(
      DType dtype, ArrayData array, double p, long seed, long id, long stream) {
    if (array == null) {
      return null;
    }
    Tensor x = copy(array, dtype, new int[] {array.numElements()});
    return inPlace(Kind.ELEMENT, Layout.HWC, x, p, seed, id, stream);
  }

  private static ArrayData inPlace(
      Kind kind, Layout layout, Tensor x, double p, long seed, long id, long stream) {
    Kernels.dropout(kind, layout, p, seed, id, stream, x, x.data(), x.offset());
    UnsafeArrayData y = new UnsafeArrayData();
    y.pointTo(x.data(), Platform.BYTE_ARRAY_OFFSET, x.data().length);
    return y;
  }
}
