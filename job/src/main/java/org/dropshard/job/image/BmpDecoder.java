package org.dropshard.job.image;

import com.twelvemonkeys.imageio.plugins.bmp.BMPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;
import org.dropshard.job.image.picture.Picture;
import org.dropshard.job.image.picture.PixelLimit;

/**
 * Windows and OS/2 bitmaps, by TwelveMonkeys: 1, 2, 4 and 8 bits with a palette (run-length coded
 * too), 16, 24 and 32 bits. There is an alpha channel where compression 6 or a header of 108 or 124
 * bytes states a mask for it; the fourth byte of plain 32 bits is not alpha.
 */
final class BmpDecoder {

  private static final Set<Integer> HEADERS = Set.of(12, 40, 52, 56, 64, 108, 124);
  private static final int PLAIN = 0;
  private static final int MASKS = 3;
  private static final int FOUR_MASKS = 6;

  private BmpDecoder() {}

  /** Whether a file that starts with {@code BM} goes on as a bitmap does. */
  static boolean plausible(byte[] header) {
    return header.length >= 26 && HEADERS.contains((int) Bytes.le32(header, 14));
  }

  static Picture decode(byte[] file, PixelLimit limit) throws IOException, BadImageException {
    int size = (int) Bytes.le32(file, 14); // one of a few
    boolean old = size == 12;
    long width = old ? Bytes.le16(file, 18) : (int) Bytes.le32(file, 18);
    long height = old ? Bytes.le16(file, 20) : Math.abs((long) (int) Bytes.le32(file, 22));
    limit.check("BMP", width, height);
    int bits = Bytes.le16(file, old ? 24 : 28);
    int compression = old ? PLAIN : (int) Bytes.le32(file, 30);
    boolean runs = (compression == 1 && bits == 8) || (compression == 2 && bits == 4);
    if (!runs && compression != PLAIN && compression != MASKS && compression != FOUR_MASKS) {
      // Compressions 4 and 5 are whole JPEG and PNG files.
      throw new BadImageException(
          "BMP of " + bits + " bits, compression " + compression,
          "plain, run-length coded and masked bitmaps are read");
    }
    long colors = old ? 0 : Bytes.le32(file, 46);
    if (colors > 256) { // the reader takes memory for as many
      throw new BadImageException("BMP palette of " + colors + " colors", "at most 256");
    }
    // Held against what is there before memory is taken. A run is 255 pixels in 2 bytes at most.
    long needed =
        runs ? width * height / 128 : Bytes.le32(file, 10) + (width * bits + 31) / 32 * 4 * height;
    if (needed > file.length) {
      throw new BadImageException(
          "BMP of " + file.length + " bytes", "its data ends too early: " + needed + " needed");
    }
    if (runs) {
      checkRuns(file, bits);
    }
    boolean unmasked = compression == PLAIN && size > 40 && size != 64;
    byte[] readable = unmasked && (bits == 16 || bits == 32) ? withMasks(file, bits) : file;
    // Its one warning is of a palette that is shorter than stated; it is held against the indices.
    BufferedImage image =
        PluginReader.readDespiteWarnings(new BMPImageReaderSpi(), new MemoryStream(readable));
    return RasterSamples.of("BMP", image, false);
  }

  /**
   * Refuses codes that jump over pixels: the format says not what they are, and the reader leaves
   * there what an earlier row had. Codes that end early are the reader's to refuse.
   */
  private static void checkRuns(byte[] file, int bits) throws BadImageException {
    int at = (int) Math.min(file.length, Bytes.le32(file, 10));
    while (at + 1 < file.length) {
      int count = Bytes.u8(file, at);
      int code = Bytes.u8(file, at + 1);
      at += 2;
      if (count == 0 && code == 1) {
        return;
      }
      if (count == 0 && code == 2) {
        throw new BadImageException("BMP of run-length codes with jumps", "whole rows are read");
      }
      if (count == 0 && code > 2) {
        at += (code * bits + 15) / 16 * 2;
      }
    }
  }

  /** The reader looks at the masks of a long header even where the compression says not to. */
  private static byte[] withMasks(byte[] file, int bits) {
    ByteBuffer copy = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
    copy.putInt(30, MASKS);
    copy.putInt(54, bits == 16 ? 0x7C00 : 0xFF0000);
    copy.putInt(58, bits == 16 ? 0x3E0 : 0xFF00);
    copy.putInt(62, bits == 16 ? 0x1F : 0xFF);
    if (Bytes.le32(file, 14) > 52) {
      copy.putInt(66, 0);
    }
    return copy.array();
  }
}
