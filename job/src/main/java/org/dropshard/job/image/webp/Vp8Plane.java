package org.dropshard.job.image.webp;

import java.util.Arrays;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Picture;

/**
 * A plane of whole blocks with the samples that prediction sees outside of it: 127 above, 129 on
 * the left.
 */
final class Vp8Plane {

  private static final int MARGIN = 8;

  final byte[] samples;
  final int stride;
  private final int start;

  Vp8Plane(int width, int height) throws BadImageException {
    stride = width + 2 * MARGIN;
    samples = Picture.allocate(stride, height + 1, 1);
    start = stride + MARGIN;
    Arrays.fill(samples, 0, stride, (byte) 127);
    for (int y = 0; y < height; y++) {
      samples[at(-1, y)] = (byte) 129;
    }
  }

  int at(int x, int y) {
    return start + y * stride + x;
  }
}
