package org.dropshard.job.image;

import java.io.ByteArrayOutputStream;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;
import org.dropshard.job.image.picture.Picture;
import org.dropshard.job.image.picture.PixelLimit;
import org.dropshard.tensor.DType;

/**
 * The first frame of a GIF, laid on its logical screen; a frame that reaches over the screen widens
 * it. Where the frame is not, there is the background color with alpha 0. The picture has an alpha
 * channel if there are such pixels or if a color is transparent. Later frames are not looked at.
 *
 * <p>In Java of our own, and not by the JDK's reader: that one takes the second of two clear codes
 * for a pixel, puts the rows of interlaced frames of 2 to 4 rows in wrong places, and fills up
 * frames that end early, all without a warning (17 and 25). To find that out takes the walk over
 * the codes that decodes them.
 */
final class GifDecoder {

  private final byte[] file;
  private int at;
  private int transparent = -1;

  private GifDecoder(byte[] file) {
    this.file = file;
  }

  static Picture decode(byte[] file, PixelLimit limit) throws BadImageException {
    return new GifDecoder(file).firstFrame(limit);
  }

  private Picture firstFrame(PixelLimit limit) throws BadImageException {
    int screenWidth = Bytes.le16(file, 6);
    int screenHeight = Bytes.le16(file, 8);
    int flags = Bytes.u8(file, 10);
    int background = Bytes.u8(file, 11);
    at = 13;
    byte[] globalColors = colors(flags);
    seekFrame();
    int left = Bytes.le16(file, at);
    int top = Bytes.le16(file, at + 2);
    int frameWidth = Bytes.le16(file, at + 4);
    int frameHeight = Bytes.le16(file, at + 6);
    int frameFlags = Bytes.u8(file, at + 8);
    int width = Math.max(screenWidth, left + frameWidth);
    int height = Math.max(screenHeight, top + frameHeight);
    limit.check("GIF", width, height);
    limit.check("GIF frame", frameWidth, frameHeight);
    at += 9;
    byte[] localColors = colors(frameFlags);
    byte[] palette = localColors == null ? globalColors : localColors;
    if (palette == null) {
      throw new BadImageException("GIF of no colors", "a frame needs a table of them");
    }
    int codeBits = Bytes.u8(file, at++);
    byte[] indices = GifLzw.decode(subBlocks(), codeBits, frameWidth, frameHeight);

    boolean covered = frameWidth == width && frameHeight == height;
    int channels = covered && transparent < 0 ? 3 : 4;
    byte[] out = Picture.allocate(width, height, channels);
    if (!covered && globalColors != null && 3 * background + 3 <= globalColors.length) {
      for (int to = 0; to < out.length; to += channels) {
        System.arraycopy(globalColors, 3 * background, out, to, 3);
      }
    }
    for (int row = 0; row < frameHeight; row++) {
      int y = top + ((frameFlags & 0x40) == 0 ? row : interlacedRow(row, frameHeight));
      int to = (y * width + left) * channels;
      for (int x = 0; x < frameWidth; x++, to += channels) {
        int index = indices[row * frameWidth + x] & 0xFF;
        if (3 * index + 3 > palette.length) {
          throw new BadImageException(
              "GIF palette index " + index, "the palette has " + palette.length / 3 + " colors");
        }
        System.arraycopy(palette, 3 * index, out, to, 3);
        if (channels == 4) {
          out[to + 3] = index == transparent ? 0 : (byte) 255;
        }
      }
    }
    return new Picture(width, height, channels, DType.UINT8, out);
  }

  /** The color table that flags announce, or null. */
  private byte[] colors(int flags) {
    if ((flags & 0x80) == 0) {
      return null;
    }
    byte[] colors = new byte[3 << ((flags & 7) + 1)];
    System.arraycopy(file, at, colors, 0, colors.length);
    at += colors.length;
    return colors;
  }

  /** Goes behind the first image separator, and notes the transparent color on the way. */
  private void seekFrame() throws BadImageException {
    while (true) {
      int block = Bytes.u8(file, at++);
      if (block == 0x2C) {
        return;
      }
      if (block != 0x21) {
        throw new BadImageException("GIF of no frame", "the first one is read");
      }
      int label = Bytes.u8(file, at++);
      byte[] content = subBlocks();
      if (label == 0xF9 && content.length >= 4) {
        transparent = (content[0] & 1) == 1 ? content[3] & 0xFF : -1;
      }
    }
  }

  /** The content of the sub-blocks at hand, up to the empty one. */
  private byte[] subBlocks() {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    while (true) {
      int length = Bytes.u8(file, at++);
      if (length == 0) {
        return content.toByteArray();
      }
      content.write(file, at, length);
      at += length;
    }
  }

  /** Where the {@code i}-th stored row of an interlaced frame belongs. */
  private static int interlacedRow(int i, int height) {
    int row = i;
    int[][] passes = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
    for (int[] pass : passes) {
      int rows = (height - pass[0] + pass[1] - 1) / pass[1];
      if (row < rows) {
        return pass[0] + row * pass[1];
      }
      row -= rows;
    }
    throw new IndexOutOfBoundsException(i);
  }
}
