package org.dropshard.job.image.tiff;

import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;
import org.dropshard.job.image.picture.Picture;
import org.dropshard.job.image.picture.TiffDirectory;
import org.dropshard.tensor.DType;

/** What a page's samples mean: gray, colors, alpha, or bands. */
final class TiffColors {

  private static final int COLOR_MAP = 320;
  private static final int INK_SET = 332;
  private static final int EXTRA_SAMPLES = 338;

  private final TiffLayout layout;
  private final DType dtype;
  private final int bits;
  private final byte[] samples;

  private TiffColors(TiffLayout layout, byte[] samples) {
    this.layout = layout;
    this.dtype = layout.dtype();
    this.samples = samples;
    boolean few =
        layout.photometric() != TiffLayout.PALETTE && layout.bits() < 5 && layout.bits() != 3;
    this.bits = few ? 8 : layout.bits();
  }

  static Picture picture(TiffLayout layout, byte[] samples) throws BadImageException {
    return new TiffColors(layout, samples).picture();
  }

  private Picture picture() throws BadImageException {
    if (bits != layout.bits()) {
      int scale = 255 / ((1 << layout.bits()) - 1); // 255, 85 or 17
      for (int i = 0; i < samples.length; i++) {
        samples[i] *= (byte) scale;
      }
    }
    int count = layout.samples();
    boolean unsigned = layout.format() == TiffLayout.UNSIGNED;
    switch (layout.photometric()) {
      case TiffLayout.WHITE_IS_ZERO:
      case TiffLayout.BLACK_IS_ZERO:
      case TiffLayout.MASK:
        if (count > 2 || count == 2 && alpha(1) < 0) {
          return bands(0, -1);
        }
        if (layout.photometric() == TiffLayout.WHITE_IS_ZERO && unsigned && bits <= 16) {
          turn();
        }
        return bands(1, alpha(1));
      case TiffLayout.RGB:
        need(count >= 3);
        return bands(3, alpha(3));
      case TiffLayout.PALETTE:
        need(unsigned && bits <= 16 && (count == 1 || count == 2));
        return palette();
      case TiffLayout.SEPARATED:
        boolean inks = layout.directory().value(INK_SET, 1) == 1 && unsigned && bits <= 16;
        return inks && (count == 4 || count == 5) ? ink() : bands(0, -1);
      case TiffLayout.YCBCR:
        need(unsigned && bits == 8 && count == 3);
        if (layout.compression() != TiffCodec.JPEG && !layout.planar()) {
          new TiffYcc(layout.directory()).convert(samples);
        }
        return bands(3, -1);
      default:
        return bands(0, -1);
    }
  }

  private void need(boolean read) throws BadImageException {
    if (!read) {
      throw new BadImageException(
          "TIFF of photometric "
              + layout.photometric()
              + ", "
              + layout.samples()
              + " samples of "
              + layout.bits()
              + " bits",
          "RGB of 3 and more, a palette's index of up to 16 bits, YCbCr of 3 of 8 bits");
    }
  }

  private Picture bands(int colors, int alpha) {
    return new Picture(
        layout.width(), layout.height(), layout.samples(), dtype, samples, colors, alpha, bits);
  }

  /** The sample that is alpha, or −1, where so many are colors. */
  private int alpha(int colors) {
    TiffDirectory directory = layout.directory();
    if (!directory.has(EXTRA_SAMPLES)) {
      return layout.samples() == colors + 1 ? colors : -1;
    }
    long[] extra = directory.values(EXTRA_SAMPLES);
    for (int i = 0; i < extra.length && colors + i < layout.samples(); i++) {
      if (extra[i] == 1 || extra[i] == 2) {
        return colors + i;
      }
    }
    return -1;
  }

  private int value(int index) {
    return dtype == DType.UINT8 ? Bytes.u8(samples, index) : Bytes.le16(samples, 2 * index);
  }

  private static void put(byte[] out, int index, int value, int size) {
    out[index * size] = (byte) value;
    if (size == 2) {
      out[2 * index + 1] = (byte) (value >> 8);
    }
  }

  private void turn() {
    int most = (1 << bits) - 1;
    int pixels = layout.width() * layout.height();
    for (int i = 0, at = 0; i < pixels; i++, at += layout.samples()) {
      put(samples, at, most - value(at), dtype.bytes());
    }
  }

  private Picture palette() throws BadImageException {
    long[] map = layout.directory().values(COLOR_MAP);
    int size = 1 << bits;
    if (map.length < 3 * size) {
      throw new BadImageException(
          "TIFF palette of " + map.length + " values", 3 * size + " needed");
    }
    // Some writers fill the low bytes alone.
    int shift = 0;
    for (int i = 0; i < 3 * size; i++) {
      shift = map[i] > 255 ? 8 : shift;
    }
    int pixels = layout.width() * layout.height();
    int count = layout.samples();
    int channels = count == 2 && alpha(1) == 1 ? 4 : 3;
    byte[] out = Picture.allocate(layout.width(), layout.height(), channels);
    for (int i = 0, to = 0; i < pixels; i++, to += channels) {
      int index = value(i * count);
      for (int c = 0; c < 3; c++) {
        out[to + c] = (byte) (map[c * size + index] >> shift);
      }
      if (channels == 4) {
        out[to + 3] = (byte) (bits == 16 ? (value(2 * i + 1) + 128) / 257 : value(2 * i + 1));
      }
    }
    return new Picture(layout.width(), layout.height(), channels, DType.UINT8, out);
  }

  /** CMYK as {@code (most − ink)(most − K) / most} to the nearest. */
  private Picture ink() throws BadImageException {
    int most = (1 << bits) - 1;
    int count = layout.samples();
    int channels = count - 1;
    int pixels = layout.width() * layout.height();
    byte[] out = Picture.allocate(layout.width(), layout.height(), channels * dtype.bytes());
    for (int i = 0; i < pixels; i++) {
      long light = most - value(i * count + 3);
      for (int c = 0; c < 3; c++) {
        int lit = (int) (((most - value(i * count + c)) * light + most / 2) / most);
        put(out, i * channels + c, lit, dtype.bytes());
      }
      if (channels == 4) {
        put(out, i * channels + 3, value(i * count + 4), dtype.bytes());
      }
    }
    int alpha = channels == 4 ? 3 : -1;
    return new Picture(layout.width(), layout.height(), channels, dtype, out, 3, alpha, bits);
  }
}
