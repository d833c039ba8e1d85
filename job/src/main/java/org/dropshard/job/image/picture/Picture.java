package org.dropshard.job.image.picture;

import org.dropshard.tensor.DType;

/**
 * A decoded picture: rows from the top, pixels from the left, samples interleaved.
 *
 * @param channels 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha
 * @param dtype {@code UINT8} or {@code UINT16}, little-endian
 */
public record Picture(int width, int height, int channels, DType dtype, byte[] samples) {

  public Picture {
    assert samples.length == (long) width * height * channels * dtype.bytes();
  }

  /** The bytes of one pixel. */
  int pixelBytes() {
    return channels * dtype.bytes();
  }

  /**
   * Zeros for a picture of so many pixels.
   *
   * @throws BadImageException if they do not fit a Java array
   */
  public static byte[] allocate(int width, int height, int pixelBytes) throws BadImageException {
    long bytes = (long) width * height * pixelBytes;
    // Some JVMs refuse the last few lengths below 2^31.
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new BadImageException(
          width + " x " + height + " pixels of " + pixelBytes + " bytes",
          "at most " + (Integer.MAX_VALUE - 8) + " bytes decoded");
    }
    return new byte[(int) bytes];
  }
}
