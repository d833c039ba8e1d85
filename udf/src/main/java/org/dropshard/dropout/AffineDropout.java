package org.dropshard.dropout;

import java.nio.ByteBuffer;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Values;

/** Any type: a survivor is x · a + b in double, a product and a sum, then rounded to the type. */
final class AffineDropout implements ElementDropout {
  private final DType dtype;
  private final double a;
  private final double b;

  AffineDropout(DType dtype, double a, double b) {
    this.dtype = dtype;
    this.a = a;
    this.b = b;
  }

  @Override
  public Survivors between(ByteBuffer x, ByteBuffer y) {
    int width = dtype.bytes();
    return (from, to, n) -> {
      for (int i = 0; i < n; i++) {
        double value = Values.ofBits(dtype, Values.bits(x, width, from + i));
        Values.putBits(y, width, to + i, Values.toBits(dtype, value * a + b));
      }
    };
  }
}
