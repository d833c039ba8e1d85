package org.dropshard.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Tensor;

/**
 * The number types of array files. What tensors have no type for is widened to one that holds each
 * value exactly: int8 to int16, uint32 to float64; int64 and uint64 to float64 too, which ends at a
 * value that it does not hold.
 */
public enum PlainType {
  /** A byte each, 0 or 1. */
  BOOL(1, DType.UINT8),
  INT8(1, DType.INT16),
  UINT8(1, DType.UINT8),
  INT16(2, DType.INT16),
  UINT16(2, DType.UINT16),
  INT32(4, DType.INT32),
  UINT32(4, DType.FLOAT64),
  INT64(8, DType.FLOAT64),
  UINT64(8, DType.FLOAT64),
  FLOAT16(2, DType.FLOAT16),
  BFLOAT16(2, DType.BFLOAT16),
  FLOAT32(4, DType.FLOAT32),
  FLOAT64(8, DType.FLOAT64);

  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private final int bytes;
  private final DType dtype;

  PlainType(int bytes, DType dtype) {
    this.bytes = bytes;
    this.dtype = dtype;
  }

  /** Bytes an element. */
  public int bytes() {
    return bytes;
  }

  /** The lower-case name. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** How many bytes the values of a shape take, or those of its tensor if they are more. */
  public long widest(int[] shape) {
    return Tensor.elements(shape) * Math.max(bytes, dtype.bytes());
  }

  /**
   * How many bytes the values of a shape take.
   *
   * @throws IllegalArgumentException if they, or those of its tensor, are more than an array holds
   */
  public int size(int[] shape) {
    long size = widest(shape);
    if (size > LARGEST) {
      throw Invalid.argument(
          "shape", Arrays.toString(shape) + " of " + label(), size + " bytes, at most " + LARGEST);
    }
    return (int) (Tensor.elements(shape) * bytes);
  }

  /**
   * The tensor of values in C order.
   *
   * @param data holds them from {@code offset} on
   * @throws IllegalArgumentException if one is not held by the tensor's type
   */
  public Tensor tensor(int[] shape, byte[] data, int offset, ByteOrder order) {
    int size = size(shape);
    if (bytes == 1 && this != INT8) {
      return new Tensor(dtype, shape, Arrays.copyOfRange(data, offset, offset + size), 0);
    }
    int count = size / bytes;
    ByteBuffer from = ByteBuffer.wrap(data, offset, size).order(order);
    byte[] values = new byte[count * dtype.bytes()];
    ByteBuffer to = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
    switch (this) {
      case INT8 -> {
        for (int i = 0; i < count; i++) {
          to.putShort(from.get());
        }
      }
      case UINT32 -> {
        for (int i = 0; i < count; i++) {
          to.putDouble(Integer.toUnsignedLong(from.getInt()));
        }
      }
      case INT64, UINT64 -> {
        for (int i = 0; i < count; i++) {
          to.putDouble(exact(from.getLong()));
        }
      }
      default -> copy(from, to, count);
    }
    return new Tensor(dtype, shape, values, 0);
  }

  private void copy(ByteBuffer from, ByteBuffer to, int count) {
    if (from.order() == ByteOrder.LITTLE_ENDIAN) {
      to.put(from);
      return;
    }
    for (int i = 0; i < count; i++) {
      switch (bytes) {
        case 2 -> to.putShort(from.getShort());
        case 4 -> to.putInt(from.getInt());
        default -> to.putLong(from.getLong());
      }
    }
  }

  private double exact(long value) {
    double held = value;
    boolean same = (long) held == value && (held < 0x1p63 || value < 0);
    if (this == UINT64 && value < 0) {
      held = (value >>> 1 | value & 1) * 2.0;
      same = (value & 0x7ff) == 0; // 53 bits of 64, the first of which is 1
    }
    if (!same) {
      throw Invalid.argument(
          "value",
          (this == UINT64 ? Long.toUnsignedString(value) : Long.toString(value)) + " of " + label(),
          "held as float64, which does not hold it");
    }
    return held;
  }
}
