package org.dropshard.job.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import org.dropshard.tensor.DType;

/**
 * A buffered image's stored samples. Java2D's own conversions are not used: they apply a gamma to
 * gray and 16-bit images.
 */
final class RasterSamples {

  private RasterSamples() {}

  /**
   * @param grayPalette whether a palette of colors is known to hold grays alone
   * @throws BadImageException if samples are not of 8 or 16 bits, or not gray, RGB or CMYK
   */
  static Picture of(BufferedImage image, boolean grayPalette) throws BadImageException {
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel palette) {
      return indexed(image.getRaster(), palette, grayPalette);
    }
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    int bits = raster.getSampleModel().getSampleSize(0);
    int colors = model.getNumColorComponents();
    int space = model.getColorSpace().getType();
    boolean ink = space == ColorSpace.TYPE_CMYK;
    if ((bits != 8 && bits != 16)
        || bands < colors
        || bands > colors + 1
        || !(ink || space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB)) {
      throw new BadImageException(
          bands + " samples of " + bits + " bits a pixel, color space " + space,
          "gray, RGB and CMYK of 8 and 16 bits are read");
    }
    int width = raster.getWidth();
    int height = raster.getHeight();
    int channels = ink ? bands - 1 : bands;
    int most = bits == 8 ? 255 : 65535;
    int bytes = bits / 8;
    byte[] out = Picture.allocate(width, height, channels * bytes);
    int[] row = new int[width * bands];
    int to = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int from = 0; from < row.length; from += bands) {
        for (int c = 0; c < channels; c++) {
          int value = row[from + (ink && c == 3 ? 4 : c)];
          if (ink && c < 3) {
            // Fits in long, not in int, at 16 bits.
            value = (int) (((long) (most - value) * (most - row[from + 3]) + most / 2) / most);
          }
          out[to++] = (byte) value;
          if (bytes == 2) {
            out[to++] = (byte) (value >> 8);
          }
        }
      }
    }
    return new Picture(width, height, channels, bits == 8 ? DType.UINT8 : DType.UINT16, out);
  }

  private static Picture indexed(Raster raster, IndexColorModel palette, boolean gray)
      throws BadImageException {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int channels = gray ? 1 : palette.hasAlpha() ? 4 : 3;
    byte[] out = Picture.allocate(width, height, channels);
    int[] row = new int[width];
    int to = 0;
    for (int y = 0; y < height; y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
      for (int index : row) {
        if (index >= palette.getMapSize()) {
          throw new BadImageException(
              "palette index " + index, "the palette has " + palette.getMapSize() + " colors");
        }
        out[to++] = (byte) palette.getRed(index);
        if (channels >= 3) {
          out[to++] = (byte) palette.getGreen(index);
          out[to++] = (byte) palette.getBlue(index);
        }
        if (channels == 4) {
          out[to++] = (byte) palette.getAlpha(index);
        }
      }
    }
    return new Picture(width, height, channels, DType.UINT8, out);
  }
}
