package org.dropshard.dropout;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;

/** float64: a survivor is x · s, rounded once, with s = 1 / (1 − p) in double. */
final class DoubleDropout implements ElementDropout {
  private final double[] values = new double[TensorDropout.CHUNK];
  private final double s;

  DoubleDropout(double s) {
    this.s = s;
  }

  @Override
  public Survivors between(ByteBuffer x, ByteBuffer y) {
    DoubleBuffer in = x.asDoubleBuffer();
    DoubleBuffer out = y.asDoubleBuffer();
    return (from, to, n) -> {
      in.get(from, values, 0, n);
      for (int i = 0; i < n; i++) {
        values[i] *= s;
      }
      out.put(to, values, 0, n);
    };
  }
}
