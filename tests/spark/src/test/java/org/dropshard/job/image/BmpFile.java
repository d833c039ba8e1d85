package org.dropshard.job.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bitmaps for tests. */
final class BmpFile {

  private BmpFile() {}

  /** A picture of 200 colors; color i is (i, 255 - i, 3i mod 256). */
  static BufferedImage indexed(int width, int height) {
    byte[][] colors = new byte[3][200];
    for (int i = 0; i < 200; i++) {
      colors[0][i] = (byte) i;
      colors[1][i] = (byte) (255 - i);
      colors[2][i] = (byte) (3 * i);
    }
    IndexColorModel palette = new IndexColorModel(8, 200, colors[0], colors[1], colors[2]);
    BufferedImage image =
        new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, palette);
    image.getRaster().setPixels(0, 0, width, height, indices(width, height));
    return image;
  }

  static int[] indices(int width, int height) {
    int[] indices = new int[width * height];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = (i % width / 3 * 7 + i / width * 5) % 200;
    }
    return indices;
  }

  /** The RGB samples of {@link #indexed}. */
  static int[] colors(int[] indices) {
    int[] samples = new int[3 * indices.length];
    for (int i = 0; i < indices.length; i++) {
      samples[3 * i] = indices[i];
      samples[3 * i + 1] = 255 - indices[i];
      samples[3 * i + 2] = 3 * indices[i] & 0xFF;
    }
    return samples;
  }

  /**
   * A bitmap with a header of 40 bytes.
   *
   * @param between goes between header and data: masks or a palette
   */
  static byte[] write(
      int width, int height, int bits, int compression, byte[] between, byte[] data) {
    int offset = 54 + between.length;
    return ByteBuffer.allocate(offset + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 'B')
        .put((byte) 'M')
        .putInt(offset + data.length)
        .putInt(0)
        .putInt(offset)
        .putInt(40)
        .putInt(width)
        .putInt(height)
        .putShort((short) 1)
        .putShort((short) bits)
        .putInt(compression)
        .putInt(data.length)
        .putLong(0)
        .putLong(0)
        .put(between)
        .put(data)
        .array();
  }
}
