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
    float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = first + i;
    }
    return of(values, shape);
  }

  /** A float32 tensor of these values. */
  public static byte[] of(float[] all, int... shape) {
    ByteBuffer values = ByteBuffer.allocate(4 * all.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : all) {
      values.putFloat(value);
    }
    return Npy.write(new Tensor(DType.FLOAT32, shape, values.array(), 0));
  }
}
