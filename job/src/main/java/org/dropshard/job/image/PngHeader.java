package org.dropshard.job.image;

import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;
import org.dropshard.job.image.picture.PixelLimit;

/**
 * A PNG's IHDR chunk.
 *
 * @param bits a sample: 1, 2, 4, 8 or 16
 * @param colorType 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha
 */
record PngHeader(int width, int height, int bits, int colorType) {

  static final int GRAY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GRAY_ALPHA = 4;
  static final int RGB_ALPHA = 6;

  static PngHeader read(byte[] data, int at, PixelLimit limit) throws BadImageException {
    long width = Bytes.be32(data, at);
    long height = Bytes.be32(data, at + 4);
    limit.check("PNG", width, height);
    int bits = Bytes.u8(data, at + 8);
    int colorType = Bytes.u8(data, at + 9);
    boolean low = bits == 1 || bits == 2 || bits == 4;
    boolean known =
        switch (colorType) {
          case GRAY -> low || bits == 8 || bits == 16;
          case PALETTE -> low || bits == 8;
          case RGB, GRAY_ALPHA, RGB_ALPHA -> bits == 8 || bits == 16;
          default -> false;
        };
    int interlace = Bytes.u8(data, at + 12);
    if (!known || Bytes.u8(data, at + 10) != 0 || Bytes.u8(data, at + 11) != 0 || interlace > 1) {
      throw new BadImageException(
          "PNG color type " + colorType + " of " + bits + " bits, interlace " + interlace,
          "the kinds of ISO/IEC 15948 are read");
    }
    return new PngHeader((int) width, (int) height, bits, colorType);
  }

  /** Stored samples a pixel. */
  int samples() {
    return switch (colorType) {
      case RGB -> 3;
      case GRAY_ALPHA -> 2;
      case RGB_ALPHA -> 4;
      default -> 1;
    };
  }

  /** The stored samples' bytes, uncompressed; a little less than there are. */
  long dataBytes() {
    return height * (((long) width * samples() * bits + 7) / 8);
  }
}
