package org.dropshard.format.parquet;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.parquet.bytes.BytesInput;

/**
 * Bytes {@code from} to {@code to} of an array that is lent by {@link SlabPool#SHARED}. The last
 * who holds it gives it back.
 *
 * @param lent the whole array
 */
record Slab(ByteBuffer lent, int from, int to) {

  /** An array that is at least so long; all of it is the slab's. */
  static Slab of(int length) {
    return new Slab(SlabPool.SHARED.allocate(length), 0, length);
  }

  byte[] array() {
    return lent.array();
  }

  int length() {
    return to - from;
  }

  /** Another stretch of the same array. */
  Slab at(int newFrom, int newTo) {
    return new Slab(lent, newFrom, newTo);
  }

  /** The bytes, without a copy. */
  BytesInput bytes() {
    return BytesInput.from(array(), from, length());
  }

  /** Writes into the array from {@code from} on, as far as it goes. */
  OutputStream filler() {
    return new OutputStream() {
      private int next = from;

      @Override
      public void write(int value) {
        array()[next++] = (byte) value;
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        System.arraycopy(bytes, offset, array(), next, length);
        next += length;
      }
    };
  }

  void giveBack() {
    SlabPool.SHARED.release(lent);
  }
}
