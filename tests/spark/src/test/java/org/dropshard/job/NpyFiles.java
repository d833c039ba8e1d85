package org.dropshard.job;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/** npy files for tests. */
public final class NpyFiles {
  private NpyFiles() {}

  /** A float32 tensor whose values go up from {@code first} in steps of one. */
  public static byte[] ramp(float first, int... shape) {
    int length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    ByteBuffer values = ByteBuffer.allocate(4 * length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < length; i++) {
      values.putFloat(first + i);
    }
    return Npy.write(new Tensor(DType.FLOAT32, shape, values.array(), 0));
  }
}
