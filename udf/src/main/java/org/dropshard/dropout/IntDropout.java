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
  public void survivors(ByteBuffer x, ByteBuffer y, int n) {
    for (int i = 0; i < n; i++) {
      y.putInt(i * 4, (int) Values.toBits(DType.INT32, x.getInt(i * 4) * s));
    }
  }
}
