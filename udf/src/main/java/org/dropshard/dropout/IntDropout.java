package org.dropshard.dropout;

import java.nio.ByteBuffer;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Values;

/** int32: a survivor is x · s in double, rounded half to even, saturating. */
final class IntDropout implements ElementDropout {
  private final double s;

  IntDropout(double s) {
    this.s = s;
  }

  @Override
  public Survivors between(ByteBuffer x, ByteBuffer y) {
    return (from, to, n) -> {
      for (int i = 0; i < n; i++) {
        double survivor = x.getInt((from + i) * 4) * s;
        y.putInt((to + i) * 4, (int) Values.toBits(DType.INT32, survivor));
      }
    };
  }
}
