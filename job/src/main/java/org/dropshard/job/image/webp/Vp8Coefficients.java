package org.dropshard.job.image.webp;

import java.util.Arrays;

/** The coefficients of one macroblock after another: RFC 6386, section 13. */
final class Vp8Coefficients {

  private static final int LUMA_WITHOUT_DC = 0;
  private static final int DCS = 1;
  private static final int CHROMA = 2;
  private static final int LUMA = 3;
  private static final int BAND = 3 * Vp8Tables.TREE;
  private static final int PLANE = 8 * BAND;

  private final int[] probabilities;
  // 25 blocks: luma, U, V, and the DCs of luma.
  private final int[] values = new int[25 * 16];
  private final boolean[] filled = new boolean[25];
  // Whether the blocks above and to the left have coefficients: 4 of luma, 2 of U, 2 of V, the DCs.
  private final int[] above;
  private final int[] left = new int[9];
  private final int[] scratch = new int[16];

  Vp8Coefficients(int[] probabilities, int wide) {
    this.probabilities = probabilities;
    this.above = new int[9 * wide];
  }

  void startRow() {
    Arrays.fill(left, 0);
  }

  /** Takes a macroblock without coefficients; true. */
  boolean skip(int x, boolean split) {
    Arrays.fill(filled, false);
    int count = split ? 8 : 9; // split blocks have no DCs of their own, and leave theirs
    Arrays.fill(above, 9 * x, 9 * x + count, 0);
    Arrays.fill(left, 0, count, 0);
    return true;
  }

  /**
   * Reads the coefficients of a macroblock.
   *
   * @param steps as {@link Vp8Header#steps} has them
   * @return whether all are 0
   */
  boolean read(Vp8Bits bits, int x, boolean split, int[] steps) {
    Arrays.fill(values, 0);
    int a = 9 * x;
    int first = 0;
    if (!split) {
      int context = above[a + 8] + left[8];
      int end = block(bits, DCS, context, 0, 24 * 16, steps[2], steps[3]);
      above[a + 8] = left[8] = end > 0 ? 1 : 0;
      if (end > 0) {
        Vp8Transform.spread(Arrays.copyOfRange(values, 24 * 16, 25 * 16), values);
      }
      first = 1;
    }
    boolean empty = true;
    for (int i = 0; i < 16; i++) {
      int plane = split ? LUMA : LUMA_WITHOUT_DC;
      empty &= !one(bits, plane, i, a + (i & 3), i >> 2, first, steps[0], steps[1]);
    }
    for (int i = 16; i < 24; i++) {
      int base = i < 20 ? 4 : 6;
      empty &=
          !one(bits, CHROMA, i, a + base + (i & 1), base + (i >> 1 & 1), 0, steps[4], steps[5]);
    }
    return empty;
  }

  private boolean one(
      Vp8Bits bits, int plane, int i, int up, int beside, int first, int dc, int ac) {
    int end = block(bits, plane, above[up] + left[beside], first, 16 * i, dc, ac);
    above[up] = left[beside] = end > first ? 1 : 0;
    filled[i] = end > 1 || values[16 * i] != 0;
    return filled[i];
  }

  /** Reads a block; where its end is, which is {@code first} if it has no coefficients. */
  private int block(Vp8Bits bits, int plane, int context, int first, int at, int dc, int ac) {
    int base = plane * PLANE;
    int n = first;
    int p = base + Vp8Tables.BANDS[n] * BAND + context * Vp8Tables.TREE;
    while (n < 16) {
      if (bits.bit(probabilities[p]) == 0) {
        return n;
      }
      while (bits.bit(probabilities[p + 1]) == 0) {
        p = base + Vp8Tables.BANDS[++n] * BAND;
        if (n == 16) {
          return 16;
        }
      }
      int value = bits.bit(probabilities[p + 2]) == 0 ? 1 : large(bits, p);
      int place = at + Vp8Tables.ZIGZAG[n];
      int signed = bits.bit(128) == 1 ? -value : value;
      values[place] = signed * (n == 0 ? dc : ac);
      p = base + Vp8Tables.BANDS[++n] * BAND + (value == 1 ? 1 : 2) * Vp8Tables.TREE;
    }
    return 16;
  }

  private int large(Vp8Bits bits, int p) {
    if (bits.bit(probabilities[p + 3]) == 0) {
      return bits.bit(probabilities[p + 4]) == 0 ? 2 : 3 + bits.bit(probabilities[p + 5]);
    }
    if (bits.bit(probabilities[p + 6]) == 0) {
      return bits.bit(probabilities[p + 7]) == 0
          ? 5 + bits.bit(159)
          : 7 + 2 * bits.bit(165) + bits.bit(145);
    }
    int high = bits.bit(probabilities[p + 8]);
    int category = 2 * high + bits.bit(probabilities[p + 9 + high]);
    int extra = 0;
    for (int probability : Vp8Tables.EXTRA[category]) {
      extra = 2 * extra + bits.bit(probability);
    }
    return 3 + (8 << category) + extra;
  }

  /** Adds a block's coefficients to its samples at {@code x}, {@code y}. */
  void add(int block, Vp8Plane plane, int x, int y) {
    if (filled[block]) {
      Vp8Transform.add(values, 16 * block, plane.samples, plane.at(x, y), plane.stride, scratch);
    }
  }
}
