package org.dropshard.job.image.webp;

import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;

/** The ALPH chunk: alpha plain or compressed as lossless green, stored as differences or not. */
final class WebpAlpha {

  private static final int HORIZONTAL = 1;
  private static final int VERTICAL = 2;
  private static final int GRADIENT = 3;

  private WebpAlpha() {}

  /** Reads the chunk's content in [from, end). */
  static byte[] decode(byte[] data, int from, int end, int width, int height)
      throws BadImageException {
    int flags = Bytes.u8(data, from);
    byte[] alpha = new byte[width * height]; // fits: the picture has three times as many
    switch (flags & 3) {
      case 0 -> {
        if (end - from - 1 < alpha.length) {
          throw new BadImageException(
              "WebP alpha of " + (end - from - 1) + " bytes",
              "its data ends too early: " + alpha.length + " needed");
        }
        System.arraycopy(data, from + 1, alpha, 0, alpha.length);
      }
      case 1 -> {
        int[] pixels = Vp8lDecoder.decode(data, from + 1, end, width, height);
        for (int i = 0; i < alpha.length; i++) {
          alpha[i] = (byte) (pixels[i] >> 8);
        }
      }
      default -> throw new BadImageException("WebP alpha of compression " + (flags & 3), "0 or 1");
    }
    unfilter(alpha, width, flags >> 2 & 3);
    return alpha;
  }

  private static void unfilter(byte[] alpha, int width, int filter) {
    for (int i = 1; filter != 0 && i < alpha.length; i++) {
      int x = i % width;
      int rule = i < width ? HORIZONTAL : x == 0 ? VERTICAL : filter;
      if (rule == HORIZONTAL) {
        alpha[i] += alpha[i - 1];
      } else if (rule == VERTICAL) {
        alpha[i] += alpha[i - width];
      } else if (rule == GRADIENT) {
        int sum = (alpha[i - 1] & 0xFF) + (alpha[i - width] & 0xFF) - (alpha[i - width - 1] & 0xFF);
        alpha[i] += (byte) Math.max(0, Math.min(255, sum));
      }
    }
  }
}
