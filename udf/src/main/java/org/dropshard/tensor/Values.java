package org.dropshard.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Single values of little-endian data, and conversion between types. */
public final class Values {
  private Values() {}

  /** A little-endian view of {@code length} bytes from {@code offset}. */
  public static ByteBuffer view(byte[] data, int offset, int length) {
    return ByteBuffer.wrap(data, offset, length).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The value of a bit pattern; exact for every type. */
  public static double ofBits(DType dtype, long bits) {
    return switch (dtype) {
      case UINT8 -> bits & 0xff;
      case UINT16 -> bits & 0xffff;
      case INT16 -> (short) bits;
      case INT32 -> (int) bits;
      case FLOAT16 -> Float16.toFloat((short) bits);
      case BFLOAT16 -> BFloat16.toFloat((short) bits);
      case FLOAT32 -> Float.intBitsToFloat((int) bits);
      case FLOAT64 -> Double.longBitsToDouble(bits);
    };
  }

  /**
   * The bit pattern of the type's value nearest to {@code value}. Integers round half to even and
   * saturate, and NaN becomes 0; floating types round half to even and go to ±infinity.
   */
  public static long toBits(DType dtype, double value) {
    return switch (dtype) {
      case UINT8 -> saturate(value, 0, 0xff);
      case UINT16 -> saturate(value, 0, 0xffff);
      case INT16 -> saturate(value, Short.MIN_VALUE, Short.MAX_VALUE) & 0xffffL;
      case INT32 -> saturate(value, Integer.MIN_VALUE, Integer.MAX_VALUE) & 0xffffffffL;
      case FLOAT16 -> Float16.ofDouble(value) & 0xffffL;
      case BFLOAT16 -> BFloat16.ofDouble(value) & 0xffffL;
      case FLOAT32 -> Float.floatToRawIntBits((float) value) & 0xffffffffL;
      case FLOAT64 -> Double.doubleToRawLongBits(value);
    };
  }

  private static long saturate(double value, int min, int max) {
    return (long) Math.max(min, Math.min(max, Math.rint(value))); // a cast takes NaN to 0
  }

  /** The bit pattern of element {@code index}, zero-extended. */
  public static long bits(ByteBuffer view, int width, int index) {
    return switch (width) {
      case 1 -> view.get(index) & 0xffL;
      case 2 -> view.getShort(index * 2) & 0xffffL;
      case 4 -> view.getInt(index * 4) & 0xffffffffL;
      default -> view.getLong(index * 8);
    };
  }

  /** Writes the lower {@code width} bytes of {@code bits} as element {@code index}. */
  public static void putBits(ByteBuffer view, int width, int index, long bits) {
    switch (width) {
      case 1 -> view.put(index, (byte) bits);
      case 2 -> view.putShort(index * 2, (short) bits);
      case 4 -> view.putInt(index * 4, (int) bits);
      default -> view.putLong(index * 8, bits);
    }
  }

  /**
   * The same values in another type, rounded as {@link #toBits} says; the tensor itself where the
   * type is already right.
   *
   * @throws IllegalArgumentException if the result would not fit a Java array
   */
  public static Tensor convert(Tensor x, DType to) {
    if (x.dtype() == to) {
      return x;
    }
    int n = x.length();
    long bytes = (long) n * to.bytes();
    if (bytes > Integer.MAX_VALUE - 8) {
      throw Invalid.argument(
          "tensor length",
          bytes + " bytes",
          to.label() + " " + Arrays.toString(x.shape()) + " exceeds one array");
    }
    byte[] data = new byte[(int) bytes];
    ByteBuffer in = view(x.data(), x.offset(), x.byteLength());
    ByteBuffer out = view(data, 0, data.length);
    if (x.dtype() == DType.UINT8 && to == DType.FLOAT32) {
      for (int i = 0; i < n; i++) { // the usual conversion, for pictures, without the switches
        out.putFloat(i * 4, x.data()[x.offset() + i] & 0xff);
      }
    } else {
      int inWidth = x.dtype().bytes();
      for (int i = 0; i < n; i++) {
        putBits(out, to.bytes(), i, toBits(to, ofBits(x.dtype(), bits(in, inWidth, i))));
      }
    }
    return new Tensor(to, x.shape(), data, 0);
  }
}
