package org.dropshard.dropout;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * The output as longs over its little-endian bytes, so that one loop chooses between survivors and
 * fill for elements of every width.
 */
final class Lanes {
  // Views of bytes from place 0 take part in a vectorised loop; from any other place they do not
  // (JDK 17). So the loop works in scratch memory, and a bulk copy takes its result to the output.
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer bytes;
  private final LongBuffer longs;
  private final long[] chosen;

  /**
   * @param y the output, from its position 0 on
   * @param scratch as long as the longest piece
   */
  Lanes(ByteBuffer y, long[] scratch) {
    bytes = y;
    longs = y.asLongBuffer();
    chosen = scratch;
  }

  /** How many longs lie over {@code bytes}, the last one in part where they end in it. */
  static int count(int bytes) {
    return bytes + 7 >>> 3;
  }

  /**
   * Writes {@code length} bytes: those of {@code survivors} where {@code keep} is −1, and of {@code
   * fill} where it is 0.
   *
   * @param from where in the output, a multiple of 8
   * @param fill one long for all of them, or one for each
   */
  void write(int from, int length, byte[] survivors, byte[] keep, long[] fill) {
    int n = length >> 3;
    if (fill.length == 1) {
      choose(n, survivors, keep, fill[0]);
    } else {
      choose(n, survivors, keep, fill);
    }
    longs.put(from >> 3, chosen, 0, n);
    for (int i = n << 3; i < length; i++) { // at most seven bytes
      long lane = fill[fill.length == 1 ? 0 : n];
      byte filled = (byte) (lane >> 8 * (i & 7));
      bytes.put(from + i, keep[i] == 0 ? filled : survivors[i]);
    }
  }

  private void choose(int n, byte[] survivors, byte[] keep, long fill) {
    for (int i = 0; i < n; i++) {
      long mask = (long) LONG.get(keep, i * 8);
      chosen[i] = (long) LONG.get(survivors, i * 8) & mask | fill & ~mask;
    }
  }

  private void choose(int n, byte[] survivors, byte[] keep, long[] fill) {
    for (int i = 0; i < n; i++) {
      long mask = (long) LONG.get(keep, i * 8);
      chosen[i] = (long) LONG.get(survivors, i * 8) & mask | fill[i] & ~mask;
    }
  }
}
