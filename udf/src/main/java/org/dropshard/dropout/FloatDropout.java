package org.dropshard.dropout;

import java.nio.ByteBuffer;

/**
 * float32: a survivor is x · s, rounded once, with s = (float) (1 / (1 − p)). NaN and infinity pass
 * as the multiplication leaves them.
 */
final class FloatDropout implements ElementDropout {
  // Values move through a float[] that stays in the cache: the JDK's bulk copies between byte and
  // float arrays run at the speed of memory, and the loop over the array vectorises, which loops
  // over
  // float views of byte arrays do not (JDK 17).
  private final float[] values = new float[TensorDropout.CHUNK];
  private final float s;

  FloatDropout(float s) {
    this.s = s;
  }

  @Override
  public void survivors(ByteBuffer x, ByteBuffer y, int n) {
    x.asFloatBuffer().get(0, values, 0, n);
    for (int i = 0; i < n; i++) {
      values[i] *= s;
    }
    y.asFloatBuffer().put(0, values, 0, n);
  }
}
