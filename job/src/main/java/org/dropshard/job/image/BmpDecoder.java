package org.dropshard.job.image;

import java.util.Set;
import org.dropshard.tensor.DType;

/**
 * Windows and OS/2 bitmaps: 1, 2, 4 and 8 bits with a palette (run-length coded too), 16, 24 and 32
 * bits. There is an alpha channel where a header states a mask for it; the fourth byte of plain 32
 * bits is not alpha. Masked values of n bits are scaled to 8 as {@code 255 v / (2ⁿ − 1)} to the
 * nearest.
 */
final class BmpDecoder {

  private static final Set<Integer> HEADERS = Set.of(12, 40, 52, 56, 64, 108, 124);

  private BmpDecoder() {}

  /** Whether a file that starts with {@code BM} goes on as a bitmap does. */
  static boolean plausible(byte[] header) {
    return header.length >= 26 && HEADERS.contains((int) Bytes.le32(header, 14));
  }

  static Picture decode(byte[] file, PixelLimit limit) throws BadImageException {
    BmpHeader header = BmpHeader.read(file, limit);
    int width = header.width();
    int height = header.height();
    byte[] indices = null;
    if (header.runLength()) {
      indices = BmpRuns.decode(file, header);
    } else {
      long needed = header.dataOffset() + header.rowBytes() * height;
      if (needed > file.length) {
        throw new BadImageException(
            "BMP of " + file.length + " bytes", "its data ends too early: " + needed + " needed");
      }
    }
    int channels = header.bits() > 8 && header.masks()[3] != 0 ? 4 : 3;
    byte[] out = Picture.allocate(width, height, channels);
    for (int y = 0; y < height; y++) {
      int stored = header.topDown() ? y : height - 1 - y;
      int to = y * width * channels;
      if (indices != null) {
        look(file, header, indices, stored * width, 8, out, to);
        continue;
      }
      int row = (int) (header.dataOffset() + header.rowBytes() * stored); // in the file
      if (header.bits() <= 8) {
        look(file, header, file, row, header.bits(), out, to);
      } else if (header.bits() == 24) {
        for (int x = 0; x < width; x++) {
          out[to + 3 * x] = file[row + 3 * x + 2];
          out[to + 3 * x + 1] = file[row + 3 * x + 1];
          out[to + 3 * x + 2] = file[row + 3 * x];
        }
      } else {
        masked(file, header, row, channels, out, to);
      }
    }
    return new Picture(width, height, channels, DType.UINT8, out);
  }

  private static void look(
      byte[] file, BmpHeader header, byte[] indices, int row, int bits, byte[] out, int to)
      throws BadImageException {
    for (int x = 0; x < header.width(); x++) {
      int perByte = 8 / bits;
      int shift = 8 - bits - x % perByte * bits;
      int index = (indices[row + x / perByte] & 0xFF) >> shift & (1 << bits) - 1;
      if (index >= header.colors()) {
        throw new BadImageException(
            "BMP palette index " + index, "the palette has " + header.colors() + " colors");
      }
      int color = header.paletteOffset() + index * header.colorBytes();
      out[to + 3 * x] = file[color + 2];
      out[to + 3 * x + 1] = file[color + 1];
      out[to + 3 * x + 2] = file[color];
    }
  }

  private static void masked(
      byte[] file, BmpHeader header, int row, int channels, byte[] out, int at) {
    int size = header.bits() / 8;
    int to = at;
    for (int x = 0; x < header.width(); x++) {
      long pixel = size == 2 ? Bytes.le16(file, row + 2 * x) : Bytes.le32(file, row + 4 * x);
      for (int c = 0; c < channels; c++) {
        long mask = header.masks()[c];
        if (mask == 0) {
          out[to++] = 0;
          continue;
        }
        int shift = Long.numberOfTrailingZeros(mask);
        long most = mask >> shift;
        out[to++] = (byte) ((((pixel & mask) >> shift) * 255 + most / 2) / most);
      }
    }
  }
}
