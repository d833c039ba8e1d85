package org.dropshard.job.image.bmp;

import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;
import org.dropshard.job.image.picture.Picture;

/** Run-length coded rows of palette indices. */
final class BmpRuns {

  private BmpRuns() {}

  /**
   * Decodes rows in the file's order. A run stops at its row's end; where a row ends before, its
   * pixels are 0.
   *
   * @param bits of an index, 4 or 8
   * @throws BadImageException if codes jump over pixels, or end before the last row
   */
  static byte[] decode(byte[] file, int from, int bits, int width, int height)
      throws BadImageException {
    byte[] out = Picture.allocate(width, height, 1);
    int at = from;
    int x = 0;
    int y = 0;
    while (y < height) {
      if (at + 1 >= file.length) {
        if (y == height - 1 && x >= width) {
          return out; // the end's code alone is missing
        }
        throw new BadImageException("BMP of " + y + " rows", "its data ends too early");
      }
      int count = Bytes.u8(file, at++);
      int code = Bytes.u8(file, at++);
      if (count > 0) {
        for (int i = 0; i < count; i++, x++) {
          put(out, x, y, width, bits == 8 ? code : code >> 4 * (1 - (i & 1)) & 15);
        }
      } else if (code == 0) {
        y++;
        x = 0;
      } else if (code == 1) {
        if (y < height - 1) {
          throw new BadImageException(
              "BMP of " + (y + 1) + " rows", "its data ends too early: " + height + " needed");
        }
        return out;
      } else if (code == 2) {
        throw new BadImageException("BMP of run-length codes with jumps", "whole rows are read");
      } else {
        for (int i = 0; i < code; i++, x++) {
          int value = Bytes.u8(file, at + i * bits / 8);
          put(out, x, y, width, bits == 8 ? value : value >> 4 * (1 - (i & 1)) & 15);
        }
        at += (code * bits + 15) / 16 * 2;
      }
    }
    return out;
  }

  private static void put(byte[] out, int x, int y, int width, int index) {
    if (x < width) {
      out[y * width + x] = (byte) index;
    }
  }
}
