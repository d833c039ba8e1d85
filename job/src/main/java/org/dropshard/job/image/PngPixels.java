package org.dropshard.job.image;

import java.util.Arrays;
import org.dropshard.tensor.DType;

/** A PNG's stored samples as those of a picture: widened, looked up, byte-swapped. */
final class PngPixels {

  private final PngHeader header;
  private final byte[] palette;
  private final byte[] transparency;
  private final boolean wide;
  private final int channels;
  private final byte[] out;

  PngPixels(PngHeader header, byte[] palette, byte[] transparency) throws BadImageException {
    boolean addsAlpha = transparency != null && header.colorType() <= PngHeader.PALETTE;
    this.header = header;
    this.palette = palette;
    this.transparency = addsAlpha ? transparency : null;
    this.wide = header.bits() == 16;
    int colors = header.colorType() == PngHeader.PALETTE ? 3 : header.samples();
    this.channels = colors + (addsAlpha ? 1 : 0);
    this.out = Picture.allocate(header.width(), header.height(), channels * (wide ? 2 : 1));
  }

  Picture picture() {
    DType dtype = wide ? DType.UINT16 : DType.UINT8;
    return new Picture(header.width(), header.height(), channels, dtype, out);
  }

  /** Takes a row of {@code columns} pixels: columns {@code x}, {@code x + step} … of row y. */
  void put(byte[] row, int columns, int y, int x, int step) throws BadImageException {
    int size = channels * (wide ? 2 : 1);
    int to = (y * header.width() + x) * size;
    int advance = step * size;
    if (header.colorType() == PngHeader.PALETTE) {
      putIndexed(row, columns, to, advance);
    } else if (wide) {
      putWide(row, columns, to, advance);
    } else if (header.bits() == 8 && transparency == null && step == 1) {
      System.arraycopy(row, 0, out, to, columns * size);
    } else {
      putNarrow(row, columns, to, advance);
    }
  }

  private void putIndexed(byte[] row, int columns, int to, int advance) throws BadImageException {
    for (int i = 0; i < columns; i++, to += advance) {
      int index = sample(row, i);
      if (3 * index + 3 > palette.length) {
        throw new BadImageException(
            "PNG palette index " + index, "the palette has " + palette.length / 3 + " colors");
      }
      System.arraycopy(palette, 3 * index, out, to, 3);
      if (channels == 4) {
        out[to + 3] = index < transparency.length ? transparency[index] : (byte) 255;
      }
    }
  }

  private void putWide(byte[] row, int columns, int to, int advance) {
    int samples = header.samples();
    for (int i = 0; i < columns; i++, to += advance) {
      int from = 2 * samples * i;
      for (int c = 0; c < samples; c++) {
        out[to + 2 * c] = row[from + 2 * c + 1];
        out[to + 2 * c + 1] = row[from + 2 * c];
      }
      if (transparency != null) {
        // The chunk holds the one transparent color, big-endian as the row is.
        boolean clear = Arrays.equals(row, from, from + 2 * samples, transparency, 0, 2 * samples);
        out[to + 2 * samples] = clear ? 0 : (byte) 255;
        out[to + 2 * samples + 1] = clear ? 0 : (byte) 255;
      }
    }
  }

  private void putNarrow(byte[] row, int columns, int to, int advance) {
    int samples = header.samples();
    int scale = 255 / ((1 << header.bits()) - 1); // 255, 85, 17 or 1
    for (int i = 0; i < columns; i++, to += advance) {
      boolean clear = transparency != null;
      for (int c = 0; c < samples; c++) {
        int value = sample(row, i * samples + c);
        out[to + c] = (byte) (value * scale);
        // Two bytes, of which the low bits count.
        clear = clear && value == (Bytes.be16(transparency, 2 * c) & (1 << header.bits()) - 1);
      }
      if (transparency != null) {
        out[to + samples] = clear ? 0 : (byte) 255;
      }
    }
  }

  /** The {@code i}-th sample of a row of at most 8 bits each. */
  private int sample(byte[] row, int i) {
    int bits = header.bits();
    if (bits == 8) {
      return row[i] & 0xFF;
    }
    int perByte = 8 / bits;
    int shift = 8 - bits - i % perByte * bits;
    return (row[i / perByte] & 0xFF) >> shift & (1 << bits) - 1;
  }
}
