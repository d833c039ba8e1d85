package org.dropshard.job.image;

/**
 * A bitmap's headers.
 *
 * @param runLength whether the rows are run-length coded, of 4 or 8 bits
 * @param masks of red, green, blue and alpha, for 16 and 32 bits; 0 where there is none
 * @param colors entries of the palette
 */
record BmpHeader(
    int width,
    int height,
    boolean topDown,
    int bits,
    boolean runLength,
    long[] masks,
    int paletteOffset,
    int colorBytes,
    int colors,
    long dataOffset) {

  static BmpHeader read(byte[] file, PixelLimit limit) throws BadImageException {
    long dataOffset = Bytes.le32(file, 10);
    int size = (int) Bytes.le32(file, 14); // one of a few
    boolean old = size == 12;
    long width = old ? Bytes.le16(file, 18) : (int) Bytes.le32(file, 18);
    long signedHeight = old ? Bytes.le16(file, 20) : (int) Bytes.le32(file, 22);
    limit.check("BMP", width, Math.abs(signedHeight));
    int bits = Bytes.le16(file, old ? 24 : 28);
    long compression = old ? 0 : Bytes.le32(file, 30);
    boolean runLength = (compression == 1 && bits == 8) || (compression == 2 && bits == 4);
    boolean fields = (compression == 3 || compression == 6) && (bits == 16 || bits == 32);
    boolean plain =
        compression == 0
            && (bits == 1
                || bits == 2
                || bits == 4
                || bits == 8
                || bits == 16
                || bits == 24
                || bits == 32);
    if (!(runLength && signedHeight > 0) && !fields && !plain) {
      throw new BadImageException(
          "BMP of " + bits + " bits, compression " + compression,
          "plain, run-length coded and masked bitmaps are read");
    }
    long[] masks = {0, 0, 0, 0};
    int extra = 0;
    if (fields) {
      // Behind a header of 40 bytes, in a longer one.
      int count = compression == 6 || size >= 56 && size != 64 ? 4 : 3;
      extra = size == 40 ? 4 * count : 0;
      for (int i = 0; i < count; i++) {
        masks[i] = Bytes.le32(file, 54 + 4 * i);
      }
    } else if (bits == 16) {
      masks = new long[] {0x7C00, 0x3E0, 0x1F, 0};
    } else if (bits == 32) {
      masks = new long[] {0xFF0000, 0xFF00, 0xFF, 0};
    }
    int most = bits <= 8 ? 1 << bits : 0;
    long stated = old ? 0 : Bytes.le32(file, 46);
    int colors = stated == 0 || stated > most ? most : (int) stated;
    int height = (int) Math.abs(signedHeight);
    int palette = 14 + size + extra;
    return new BmpHeader(
        (int) width,
        height,
        signedHeight < 0,
        bits,
        runLength,
        masks,
        palette,
        old ? 3 : 4,
        colors,
        dataOffset);
  }

  /** Bytes from row to row: a multiple of 4. */
  long rowBytes() {
    return ((long) width * bits + 31) / 32 * 4;
  }
}
