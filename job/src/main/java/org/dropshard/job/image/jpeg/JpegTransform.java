package org.dropshard.job.image.jpeg;

/**
 * The inverse discrete cosine transform of 8 × 8 blocks in 32-bit integers, after Loeffler,
 * Ligtenberg and Moschytz, "Practical fast 1-D DCT algorithms with 11 multiplications" (ICASSP
 * 1989), with constants of 13 bits and 2 extra bits between the passes. Those are the precisions of
 * libjpeg's accurate integer method, so samples are equal to its.
 */
final class JpegTransform {

  /** Where the k-th coefficient of a scan stands in a block. */
  static final int[] NATURAL_ORDER = {
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63
  };

  // round(x * 2^13) of the rotations' sines and cosines.
  private static final int F_0_298 = 2446;
  private static final int F_0_390 = 3196;
  private static final int F_0_541 = 4433;
  private static final int F_0_765 = 6270;
  private static final int F_0_899 = 7373;
  private static final int F_1_175 = 9633;
  private static final int F_1_501 = 12299;
  private static final int F_1_847 = 15137;
  private static final int F_1_961 = 16069;
  private static final int F_2_053 = 16819;
  private static final int F_2_562 = 20995;
  private static final int F_3_072 = 25172;

  // Halves of what the passes shift by, 11 and 18 bits.
  private static final int COLUMN_HALF = 1 << 10;
  private static final int ROW_HALF = 1 << 17;

  /** So many first coefficients of a scan lie in a block's first four rows and columns. */
  static final int CORNER = 10;

  private JpegTransform() {}

  /** Eight rows of eight samples, all of the value that a block with no other coefficient has. */
  static void flat(int dc, byte[] plane, int at, int stride) {
    byte value = clamp(((dc + 4) >> 3) + 128);
    for (int row = 0; row < 8; row++) {
      int from = at + row * stride;
      for (int i = 0; i < 8; i++) {
        plane[from + i] = value;
      }
    }
  }

  /**
   * Transforms a block.
   *
   * @param block 64 dequantized coefficients in natural order; overwritten
   * @param plane takes eight rows of eight samples from {@code at} on, {@code stride} apart
   */
  static void inverse(int[] block, byte[] plane, int at, int stride) {
    for (int i = 0; i < 8; i++) {
      column(block, i);
    }
    for (int row = 0; row < 8; row++) {
      row(block, row * 8, plane, at + row * stride);
    }
  }

  /**
   * Transforms a block of which the first {@link #CORNER} coefficients of a scan alone are not 0:
   * those are in its first four rows and columns.
   */
  static void corner(int[] block, byte[] plane, int at, int stride) {
    for (int i = 0; i < 4; i++) {
      cornerColumn(block, i);
    }
    for (int row = 0; row < 8; row++) {
      cornerRow(block, row * 8, plane, at + row * stride);
    }
  }

  private static byte clamp(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }

  /** A sum of the second pass, which is 18 bits too long, as a sample. */
  private static byte sample(int sum) {
    int value = (sum >> 18) + 128;
    return (byte) ((value & ~255) == 0 ? value : ~value >> 31);
  }

  private static void column(int[] b, int at) {
    final int x0 = b[at];
    final int x1 = b[at + 8];
    final int x2 = b[at + 16];
    final int x3 = b[at + 24];
    final int x4 = b[at + 32];
    final int x5 = b[at + 40];
    final int x6 = b[at + 48];
    final int x7 = b[at + 56];
    if ((x1 | x2 | x3 | x4 | x5 | x6 | x7) == 0) {
      int value = x0 << 2;
      for (int i = 0; i < 64; i += 8) {
        b[at + i] = value;
      }
      return;
    }
    int turn = (x2 + x6) * F_0_541;
    int e2 = turn - x6 * F_1_847;
    int e3 = turn + x2 * F_0_765;
    int e0 = ((x0 + x4) << 13) + COLUMN_HALF;
    int e1 = ((x0 - x4) << 13) + COLUMN_HALF;
    int s0 = e0 + e3;
    int s3 = e0 - e3;
    int s1 = e1 + e2;
    int s2 = e1 - e2;
    int all = (x7 + x3 + x5 + x1) * F_1_175;
    int z1 = -(x7 + x1) * F_0_899;
    int z2 = -(x5 + x3) * F_2_562;
    int z3 = all - (x7 + x3) * F_1_961;
    int z4 = all - (x5 + x1) * F_0_390;
    int d0 = x7 * F_0_298 + z1 + z3;
    int d1 = x5 * F_2_053 + z2 + z4;
    int d2 = x3 * F_3_072 + z2 + z3;
    int d3 = x1 * F_1_501 + z1 + z4;
    b[at] = s0 + d3 >> 11;
    b[at + 8] = s1 + d2 >> 11;
    b[at + 16] = s2 + d1 >> 11;
    b[at + 24] = s3 + d0 >> 11;
    b[at + 32] = s3 - d0 >> 11;
    b[at + 40] = s2 - d1 >> 11;
    b[at + 48] = s1 - d2 >> 11;
    b[at + 56] = s0 - d3 >> 11;
  }

