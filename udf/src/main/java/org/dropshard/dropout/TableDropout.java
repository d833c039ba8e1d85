package org.dropshard.dropout;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Values;

/**
 * Types of one or two bytes: every survivor is looked up. float16 and bfloat16: x · (float) s,
 * exact in double and then rounded once. Integers: x · s in double, rounded half to even,
 * saturating.
 */
final class TableDropout implements ElementDropout {
  private final DType dtype;
  private final int width;
  private final double s;
  private final short[] table;

  // In pieces, by bulk copies: an element at a time, a buffer checks each place.
  private final byte[] bytes = new byte[TensorDropout.CHUNK];
  private final short[] shorts = new short[TensorDropout.CHUNK];

  private long pending;

  TableDropout(DType dtype, double factor) {
    this.dtype = dtype;
    this.width = dtype.bytes();
    this.s = factor;
    this.table = new short[1 << 8 * width];
    this.pending = table.length;
  }

  /** Looks survivors up once as many were computed as the table has entries. */
  @Override
  public Survivors between(ByteBuffer x, ByteBuffer y) {
    ShortBuffer in = x.asShortBuffer();
    ShortBuffer out = y.asShortBuffer();
    return (from, to, n) -> {
      if (pending > 0) {
        compute(x, from, y, to, n);
      } else if (width == 1) {
        x.get(from, bytes, 0, n);
        for (int i = 0; i < n; i++) {
          bytes[i] = (byte) table[bytes[i] & 0xff];
        }
        y.put(to, bytes, 0, n);
      } else {
        in.get(from, shorts, 0, n);
        for (int i = 0; i < n; i++) {
          shorts[i] = table[shorts[i] & 0xffff];
        }
        out.put(to, shorts, 0, n);
      }
    };
  }

  private void compute(ByteBuffer x, int from, ByteBuffer y, int to, int n) {
    for (int i = 0; i < n; i++) {
      Values.putBits(y, width, to + i, survivor(Values.bits(x, width, from + i)));
    }
    pending -= n;
    if (pending <= 0) {
      for (int bits = 0; bits < table.length; bits++) {
        table[bits] = (short) survivor(bits);
      }
    }
  }

  private long survivor(long bits) {
    return Values.toBits(dtype, Values.ofBits(dtype, bits) * s);
  }
}
