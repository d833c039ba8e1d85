package org.dropshard.job.image.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The inverse discrete cosine transform of 8 × 8 blocks in 32-bit integers, as the matrix of
 * Loeffler, Ligtenberg and Moschytz, "Practical fast 1-D DCT algorithms with 11 multiplications"
 * (ICASSP 1989), with constants of 13 bits and 2 extra bits between the passes. Those are the
 * precisions of libjpeg's accurate integer method, whose sums are these, so samples are equal.
 *
 * <p>Blocks are gathered and transformed side by side. The loops are as C2 makes vectors of them:
 * constant offsets into what is read, none into what is written, and short.
 */
final class JpegTransform {

  /** Where the k-th coefficient of a scan stands in a block. */
  private static final int[] NATURAL_ORDER = {
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63
  };

  // Of the first four samples of eight, what each coefficient adds times 2^13. The last four are
  // those in reverse, with the odd coefficients subtracted.
  private static final int[][] MATRIX = {
    {8192, 11363, 10703, 9633, 8192, 6437, 4433, 2260},
    {8192, 9633, 4433, -2259, -8192, -11362, -10704, -6436},
    {8192, 6437, -4433, -11362, -8192, 2261, 10704, 9633},
    {8192, 2260, -10703, -6436, 8192, 9633, -4433, -11363}
  };

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** Blocks that are transformed at once. */
  private static final int BLOCKS = 128;

  // Eight columns of eight coefficients of each block, then eight rows of such.
  private final int[][] columns = new int[8][8 * BLOCKS];
  private final int[][] rows = new int[8][8 * BLOCKS];
  private final int[][] sums = new int[8][BLOCKS];
  private final int[] left = new int[BLOCKS];
  private final int[] right = new int[BLOCKS];
  private final JpegComponent[] components = new JpegComponent[BLOCKS];
  private final int[] places = new int[BLOCKS];
  private int count;

  /** Sets a dequantized coefficient of the next block by its place in a scan; others are 0. */
  void set(int k, int value) {
    int at = NATURAL_ORDER[k];
    columns[at & 7][(at >> 3) * BLOCKS + count] = value;
  }

  /**
   * Takes the block that was set; its samples are there after {@link #flush}.
   *
   * @param place of its first sample in the component's plane
   */
  void add(JpegComponent component, int place) {
    components[count] = component;
    places[count++] = place;
    if (count == BLOCKS) {
      flush();
    }
  }

  /** Writes the samples of the blocks that were added. */
  void flush() {
    for (int i = 0; i < 8; i++) {
      transform(columns[i], 11);
      for (int row = 0; row < 8; row++) {
        System.arraycopy(sums[row], 0, rows[row], i * BLOCKS, count);
      }
      Arrays.fill(columns[i], 0);
    }
    for (int i = 0; i < 8; i++) {
      transform(rows[i], 18);
      pack(sums[0], sums[1], sums[2], sums[3], left);
      pack(sums[4], sums[5], sums[6], sums[7], right);
      for (int block = 0; block < count; block++) {
        write(components[block], places[block], i, left[block], right[block]);
      }
    }
    count = 0;
  }

  /** Writes a block that has no other coefficient. */
  static void flat(int dc, JpegComponent component, int place) {
    int samples = clamp(((dc + 4) >> 3) + 128) * 0x01010101;
    for (int row = 0; row < 8; row++) {
      write(component, place, row, samples, samples);
    }
  }

  private static void write(JpegComponent component, int place, int row, int left, int right) {
    int at = place + row * component.stride();
    INTS.set(component.plane, at, left);
    INTS.set(component.plane, at + 4, right);
  }

  /** Transforms a column or row of all blocks to sums, shifted. */
  private void transform(int[] in, int shift) {
    for (int i = 0; i < 4; i++) {
      int[] m = MATRIX[i];
      transform(in, m[0], m[1], m[2], m[3], m[4], m[5], m[6], m[7], shift, sums[i], sums[7 - i]);
    }
  }

  private static void transform(
      int[] in,
      int m0,
      int m1,
      int m2,
      int m3,
      int m4,
      int m5,
      int m6,
      int m7,
      int shift,
      int[] first,
      int[] last) {
    int half = 1 << shift - 1;
    for (int i = 0; i < BLOCKS; i++) {
      int even =
          m0 * in[i] + m2 * in[i + 2 * BLOCKS] + m4 * in[i + 4 * BLOCKS] + m6 * in[i + 6 * BLOCKS];
      int odd =
          m1 * in[i + BLOCKS]
              + m3 * in[i + 3 * BLOCKS]
              + m5 * in[i + 5 * BLOCKS]
              + m7 * in[i + 7 * BLOCKS];
      first[i] = even + odd + half >> shift;
      last[i] = even - odd + half >> shift;
    }
  }

  private static void pack(int[] a, int[] b, int[] c, int[] d, int[] out) {
    for (int i = 0; i < BLOCKS; i++) {
      out[i] =
          clamp(a[i] + 128)
              | clamp(b[i] + 128) << 8
              | clamp(c[i] + 128) << 16
              | clamp(d[i] + 128) << 24;
    }
  }

  /** The nearest in [0, 255]: no branch, which vectors have not. */
  private static int clamp(int value) {
    int least = value & ~(value >> 31);
    return (least | 255 - least >> 31) & 255;
  }
}
