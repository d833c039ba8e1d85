package org.dropshard.job.image.tiff;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.zip.InflaterInputStream;
import org.dropshard.job.image.picture.BadImageException;

/** How the bytes of a strip or tile are compressed; JPEG and fax are not of bytes. */
final class TiffCodec {

  static final int NONE = 1;
  static final int RUNS = 2;
  static final int T4 = 3;
  static final int T6 = 4;
  static final int LZW = 5;
  static final int JPEG = 7;
  static final int DEFLATE = 8;
  static final int PACK_BITS = 32773;
  static final int OLD_DEFLATE = 32946;
  static final int ZSTD = 50000;

  // The most bytes that a byte can stand for: 4096 of an LZW code of 12 bits; 258 of Deflate's 2
  // bits; 128 of PackBits' 2 bytes; a block of 128 KB in zstd's 4. Of JPEG blocks 2 bits are
  // needed.
  private static final Map<Integer, Long> RATIOS =
      Map.ofEntries(
          Map.entry(NONE, 1L),
          Map.entry(LZW, 4096L),
          Map.entry(JPEG, 2048L),
          Map.entry(DEFLATE, 1032L),
          Map.entry(OLD_DEFLATE, 1032L),
          Map.entry(PACK_BITS, 64L),
          Map.entry(ZSTD, 32768L));

  private TiffCodec() {}

  /**
   * Whether so many compressed bytes can stand for so many rows.
   *
   * @throws BadImageException if a compression is not read
   */
  static boolean plausible(int compression, long compressed, long rows, long rowBytes)
      throws BadImageException {
    if (isFax(compression)) {
      return rows <= 8 * compressed; // a row like the one before is a bit
    }
    Long ratio = RATIOS.get(compression);
    if (ratio == null) {
      throw new BadImageException(
          "TIFF of compression " + compression,
          "none, CCITT, LZW, JPEG, Deflate, PackBits and zstd are read");
    }
    return rows * rowBytes <= compressed * ratio;
  }

  static boolean isFax(int compression) {
    return compression >= RUNS && compression <= T6;
  }

  /** Fills {@code out}; what follows is not looked at. */
  static void decode(int compression, byte[] data, byte[] out)
      throws IOException, BadImageException {
    int count =
        switch (compression) {
          case NONE -> {
            int bytes = Math.min(data.length, out.length);
            System.arraycopy(data, 0, out, 0, bytes);
            yield bytes;
          }
          case LZW -> TiffLzw.decode(data, out);
          case PACK_BITS -> packBits(data, out);
          case ZSTD -> fill(new ZstdInputStream(new ByteArrayInputStream(data)), out);
          default -> fill(new InflaterInputStream(new ByteArrayInputStream(data)), out);
        };
    if (count < out.length) {
      throw new BadImageException(
          "TIFF strip or tile of " + count + " bytes",
          "its data ends too early: " + out.length + " needed");
    }
  }

  private static int fill(InputStream stream, byte[] out) throws IOException {
    try (stream) {
      return stream.readNBytes(out, 0, out.length);
    }
  }

  private static int packBits(byte[] data, byte[] out) {
    int to = 0;
    int at = 0;
    while (to < out.length && at + 1 < data.length) {
      int code = data[at++];
      if (code >= 0) {
        int count = Math.min(Math.min(code + 1, out.length - to), data.length - at);
        System.arraycopy(data, at, out, to, count);
        at += code + 1;
        to += count;
      } else if (code != -128) {
        for (int i = Math.min(1 - code, out.length - to); i > 0; i--) {
          out[to++] = data[at];
        }
        at++;
      }
    }
    return to;
  }
}
