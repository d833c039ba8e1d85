package org.dropshard.job.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.SinglePixelPackedSampleModel;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Picture;
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
  static Picture of(String format, BufferedImage image, boolean grayPalette)
      throws BadImageException {
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel palette) {
      return indexed(format, image.getRaster(), palette, grayPalette);
    }
    Raster raster = image.getRaster();
    if (raster.getSampleModel() instanceof SinglePixelPackedSampleModel) {
      return packed(raster);
    }
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
          format + " of " + bands + " samples of " + bits + " bits a pixel, color space " + space,
          "gray, RGB and CMYK of 8 and 16 bits are read");
    }
    int width = raster.getWidth();
    int height = raster.getHeight();
    int channels = ink ? bands - 1 : bands;
    int most = bits == 8 ? 255 : 65535;
    int bytes = bits / 8;
    byte[] out = Picture.allocate(width, height, channels * bytes);
    if (!ink
        && raster.getTransferType() == DataBuffer.TYPE_BYTE
        && raster.getSampleModel() instanceof ComponentSampleModel) {
      raster.getDataElements(raster.getMinX(), raster.getMinY(), width, height, out);
      return new Picture(width, height, channels, DType.UINT8, out);
    }
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

  /** RGB, with alpha or not, of fields of n bits: 255 v / (2ⁿ − 1) to the nearest. */
  private static Picture packed(Raster raster) throws BadImageException {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int channels = raster.getNumBands();
    int[] bits = raster.getSampleModel().getSampleSize();
    byte[] out = Picture.allocate(width, height, channels);
    int[] row = new int[width * channels];
    int to = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int i = 0; i < row.length; i++) {
        long most = Math.max(1, (1L << bits[i % channels]) - 1); // a field may be of 0 bits
        out[to++] = (byte) ((255L * row[i] + most / 2) / most);
      }
    }
    return new Picture(width, height, channels, DType.UINT8, out);
  }

  private static Picture indexed(
      String format, Raster raster, IndexColorModel palette, boolean gray)
      throws BadImageException {
    int[] colors = new int[palette.getMapSize()];
    palette.getRGBs(colors);
    return look(format, raster, colors, gray ? 1 : palette.hasAlpha() ? 4 : 3);
  }

  /**
   * Looks up the colors of a picture of palette indices.
   *
   * @param colors {@code 0xAARRGGBB}
   * @param channels 1 for the colors' red alone, 3 without their alpha, or 4
   * @throws BadImageException if an index is past the colors
   */
  static Picture look(String format, Raster raster, int[] colors, int channels)
      throws BadImageException {
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] out = Picture.allocate(width, height, channels);
    int[] row = new int[width];
    int to = 0;
    for (int y = 0; y < height; y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
      for (int index : row) {
        if (index >= colors.length) {
          throw new BadImageException(
              format + " palette index " + index, "the palette has " + colors.length + " colors");
        }
        int color = colors[index];
        out[to++] = (byte) (color >> 16);
        if (channels >= 3) {
          out[to++] = (byte) (color >> 8);
          out[to++] = (byte) color;
        }
        if (channels == 4) {
          out[to++] = (byte) (color >> 24);
        }
      }
    }
    return new Picture(width, height, channels, DType.UINT8, out);
  }
}
