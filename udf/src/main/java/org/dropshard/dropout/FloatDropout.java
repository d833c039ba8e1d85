package org.dropshard.dropout;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * float32: a survivor is x · s, rounded once, with s = (float) (1 / (1 − p)). NaN and infinity pass
 * as the multiplication leaves them.
 */
final class FloatDropout implements ElementDropout {
  // Values pass through a float[] that stays in the cache: the JDK's bulk copies between byte and
  // float arrays run at the speed of memory, and a loop over an array vectorises; one over a float
  // view of bytes does not (JDK 17).
  private final float[] values = new float[TensorDropout.CHUNK];
  private final float s;

  FloatDropout(float s) {
    this.s = s;
  }

  @Override
  public Survivors between(ByteBuffer x, ByteBuffer y) {
    FloatBuffer in = x.asFloatBuffer();
    FloatBuffer out = y.asFloatBuffer();
    return (from, to, n) -> {
      in.get(from, values, 0, n);
      for (int i = 0; i < n; i++) {
        values[i] *= s;
      }
      out.put(to, values, 0, n);
    };
  }
}
