package org.dropshard.job.image.picture;

import java.util.Optional;
import org.dropshard.format.Budget;
import org.dropshard.tensor.DType;

/**
 * A decoded picture: rows from the top, pixels from the left, samples interleaved, little-endian.
 *
 * @param channels 1 to 65535
 * @param colors how many of the first channels are colors: 1 gray, 3 RGB; 0 if channels are bands
 *     of no such meaning
 * @param alpha the channel of alpha, or −1
 * @param bits how many bits of an unsigned sample count; those of the type for others
 */
public record Picture(
    int width,
    int height,
    int channels,
    DType dtype,
    byte[] samples,
    int colors,
    int alpha,
    int bits) {

  public Picture {
    assert samples.length == (long) width * height * channels * dtype.bytes();
  }

  /**
   * A picture of the usual channels.
   *
   * @param channels 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha
   * @param dtype {@code UINT8} or {@code UINT16}
   */
  public Picture(int width, int height, int channels, DType dtype, byte[] samples) {
    this(
        width,
        height,
        channels,
        dtype,
        samples,
        channels < 3 ? 1 : 3,
        channels % 2 == 0 ? channels - 1 : -1,
        8 * dtype.bytes());
  }

  /** The same channels elsewhere. */
  Picture with(int newWidth, int newHeight, byte[] newSamples) {
    return new Picture(newWidth, newHeight, channels, dtype, newSamples, colors, alpha, bits);
  }

  /** The bytes of one pixel. */
  int pixelBytes() {
    return channels * dtype.bytes();
  }

  /**
   * Zeros for a picture of so many pixels.
   *
   * @throws BadImageException if they do not fit a Java array, or a task
   */
  public static byte[] allocate(int width, int height, int pixelBytes) throws BadImageException {
    check(width, height, pixelBytes);
    return new byte[width * height * pixelBytes];
  }

  /**
   * Whether {@link #allocate} would give them, for those who take other memory first.
   *
   * @throws BadImageException if it would not
   */
  public static void check(int width, int height, int pixelBytes) throws BadImageException {
    long bytes = (long) width * height * pixelBytes;
    // Some JVMs refuse the last few lengths below 2^31.
    if (bytes > Integer.MAX_VALUE - 8 || (long) width * height > Integer.MAX_VALUE) {
      throw new BadImageException(
          width + " x " + height + " pixels of " + pixelBytes + " bytes",
          "at most " + (Integer.MAX_VALUE - 8) + " bytes decoded");
    }
    Optional<String> refusal = Budget.refusal(bytes);
    if (refusal.isPresent()) {
      throw new BadImageException(
          width + " x " + height + " pixels of " + pixelBytes + " bytes", refusal.get());
    }
  }
}
