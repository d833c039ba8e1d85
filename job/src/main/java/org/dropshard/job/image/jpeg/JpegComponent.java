package org.dropshard.job.image.jpeg;

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

  /** Of a progressive file, 64 a block, in natural order; else null. */
  short[] coefficients;

  /** In natural order; taken at the component's first scan, null before it. */
  int[] steps;

  JpegHuffman dc;
  JpegHuffman ac;
  int prediction;

  JpegComponent(int id, int horizontal, int vertical, int quantization) {
    this.id = id;
    this.horizontal = horizontal;
    this.vertical = vertical;
    this.quantization = quantization;
  }

  int stride() {
    return 8 * blocksWide;
  }

  /** Transforms the coefficients of a progressive file into samples, and lets go of them. */
  void transformCoefficients() {
    int[] block = new int[64];
    for (int row = 0; row < blocksHigh; row++) {
      for (int column = 0; column < blocksWide; column++) {
        int at = (row * blocksWide + column) * 64;
        for (int i = 0; i < 64; i++) {
          block[i] = coefficients[at + i] * steps[i];
        }
        JpegTransform.inverse(block, plane, row * 8 * stride() + column * 8, stride());
      }
    }
    coefficients = null;
  }
}
