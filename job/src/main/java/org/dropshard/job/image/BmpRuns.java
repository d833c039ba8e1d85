package org.dropshard.job.image;

/** The run-length codes of bitmaps of 4 and 8 bits. */
final class BmpRuns {

  private BmpRuns() {}

  /**
   * Decodes palette indices, one a byte, rows in stored order. Pixels that are passed over are 0.
   *
   * @throws BadImageException if the file ends before the bitmap does
   */
  static byte[] decode(byte[] file, BmpHeader header) throws BadImageException {
    int width = header.width();
    byte[] out = Picture.allocate(width, header.height(), 1);
    boolean nibbles = header.bits() == 4;
    int at = (int) Math.min(header.dataOffset(), file.length);
    int x = 0;
    int y = 0;
    while (y < header.height()) {
      if (at + 2 > file.length) {
        if (y == header.height() - 1 && x == width) {
          break; // all there; only the end code is not
        }
        throw new BadImageException(
            "BMP ends in row " + y + " of " + header.height(), "its data ends too early");
      }
      int count = Bytes.u8(file, at);
      int code = Bytes.u8(file, at + 1);
      at += 2;
      if (count == 0 && code == 0) {
        x = 0;
        y++;
      } else if (count == 0 && code == 1) {
        break;
      } else if (count == 0 && code == 2) {
        x += Bytes.u8(file, at);
        y += Bytes.u8(file, at + 1);
        at += 2;
      } else {
        boolean run = count > 0;
        int pixels = run ? count : code;
        for (int i = 0; i < pixels; i++, x++) {
          int value;
          if (nibbles) {
            int pair = run ? code : Bytes.u8(file, at + i / 2);
            value = i % 2 == 0 ? pair >> 4 : pair & 15;
          } else {
            value = run ? code : Bytes.u8(file, at + i);
          }
          if (x < width) {
            out[y * width + x] = (byte) value;
          }
        }
        if (!run) {
          int bytes = nibbles ? (code + 1) / 2 : code;
          at += bytes + (bytes & 1);
        }
      }
    }
    return out;
  }
}
