package org.dropshard.dropout;

import java.nio.ByteBuffer;

/** float64: a survivor is x · s, rounded once, with s = 1 / (1 − p) in double. */
final class DoubleDropout implements ElementDropout {
  private final double[] values = new double[TensorDropout.CHUNK];
  private final double s;

  DoubleDropout(double s) {
    this.s = s;
  }

  @Override
  public void survivors(ByteBuffer x, ByteBuffer y, int n) {
    x.asDoubleBuffer().get(0, values, 0, n);
    for (int i = 0; i < n; i++) {
      values[i] *= s;
    }
    y.asDoubleBuffer().put(0, values, 0, n);
  }
}
