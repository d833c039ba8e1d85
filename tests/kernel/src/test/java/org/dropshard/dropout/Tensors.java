package org.dropshard.dropout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;

/** Tensors of random bits, one element in eight of them a value that is easy to get wrong. */
final class Tensors {
  private static final long[] ODD_FLOAT16 = {
    0x7c00, 0xfc00, 0x7e00, 0x7d01, 0xfdff, 0x8000, 0, 1, 0x8001, 0x3ff, 0x7bff, 0x3c00
  };
  private static final long[] ODD_BFLOAT16 = {
    0x7f80, 0xff80, 0x7fc0, 0x7f81, 0xffbf, 0x8000, 0, 1, 0x8001, 0x7f, 0x7f7f, 0x3f80
  };
  private static final long[] ODD_FLOAT32 = {
    0x7f800000L, 0xff800000L, 0x7fc00000L, 0x7f800001L, 0xffbfffffL, 0x80000000L, 0, 1, 0x7f7fffffL
  };
  private static final long[] ODD_FLOAT64 = {
    0x7ff0000000000000L,
    0xfff0000000000000L,
    0x7ff8000000000000L,
    0x7ff0000000000001L,
    0xfff7ffffffffffffL,
    Long.MIN_VALUE,
    0,
    1,
    0x7fefffffffffffffL
  };
  private static final long[] ODD_INTEGERS = {
    0, 1, 2, 3, 255, 254, 127, 128, 32767, 32768, 65535, 0x7fffffffL, 0x80000000L, 0xffffffffL
  };

  private Tensors() {}

  static Tensor random(Random random, DType dtype, int[] shape, int offset) {
    int n = (int) Tensor.elements(shape);
    byte[] data = new byte[offset + n * dtype.bytes() + random.nextInt(3)];
    random.nextBytes(data);
    ByteBuffer view = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
    long[] odd = odd(dtype);
    for (int i = random.nextInt(8); i < n; i += 1 + random.nextInt(15)) {
      long bits = odd[random.nextInt(odd.length)];
      for (int b = 0; b < dtype.bytes(); b++) {
        view.put(offset + i * dtype.bytes() + b, (byte) (bits >> 8 * b));
      }
    }
    return new Tensor(dtype, shape, data, offset);
  }

  private static long[] odd(DType dtype) {
    return switch (dtype) {
      case FLOAT16 -> ODD_FLOAT16;
      case BFLOAT16 -> ODD_BFLOAT16;
      case FLOAT32 -> ODD_FLOAT32;
      case FLOAT64 -> ODD_FLOAT64;
      default -> ODD_INTEGERS;
    };
  }
}
