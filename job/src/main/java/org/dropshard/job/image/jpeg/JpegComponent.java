package org.dropshard.job.image.jpeg;

import java.util.Arrays;
import org.dropshard.job.image.picture.BadImageException;

/** One component of a JPEG frame: its geometry, and its samples before they are scaled up. */
final class JpegComponent {

  final int id;
  final int horizontal;
  final int vertical;
  final int quantization;

  /** Samples that count; blocks reach further. */
  int width;

  int height;

  /** Blocks in memory, whole MCUs. */
  int blocksWide;

  int blocksHigh;

  /** Rows of {@code 8 * blocksWide} samples. */
  byte[] plane;

  /** Of a progressive file, 64 a block, in the order of scans; else null. */
  short[] coefficients;

  /**
   * Of a progressive file, a bit for each AC coefficient of a block that is not 0, in scan order.
   */
  long[] nonzero;

  /** In the order of scans; taken at the component's first scan, null before it. */
  int[] steps;

  // Of a progressive file, the bit that each coefficient has come to, in the order of scans.
  private final int[] reached = new int[64];

  JpegHuffman dc;
  JpegHuffman ac;
  int prediction;

  JpegComponent(int id, int horizontal, int vertical, int quantization) {
    this.id = id;
    this.horizontal = horizontal;
    this.vertical = vertical;
    this.quantization = quantization;
    Arrays.fill(reached, -1);
  }

  /** Notes that a scan brings coefficients to a bit. */
  void note(int from, int to, int bit) {
    Arrays.fill(reached, from, to + 1, bit);
  }

  /**
   * @throws BadImageException if the scans did not bring every coefficient to its last bit
   */
  void checkWhole() throws BadImageException {
    for (int k = 0; k < 64; k++) {
      if (reached[k] != 0) {
        throw new BadImageException(
            "JPEG component " + id, "its data ends too early: no last scan of coefficient " + k);
      }
    }
  }

  int stride() {
    return 8 * blocksWide;
  }

  /** Transforms the coefficients of a progressive file into samples, and lets go of them. */
  void transformCoefficients() {
    JpegTransform transform = new JpegTransform();
    for (int row = 0; row < blocksHigh; row++) {
      for (int column = 0; column < blocksWide; column++) {
        int block = row * blocksWide + column;
        int dc = coefficients[64 * block] * steps[0];
        int at = row * 8 * stride() + column * 8;
        long left = nonzero[block];
        if (left == 0) {
          JpegTransform.flat(dc, this, at);
          continue;
        }
        transform.set(0, dc);
        for (; left != 0; left &= left - 1) {
          int k = Long.numberOfTrailingZeros(left);
          transform.set(k, coefficients[64 * block + k] * steps[k]);
        }
        transform.add(this, at);
      }
    }
    transform.flush();
    nonzero = null;
    coefficients = null;
  }
}
