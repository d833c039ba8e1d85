package org.dropshard.job.image.picture;

/**
 * The most pixels that a picture may have, checked against its header before anything is allocated.
 *
 * @param pixels ≥ 1
 */
public record PixelLimit(long pixels) {

  public PixelLimit {
    if (pixels < 1) {
      throw new IllegalArgumentException("Invalid maxPixels: " + pixels + " (at least 1)");
    }
  }

  /**
   * @param width as the header says, ≤ 2³¹
   * @param height as the header says, ≤ 2³¹
   * @throws BadImageException if there are no pixels, or too many
   */
  public void check(String format, long width, long height) throws BadImageException {
    if (width < 1 || height < 1) {
      throw new BadImageException(
          format + " of " + width + " x " + height + " pixels", "at least 1 x 1");
    }
    // Fits: at most 2^31 x 2^31.
    if (width * height > pixels || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
      throw new BadImageException(
          format + " of " + width + " x " + height + " pixels", "at most " + pixels + " pixels");
    }
  }
}