  private static void row(int[] b, int at, byte[] out, int to) {
    final int x0 = b[at];
    final int x1 = b[at + 1];
    final int x2 = b[at + 2];
    final int x3 = b[at + 3];
    final int x4 = b[at + 4];
    final int x5 = b[at + 5];
    final int x6 = b[at + 6];
    final int x7 = b[at + 7];
    int turn = (x2 + x6) * F_0_541;
    int e2 = turn - x6 * F_1_847;
    int e3 = turn + x2 * F_0_765;
    int e0 = ((x0 + x4) << 13) + ROW_HALF;
    int e1 = ((x0 - x4) << 13) + ROW_HALF;
    int s0 = e0 + e3;
    int s3 = e0 - e3;
    int s1 = e1 + e2;
    int s2 = e1 - e2;
    int all = (x7 + x3 + x5 + x1) * F_1_175;
    int z1 = -(x7 + x1) * F_0_899;
    int z2 = -(x5 + x3) * F_2_562;
    int z3 = all - (x7 + x3) * F_1_961;
    int z4 = all - (x5 + x1) * F_0_390;
    int d0 = x7 * F_0_298 + z1 + z3;
    int d1 = x5 * F_2_053 + z2 + z4;
    int d2 = x3 * F_3_072 + z2 + z3;
    int d3 = x1 * F_1_501 + z1 + z4;
    out[to] = sample(s0 + d3);
    out[to + 1] = sample(s1 + d2);
    out[to + 2] = sample(s2 + d1);
    out[to + 3] = sample(s3 + d0);
    out[to + 4] = sample(s3 - d0);
    out[to + 5] = sample(s2 - d1);
    out[to + 6] = sample(s1 - d2);
    out[to + 7] = sample(s0 - d3);
  }

  private static void cornerColumn(int[] b, int at) {
    final int x0 = b[at];
    final int x1 = b[at + 8];
    final int x2 = b[at + 16];
    final int x3 = b[at + 24];
    if ((x1 | x2 | x3) == 0) {
      int value = x0 << 2;
      for (int i = 0; i < 64; i += 8) {
        b[at + i] = value;
      }
      return;
    }
    int e2 = x2 * F_0_541;
    int e3 = e2 + x2 * F_0_765;
    int e0 = (x0 << 13) + COLUMN_HALF;
    int e1 = e0;
    int s0 = e0 + e3;
    int s3 = e0 - e3;
    int s1 = e1 + e2;
    int s2 = e1 - e2;
    int all = (x3 + x1) * F_1_175;
    int z1 = -x1 * F_0_899;
    int z2 = -x3 * F_2_562;
    int z3 = all - x3 * F_1_961;
    int z4 = all - x1 * F_0_390;
    int d0 = z1 + z3;
    int d1 = z2 + z4;
    int d2 = x3 * F_3_072 + z2 + z3;
    int d3 = x1 * F_1_501 + z1 + z4;
    b[at] = s0 + d3 >> 11;
    b[at + 8] = s1 + d2 >> 11;
    b[at + 16] = s2 + d1 >> 11;
    b[at + 24] = s3 + d0 >> 11;
    b[at + 32] = s3 - d0 >> 11;
    b[at + 40] = s2 - d1 >> 11;
    b[at + 48] = s1 - d2 >> 11;
    b[at + 56] = s0 - d3 >> 11;
  }

  private static void cornerRow(int[] b, int at, byte[] out, int to) {
    final int x0 = b[at];
    final int x1 = b[at + 1];
    final int x2 = b[at + 2];
    final int x3 = b[at + 3];
    int e2 = x2 * F_0_541;
    int e3 = e2 + x2 * F_0_765;
    int e0 = (x0 << 13) + ROW_HALF;
    int e1 = e0;
    int s0 = e0 + e3;
    int s3 = e0 - e3;
    int s1 = e1 + e2;
    int s2 = e1 - e2;
    int all = (x3 + x1) * F_1_175;
    int z1 = -x1 * F_0_899;
    int z2 = -x3 * F_2_562;
    int z3 = all - x3 * F_1_961;
    int z4 = all - x1 * F_0_390;
    int d0 = z1 + z3;
    int d1 = z2 + z4;
    int d2 = x3 * F_3_072 + z2 + z3;
    int d3 = x1 * F_1_501 + z1 + z4;
    out[to] = sample(s0 + d3);
    out[to + 1] = sample(s1 + d2);
    out[to + 2] = sample(s2 + d1);
    out[to + 3] = sample(s3 + d0);
    out[to + 4] = sample(s3 - d0);
    out[to + 5] = sample(s2 - d1);
    out[to + 6] = sample(s1 - d2);
    out[to + 7] = sample(s0 - d3);
  }
}
