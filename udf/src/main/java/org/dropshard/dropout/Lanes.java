package org.dropshard.dropout;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/**
 * Keep masks as 32-bit lanes that lie over the bytes of little-endian data, so that one loop writes
 * the fill for elements of every width.
 */
final class Lanes {
  private Lanes() {}

  /** How many lanes {@code n} elements take, the last one in part where their bytes end in it. */
  static int count(int n, int width) {
    return (int) (((long) n * width + 3) / 4);
  }

  /**
   * Spreads {@code n} decisions (−1 or 0) over the bytes of their elements.
   *
   * @param lanes takes {@link #count} lanes; not {@code keep} itself, unless {@code width} is 4
   */
  static void spread(int[] keep, int n, int width, int[] lanes) {
    switch (width) {
      case 1 -> spreadBytes(keep, n, lanes);
      case 2 -> spreadShorts(keep, n, lanes);
      case 4 -> {
        if (keep != lanes) {
          System.arraycopy(keep, 0, lanes, 0, n);
        }
      }
      default -> spreadLongs(keep, n, lanes);
    }
  }

  private static void spreadBytes(int[] keep, int n, int[] lanes) {
    int whole = n >> 2;
    for (int i = 0; i < whole; i++) {
      int k = i << 2;
      lanes[i] =
          keep[k] & 0xff | keep[k + 1] & 0xff00 | keep[k + 2] & 0xff0000 | keep[k + 3] & 0xff000000;
    }
    if ((n & 3) != 0) {
      int lane = 0;
      for (int k = whole << 2; k < n; k++) {
        lane |= keep[k] & 0xff << 8 * (k & 3);
      }
      lanes[whole] = lane;
    }
  }

  private static void spreadShorts(int[] keep, int n, int[] lanes) {
    int whole = n >> 1;
    for (int i = 0; i < whole; i++) {
      lanes[i] = keep[2 * i] & 0xffff | keep[2 * i + 1] & 0xffff0000;
    }
    if ((n & 1) != 0) {
      lanes[whole] = keep[n - 1] & 0xffff;
    }
  }

  private static void spreadLongs(int[] keep, int n, int[] lanes) {
    for (int i = 0; i < n; i++) {
      lanes[2 * i] = keep[i];
      lanes[2 * i + 1] = keep[i];
    }
  }

  /**
   * Replaces the dropped bytes of {@code y}, {@code length} from its position 0 on, by those of the
   * fill.
   *
   * @param scratch at least as long as the lanes
   */
  static void fill(ByteBuffer y, int length, int[] keep, int[] fill, int[] scratch) {
    int n = length >> 2;
    IntBuffer ints = y.asIntBuffer();
    ints.get(0, scratch, 0, n);
    for (int i = 0; i < n; i++) {
      scratch[i] = scratch[i] & keep[i] | fill[i] & ~keep[i];
    }
    ints.put(0, scratch, 0, n);
    for (int i = n << 2; i < length; i++) { // at most three bytes
      int shift = 8 * (i & 3);
      int mask = keep[n] >> shift;
      y.put(i, (byte) (y.get(i) & mask | fill[n] >> shift & ~mask));
    }
  }
}
