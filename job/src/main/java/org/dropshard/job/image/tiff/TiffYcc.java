package org.dropshard.job.image.tiff;

import java.util.Arrays;
import org.dropshard.job.image.picture.TiffDirectory;

/**
 * YCbCr of TIFF as RGB, by the file's own coefficients and reference levels, in fixed point of 16
 * bits as libtiff has it.
 */
final class TiffYcc {

  private static final int COEFFICIENTS = 529;
  private static final int REFERENCE = 532;
  private static final int HALF = 1 << 15;

  private final int[] luma = new int[256];
  private final int[] red = new int[256];
  private final int[] greenCr = new int[256];
  private final int[] greenCb = new int[256];
  private final int[] blue = new int[256];

  TiffYcc(TiffDirectory tags) {
    double[] weights = rationals(tags, COEFFICIENTS, 0.299, 0.587, 0.114);
    double[] levels = rationals(tags, REFERENCE, 0, 255, 128, 255, 128, 255);
    double r = 2 - 2 * weights[0];
    double b = 2 - 2 * weights[2];
    int d1 = fixed(r);
    int d2 = -fixed(r * weights[0] / weights[1]);
    int d3 = fixed(b);
    int d4 = -fixed(b * weights[2] / weights[1]);
    for (int i = 0; i < 256; i++) {
      int cr = level(i - 128, levels[4] - 128, levels[5] - 128, 127);
      int cb = level(i - 128, levels[2] - 128, levels[3] - 128, 127);
      luma[i] = level(i, levels[0], levels[1], 255);
      red[i] = d1 * cr + HALF >> 16;
      greenCr[i] = d2 * cr;
      greenCb[i] = d4 * cb + HALF;
      blue[i] = d3 * cb + HALF >> 16;
    }
  }

  /** Converts interleaved samples in place. */
  void convert(byte[] samples) {
    for (int i = 0; i + 2 < samples.length; i += 3) {
      int y = luma[samples[i] & 0xFF];
      int cb = samples[i + 1] & 0xFF;
      int cr = samples[i + 2] & 0xFF;
      samples[i] = clamp(y + red[cr]);
      samples[i + 1] = clamp(y + (greenCb[cb] + greenCr[cr] >> 16));
      samples[i + 2] = clamp(y + blue[cb]);
    }
  }

  private static int fixed(double value) {
    return (int) (Math.max(-8, Math.min(8, value)) * 65536 + 0.5);
  }

  /** {@code code} on a scale of {@code range} from black to white. */
  private static int level(int code, double black, double white, int range) {
    float span = (float) (white - black);
    float level = (code - (int) black) * (float) range / (span == 0 ? 1 : span);
    return (int) Math.max(-512, Math.min(512, level));
  }

  private static double[] rationals(TiffDirectory tags, int tag, double... absent) {
    double[] values = tags.rationals(tag);
    boolean usable = values.length == absent.length;
    for (double value : values) {
      usable &= Double.isFinite(value);
    }
    return usable ? values : Arrays.copyOf(absent, absent.length);
  }

  private static byte clamp(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }
}
