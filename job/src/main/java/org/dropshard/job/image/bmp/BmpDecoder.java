package org.dropshard.job.image.bmp;

import java.util.Set;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;
import org.dropshard.job.image.picture.Picture;
import org.dropshard.job.image.picture.PixelLimit;
import org.dropshard.tensor.DType;

/**
 * Windows and OS/2 bitmaps: 1, 2, 4 and 8 bits with a palette (run-length coded too), 16, 24 and 32
 * bits. There is an alpha channel where compression 6 or a header of 56, 108 or 124 bytes states a
 * mask for it; the fourth byte of plain 32 bits is not alpha.
 *
 * <p>Refused are run-length codes that jump over pixels, as nothing says what those are, and what
 * is coded as Huffman, JPEG, PNG or runs of 24 bits.
 */
public final class BmpDecoder {

  private static final Set<Integer> HEADERS = Set.of(12, 40, 52, 56, 64, 108, 124);
  private static final int PLAIN = 0;
  private static final int RUNS_OF_BYTES = 1;
  private static final int RUNS_OF_HALVES = 2;
  private static final int MASKS = 3;
  private static final int FOUR_MASKS = 6;
  private static final int OS2 = 64;

  private final byte[] file;
  private final int headerBytes;
  private final int width;
  private final int height;
  private final boolean topDown;
  private final int bits;
  private final int compression;

  private BmpDecoder(byte[] file, PixelLimit limit) throws BadImageException {
    this.file = file;
    headerBytes = (int) Bytes.le32(file, 14); // one of a few
    boolean old = headerBytes == 12;
    long wide = old ? Bytes.le16(file, 18) : (int) Bytes.le32(file, 18);
    long high = old ? Bytes.le16(file, 20) : (int) Bytes.le32(file, 22);
    limit.check("BMP", wide, Math.abs(high));
    width = (int) wide;
    height = (int) Math.abs(high);
    topDown = high < 0;
    bits = Bytes.le16(file, old ? 24 : 28);
    compression = old ? PLAIN : (int) Bytes.le32(file, 30);
  }

  /** Whether a file that starts with {@code BM} goes on as a bitmap does. */
  public static boolean plausible(byte[] header) {
    return header.length >= 26 && HEADERS.contains((int) Bytes.le32(header, 14));
  }

  public static Picture decode(byte[] file, PixelLimit limit) throws BadImageException {
    BmpDecoder decoder = new BmpDecoder(file, limit);
    decoder.checkKind();
    return decoder.bits <= 8 ? decoder.indexed() : decoder.colors();
  }

  private boolean runs() {
    return compression == RUNS_OF_BYTES || compression == RUNS_OF_HALVES;
  }

  private void checkKind() throws BadImageException {
    boolean read =
        switch (compression) {
          case PLAIN -> Set.of(1, 2, 4, 8, 16, 24, 32).contains(bits);
          case RUNS_OF_BYTES -> bits == 8;
          case RUNS_OF_HALVES -> bits == 4;
          // OS/2 has other compressions of these numbers.
          case MASKS, FOUR_MASKS -> (bits == 16 || bits == 32) && headerBytes != OS2;
          default -> false;
        };
    if (!read) {
      throw new BadImageException(
          "BMP of " + bits + " bits, compression " + compression,
          "plain, run-length coded and masked bitmaps are read");
    }
    // Held against what is there before memory is taken. A run is 255 pixels in 2 bytes at most.
    long needed =
        runs()
            ? (long) width * height / 128
            : Bytes.le32(file, 10) + ((long) width * bits + 31) / 32 * 4 * height;
    if (needed > file.length) {
      throw new BadImageException(
          "BMP of " + file.length + " bytes", "its data ends too early: " + needed + " needed");
    }
  }

  /** Where the data of row {@code y} from the top starts. */
  private int row(int y) {
    int stride = (int) (((long) width * bits + 31) / 32 * 4); // fits: the file is as long
    return (int) Bytes.le32(file, 10) + (topDown ? y : height - 1 - y) * stride;
  }

  private Picture indexed() throws BadImageException {
    byte[] out = Picture.allocate(width, height, 3);
    byte[] rows =
        runs()
            ? BmpRuns.decode(
                file, (int) Math.min(file.length, Bytes.le32(file, 10)), bits, width, height)
            : null;
    int entry = headerBytes == 12 ? 3 : 4;
    int from = 14 + headerBytes;
    long stated = headerBytes == 12 ? 0 : Bytes.le32(file, 46);
    long room = (Bytes.le32(file, 10) - from) / entry;
    int count = (int) Math.min(stated == 0 ? 1 << bits : Math.min(stated, 1 << bits), room);
    int mask = (1 << bits) - 1;
    for (int y = 0, to = 0; y < height; y++) {
      int at = rows == null ? row(y) : (topDown ? y : height - 1 - y) * width;
      for (int x = 0; x < width; x++, to += 3) {
        int index =
            rows != null
                ? rows[at + x] & 0xFF
                : Bytes.u8(file, at + x * bits / 8) >> (8 - bits - x * bits % 8) & mask;
        if (index >= count) {
          throw new BadImageException(
              "BMP palette index " + index, "the palette has " + Math.max(0, count) + " colors");
        }
        out[to] = file[from + index * entry + 2];
        out[to + 1] = file[from + index * entry + 1];
        out[to + 2] = file[from + index * entry];
      }
    }
    return new Picture(width, height, 3, DType.UINT8, out);
  }

  private Picture colors() throws BadImageException {
    int[] masks = masks();
    int channels = masks[3] == 0 ? 3 : 4;
    byte[] out = Picture.allocate(width, height, channels);
    int bytes = bits / 8;
    for (int y = 0, to = 0; y < height; y++) {
      int at = row(y);
      for (int x = 0; x < width; x++, at += bytes) {
        int pixel = Bytes.le16(file, at);
        for (int i = 2; i < bytes; i++) {
          pixel |= Bytes.u8(file, at + i) << 8 * i;
        }
        for (int c = 0; c < channels; c++) {
          out[to++] = field(pixel, masks[c]);
        }
      }
    }
    return new Picture(width, height, channels, DType.UINT8, out);
  }

  /** Red, green, blue and alpha; a mask of alpha is 0 where there is none. */
  private int[] masks() {
    if (compression == PLAIN) {
      return bits == 16
          ? new int[] {0x7C00, 0x3E0, 0x1F, 0}
          : new int[] {0xFF0000, 0xFF00, 0xFF, 0};
    }
    int[] masks = new int[4];
    int count = compression == FOUR_MASKS || headerBytes >= 56 ? 4 : 3;
    for (int i = 0; i < count; i++) {
      masks[i] = (int) Bytes.le32(file, 54 + 4 * i);
    }
    return masks;
  }

  /** A field of n bits as 255 v / (2ⁿ − 1) to the nearest; one of none is 0. */
  private static byte field(int pixel, int mask) {
    if (mask == 0) {
      return 0;
    }
    int shift = Integer.numberOfTrailingZeros(mask);
    long most = (mask & 0xFFFFFFFFL) >>> shift;
    long value = (pixel & mask & 0xFFFFFFFFL) >>> shift;
    return (byte) ((255 * value + most / 2) / most);
  }
}
