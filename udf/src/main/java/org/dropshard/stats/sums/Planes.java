package org.dropshard.stats.sums;

import java.util.Arrays;

/** Channels whose elements follow each other. */
final class Planes {
  private Planes() {}

  /**
   * Whether all elements have the same bits, as after spatial dropout: then their statistics follow
   * from one. Where they have not, the first few mostly tell.
   *
   * @param length in bytes, at least {@code width}
   */
  static boolean isConstant(byte[] data, int offset, int length, int width) {
    int end = offset + length;
    return Arrays.mismatch(data, offset, end - width, data, offset + width, end) < 0;
  }
}
