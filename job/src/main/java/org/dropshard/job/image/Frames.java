package org.dropshard.job.image;

import org.dropshard.job.image.picture.Bytes;

/** How many pictures an animation holds, of which the first is read. */
final class Frames {
  private static final int GIF_IMAGE = 0x2c;
  private static final int GIF_EXTENSION = 0x21;

  private Frames() {}

  /**
   * Counts frames up to the end, or to where a file is damaged.
   *
   * @param format as {@link ImageDecoder#known} names it
   * @return at least 1; 1 if the format has no animations
   */
  static int count(byte[] file, String format) {
    int frames =
        switch (format) {
          case "gif" -> gif(file);
          case "png" -> png(file);
          case "webp" -> webp(file);
          default -> 1;
        };
    return Math.max(1, frames);
  }

  private static int gif(byte[] file) {
    int frames = 0;
    int at = 13 + colors(file, 10);
    while (at < file.length) {
      int block = file[at] & 0xff;
      if (block == GIF_IMAGE && at + 10 < file.length) {
        frames++;
        at += 11 + colors(file, at + 9); // and the width of its codes
      } else if (block == GIF_EXTENSION) {
        at += 2;
      } else {
        break;
      }
      while (at < file.length && file[at] != 0) {
        at += 1 + (file[at] & 0xff);
      }
      at++;
    }
    return frames;
  }

  /** The bytes of the table of colors that flags tell of. */
  private static int colors(byte[] file, int flagsAt) {
    int flags = flagsAt < file.length ? file[flagsAt] & 0xff : 0;
    return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
  }

  /** The number that stands before the first row of pixels. */
  private static int png(byte[] file) {
    for (long at = 8; at + 12 <= file.length; ) {
      int chunk = (int) at + 4;
      if (Bytes.startsWith(file, chunk, "acTL")) {
        return (int) Math.min(Bytes.be32(file, chunk + 4), Integer.MAX_VALUE);
      }
      if (Bytes.startsWith(file, chunk, "IDAT")) {
        break;
      }
      at += 12 + Bytes.be32(file, (int) at);
    }
    return 1;
  }

  private static int webp(byte[] file) {
    int frames = 0;
    for (long at = 12; at + 8 <= file.length; ) {
      frames += Bytes.startsWith(file, (int) at, "ANMF") ? 1 : 0;
      long length = Bytes.le32(file, (int) at + 4);
      at += 8 + length + (length & 1);
    }
    return frames;
  }
}
