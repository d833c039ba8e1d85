package org.dropshard.tensor;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The npy container: versions 1, 2 and 3, both byte orders, C and Fortran order. Object arrays
 * (which are pickles, programs to be run) and structured types are refused. Booleans are read as
 * uint8, and two opaque bytes as bfloat16.
 *
 * @see <a
 *     href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>
 */
public final class Npy {
  /** The most bytes before an array's values that are read. */
  public static final int LONGEST_HEADER = NpyHeader.LONGEST + 12;

  private Npy() {}

  /** Whether the bytes start as an npy array does. */
  public static boolean isNpy(byte[] data) {
    return isNpy(data, 0, data.length);
  }

  /** Whether {@code length} bytes at {@code offset} start as an npy array does. */
  public static boolean isNpy(byte[] data, int offset, int length) {
    return NpyHeader.startsWithMagic(data, offset, length);
  }

  /**
   * Reads an array. The values are a view of {@code cell} where they lie there in little-endian C
   * order, else a copy in that order.
   *
   * @throws NpyException if the bytes are no such array, or fewer or more than its header says
   */
  public static Tensor read(byte[] cell) throws NpyException {
    return read(cell, 0, cell.length);
  }

  /**
   * Reads the array in {@code length} bytes at {@code offset}.
   *
   * @throws NpyException as {@link #read(byte[])} does
   */
  public static Tensor read(byte[] data, int offset, int length) throws NpyException {
    NpyHeader header = NpyHeader.parse(data, offset, length);
    DType dtype = dtype(header.descr());
    long needed = valueBytes(header.shape(), dtype);
    long there = length - (long) header.dataOffset();
    if (there != needed) {
      throw new NpyException(
          Invalid.message(
              "npy length",
              there + " bytes of values",
              dtype.label() + " " + Arrays.toString(header.shape()) + " needs " + needed));
    }
    Tensor tensor = new Tensor(dtype, header.shape(), data, offset + header.dataOffset());
    if (isBigEndian(header.descr(), dtype)) {
      tensor = swapped(tensor);
    }
    return header.fortranOrder() && header.shape().length > 1 ? cOrder(tensor) : tensor;
  }

  /**
   * How long an array is that starts so, header and all, in bytes.
   *
   * @param start all of it, or at least {@link #LONGEST_HEADER} bytes
   * @throws NpyException if that is no start of an array
   */
  public static long size(byte[] start) throws NpyException {
    NpyHeader header = NpyHeader.parse(start, 0, start.length);
    return header.dataOffset() + valueBytes(header.shape(), dtype(header.descr()));
  }

  static long valueBytes(int[] shape, DType dtype) throws NpyException {
    try {
      return Tensor.elements(shape) * dtype.bytes();
    } catch (IllegalArgumentException e) {
      throw new NpyException(
          "Invalid npy shape: " + Arrays.toString(shape) + " (at most 2147483647 elements)");
    }
  }

  /** The bytes that numpy.save writes before the values of such a tensor. */
  public static byte[] header(DType dtype, int[] shape) {
    return NpyHeader.bytes(dtype.descr(), shape);
  }

  /**
   * The bytes that numpy.save writes before the values of a C-ordered array of any plain type.
   *
   * @param descr the type as NumPy writes it: {@code "<i8"}
   */
  public static byte[] header(String descr, int[] shape) {
    return NpyHeader.bytes(descr, shape);
  }

  /** The array as numpy.save writes it. */
  public static byte[] write(Tensor x) {
    byte[] header = header(x.dtype(), x.shape());
    byte[] cell = Arrays.copyOf(header, header.length + x.byteLength());
    System.arraycopy(x.data(), x.offset(), cell, header.length, x.byteLength());
    return cell;
  }

  static boolean isBigEndian(String descr, DType dtype) {
    return descr.charAt(0) == '>' && dtype.bytes() > 1;
  }

  static DType dtype(String descr) throws NpyException {
    if (descr.length() >= 2 && "<>|=".indexOf(descr.charAt(0)) >= 0) {
      String type = descr.substring(1);
      if (type.equals("b1")) {
        return DType.UINT8;
      }
      for (DType dtype : DType.values()) {
        if (dtype.descr().substring(1).equals(type)) {
          return dtype;
        }
      }
      if (type.startsWith("O")) {
        throw new NpyException("Invalid npy type: " + descr + " (objects are pickles, never read)");
      }
    }
    throw new NpyException(
        "Invalid npy type: " + descr + " (u1, u2, i2, i4, f2, f4, f8, b1, or V2 for bfloat16)");
  }

  static Tensor swapped(Tensor x) {
    int width = x.dtype().bytes();
    byte[] data = new byte[x.byteLength()];
    for (int i = 0; i < data.length; i += width) {
      for (int b = 0; b < width; b++) {
        data[i + b] = x.data()[x.offset() + i + width - 1 - b];
      }
    }
    return new Tensor(x.dtype(), x.shape(), data, 0);
  }

  /** Reads with the first axis varying fastest, writes with the last. */
  private static Tensor cOrder(Tensor x) {
    int[] shape = x.shape();
    int width = x.dtype().bytes();
    int[] stride = new int[shape.length];
    for (int axis = 0, step = 1; axis < shape.length; axis++) {
      stride[axis] = step;
      step *= Math.max(shape[axis], 1);
    }
    byte[] data = new byte[x.byteLength()];
    ByteBuffer from = Values.view(x.data(), x.offset(), x.byteLength());
    ByteBuffer to = Values.view(data, 0, data.length);
    int[] index = new int[shape.length];
    int source = 0;
    for (int i = 0; i < x.length(); i++) {
      Values.putBits(to, width, i, Values.bits(from, width, source));
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        source += stride[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        source -= index[axis] * stride[axis];
        index[axis] = 0;
      }
    }
    return new Tensor(x.dtype(), shape, data, 0);
  }
}
