package org.dropshard.job.image;

import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Picture;
import org.dropshard.tensor.DType;

/**
 * A raster's stored samples. Java2D's own conversions are not used: they apply a gamma to gray and
 * 16-bit images.
 */
final class RasterSamples {

  private RasterSamples() {}

  /** Gray or RGB of 8 or 16 bits, with alpha or without. */
  static Picture of(Raster raster) throws BadImageException {
    int bands = raster.getNumBands();
    int width = raster.getWidth();
    int height = raster.getHeight();
    int bytes = raster.getSampleModel().getSampleSize(0) / 8;
    byte[] out = Picture.allocate(width, height, bands * bytes);
    DType dtype = bytes == 1 ? DType.UINT8 : DType.UINT16;
    if (raster.getTransferType() == DataBuffer.TYPE_BYTE
        && raster.getSampleModel() instanceof ComponentSampleModel) {
      raster.getDataElements(raster.getMinX(), raster.getMinY(), width, height, out);
      return new Picture(width, height, bands, dtype, out);
    }
    int[] row = new int[width * bands];
    int to = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int value : row) {
        out[to++] = (byte) value;
        if (bytes == 2) {
          out[to++] = (byte) (value >> 8);
        }
      }
    }
    return new Picture(width, height, bands, dtype, out);
  }

  /**
   * Looks up the colors of a picture of palette indices.
   *
   * @param colors {@code 0xAARRGGBB}
   * @param channels 3 without the colors' alpha, or 4
   * @throws BadImageException if an index is past the colors
   */
  static Picture look(Raster raster, int[] colors, int channels) throws BadImageException {
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
              "PNG palette index " + index, "the palette has " + colors.length + " colors");
        }
        int color = colors[index];
        out[to++] = (byte) (color >> 16);
        out[to++] = (byte) (color >> 8);
        out[to++] = (byte) color;
        if (channels == 4) {
          out[to++] = (byte) (color >> 24);
        }
      }
    }
    return new Picture(width, height, channels, DType.UINT8, out);
  }
}
