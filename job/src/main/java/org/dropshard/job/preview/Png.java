package org.dropshard.job.preview;

import org.dropshard.format.cell.picture.PngEncoder;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** Pixels as a PNG file. */
final class Png {
  private static final int LEVEL = 6;

  private Png() {}

  /**
   * A picture.
   *
   * @param argb its pixels, row by row
   * @param rgb whether it has colours; else blue counts
   * @param whole whether none is transparent
   */
  static byte[] of(int[] argb, int width, int height, boolean rgb, boolean whole) {
    int colors = rgb ? 3 : 1;
    int channels = whole ? colors : colors + 1;
    byte[] samples = new byte[argb.length * channels];
    for (int i = 0; i < argb.length; i++) {
      int at = i * channels;
      for (int c = 0; c < colors; c++) {
        samples[at + c] = (byte) (argb[i] >> 8 * (colors - 1 - c));
      }
      if (!whole) {
        samples[at + colors] = (byte) (argb[i] >>> 24);
      }
    }
    int[] shape = {height, width, channels};
    return PngEncoder.encode(new Tensor(DType.UINT8, shape, samples, 0), Layout.HWC, LEVEL);
  }
}
