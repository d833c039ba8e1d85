package org.dropshard.job.preview;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pixels as a PNG file. */
final class Png {
  private static final ComponentColorModel GRAY_ALPHA =
      new ComponentColorModel(
          ColorSpace.getInstance(ColorSpace.CS_GRAY),
          true,
          false,
          Transparency.TRANSLUCENT,
          DataBuffer.TYPE_BYTE);

  private Png() {}

  /**
   * A picture.
   *
   * @param argb its pixels, row by row
   * @param rgb whether it has colours; else blue counts
   * @param whole whether none is transparent
   */
  static byte[] of(int[] argb, int width, int height, boolean rgb, boolean whole) {
    BufferedImage image;
    if (rgb) {
      image =
          new BufferedImage(
              width, height, whole ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB);
      image.getRaster().setDataElements(0, 0, width, height, argb);
    } else {
      int bands = whole ? 1 : 2;
      byte[] levels = new byte[argb.length * bands];
      for (int i = 0; i < argb.length; i++) {
        levels[i * bands] = (byte) argb[i];
        if (!whole) {
          levels[2 * i + 1] = (byte) (argb[i] >>> 24);
        }
      }
      image =
          whole
              ? new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY)
              : grayAlpha(width, height);
      image.getRaster().setDataElements(0, 0, width, height, levels);
    }
    return of(image);
  }

  private static BufferedImage grayAlpha(int width, int height) {
    WritableRaster raster = GRAY_ALPHA.createCompatibleWritableRaster(width, height);
    return new BufferedImage(GRAY_ALPHA, raster, false, null);
  }

  private static byte[] of(BufferedImage image) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }
}
