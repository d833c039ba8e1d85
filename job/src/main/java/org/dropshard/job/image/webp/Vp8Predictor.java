package org.dropshard.job.image.webp;

import java.util.Arrays;

/** Predicts blocks from the samples above and to the left: RFC 6386, section 12. */
final class Vp8Predictor {

  static final int DC = 0;
  static final int TRUE_MOTION = 1;
  static final int VERTICAL = 2;
  static final int HORIZONTAL = 3;

  // Where a sample's prediction comes from: the mean of three neighbors of the edge from i on, or
  // (20
  // + i) of two, or one of the edge's ends.
  private static final int TWO = 20;
  private static final int END_LEFT = 40;
  private static final int LAST_LEFT = 41;
  private static final int END_RIGHT = 42;
  private static final int[][] SLANTS = {
    {4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7},
    {2, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0, 40, 40, 40, 40},
    {3, 4, 5, 6, 2, 3, 4, 5, 1, 2, 3, 4, 0, 1, 2, 3},
    {24, 25, 26, 27, 3, 4, 5, 6, 2, 24, 25, 26, 1, 3, 4, 5},
    {5, 6, 7, 8, 6, 7, 8, 9, 7, 8, 9, 10, 8, 9, 10, 42},
    {25, 26, 27, 28, 5, 6, 7, 8, 26, 27, 28, 9, 6, 7, 8, 10},
    {23, 3, 4, 5, 22, 2, 23, 3, 21, 1, 22, 2, 20, 0, 21, 1},
    {22, 1, 21, 0, 21, 0, 20, 40, 20, 40, 41, 41, 41, 41, 41, 41}
  };

  // Samples from the lower left over the corner (at 4) to the upper right: 4 + 1 + 8.
  private final int[] edge = new int[13];

  /** Predicts a square block of 8 or 16. */
  static void square(Vp8Plane plane, int x, int y, int size, int mode) {
    byte[] s = plane.samples;
    int at = plane.at(x, y);
    int stride = plane.stride;
    if (mode == DC) {
      int sum = 0;
      for (int i = 0; i < size; i++) {
        sum +=
            (y > 0 ? s[at - stride + i] & 0xFF : 0) + (x > 0 ? s[at + i * stride - 1] & 0xFF : 0);
      }
      int count = (y > 0 ? size : 0) + (x > 0 ? size : 0);
      byte mean = (byte) (count == 0 ? 128 : (sum + count / 2) / count);
      for (int row = 0; row < size; row++) {
        Arrays.fill(s, at + row * stride, at + row * stride + size, mean);
      }
      return;
    }
    int corner = s[at - stride - 1] & 0xFF;
    for (int row = 0; row < size; row++) {
      int to = at + row * stride;
      int left = s[to - 1] & 0xFF;
      for (int i = 0; i < size; i++) {
        int above = s[at - stride + i] & 0xFF;
        s[to + i] =
            switch (mode) {
              case VERTICAL -> (byte) above;
              case HORIZONTAL -> (byte) left;
              default -> Vp8Transform.clamp(left + above - corner);
            };
      }
    }
  }

  /**
   * Predicts a block of 4 × 4.
   *
   * @param right where the four samples above and to the right are
   */
  void small(byte[] s, int at, int stride, int right, int mode) {
    int[] e = edge;
    for (int i = 0; i < 4; i++) {
      e[3 - i] = s[at + i * stride - 1] & 0xFF;
      e[5 + i] = s[at - stride + i] & 0xFF;
      e[9 + i] = s[right + i] & 0xFF;
    }
    e[4] = s[at - stride - 1] & 0xFF;
    if (mode == DC) {
      int sum = 4;
      for (int i = 0; i < 4; i++) {
        sum += e[i] + e[5 + i];
      }
      for (int i = 0; i < 4; i++) {
        Arrays.fill(s, at + i * stride, at + i * stride + 4, (byte) (sum >> 3));
      }
      return;
    }
    for (int i = 0; i < 16; i++) {
      s[at + (i >> 2) * stride + (i & 3)] =
          mode == TRUE_MOTION
              ? Vp8Transform.clamp(e[3 - (i >> 2)] + e[5 + (i & 3)] - e[4])
              : along(SLANTS[mode - 2][i]);
    }
  }

  private byte along(int rule) {
    int[] e = edge;
    if (rule < TWO) {
      return (byte) (e[rule] + 2 * e[rule + 1] + e[rule + 2] + 2 >> 2);
    }
    return (byte)
        switch (rule) {
          case LAST_LEFT -> e[0];
          case END_LEFT -> e[1] + 3 * e[0] + 2 >> 2;
          case END_RIGHT -> e[11] + 3 * e[12] + 2 >> 2;
          default -> e[rule - TWO] + e[rule - TWO + 1] + 1 >> 1;
        };
  }
}
