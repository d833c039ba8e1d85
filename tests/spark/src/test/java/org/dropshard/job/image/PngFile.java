package org.dropshard.job.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Writes PNG files of any color type and depth, with all five filters in turn. */
final class PngFile {

  private static final int[][] PASSES = {
    {0, 8, 0, 8}, {4, 8, 0, 8}, {0, 4, 4, 8}, {2, 4, 0, 4}, {0, 2, 2, 4}, {1, 2, 0, 2}, {0, 1, 1, 2}
  };

  private final int width;
  private final int height;
  private final int bits;
  private final int colorType;
  private final int samples;
  private final ByteArrayOutputStream extra = new ByteArrayOutputStream();
  private boolean interlaced;

  PngFile(int width, int height, int bits, int colorType) {
    this.width = width;
    this.height = height;
    this.bits = bits;
    this.colorType = colorType;
    this.samples = new int[] {1, 0, 3, 1, 2, 0, 4}[colorType];
  }

  PngFile interlaced() {
    interlaced = true;
    return this;
  }

  /** Adds a chunk between IHDR and IDAT. */
  PngFile with(String type, byte[] content) {
    extra.writeBytes(chunk(type, content));
    return this;
  }

  int sampleCount() {
    return width * height * samples;
  }

  byte[] write(int[] values) {
    return write(values, data -> data);
  }

  /**
   * @param damage of the compressed data, before it is laid in chunks
   */
  byte[] write(int[] values, UnaryOperator<byte[]> damage) {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) bits)
            .put((byte) colorType)
            .put((byte) 0)
            .put((byte) 0)
            .put((byte) (interlaced ? 1 : 0))
            .array();
    byte[] data = damage.apply(deflate(rows(values)));
    int half = data.length / 2;
    return PictureFiles.concat(
        PictureFiles.bytes(0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'),
        chunk("IHDR", header),
        extra.toByteArray(),
        chunk("IDAT", Arrays.copyOf(data, half)),
        chunk("IDAT", Arrays.copyOfRange(data, half, data.length)),
        chunk("IEND", new byte[0]));
  }

  static byte[] chunk(String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    return ByteBuffer.allocate(12 + content.length)
        .putInt(content.length)
        .put(name)
        .put(content)
        .putInt((int) crc.getValue())
        .array();
  }

  private static byte[] deflate(byte[] rows) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out, new Deflater(6))) {
      deflater.write(rows);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private byte[] rows(int[] values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int step = Math.max(1, samples * bits / 8);
    for (int[] pass : interlaced ? PASSES : new int[][] {{0, 1, 0, 1}}) {
      byte[] above = null;
      for (int y = pass[2]; y < height; y += pass[3]) {
        byte[] row = row(values, y, pass[0], pass[1]);
        if (row.length == 0) {
          continue;
        }
        byte[] previous = above == null ? new byte[row.length] : above;
        int filter = y % 5;
        out.write(filter);
        for (int i = 0; i < row.length; i++) {
          int a = i < step ? 0 : row[i - step] & 0xFF;
          int b = previous[i] & 0xFF;
          int c = i < step ? 0 : previous[i - step] & 0xFF;
          int[] predicted = {0, a, b, (a + b) / 2, paeth(a, b, c)};
          out.write(row[i] - predicted[filter]);
        }
        above = row;
      }
    }
    return out.toByteArray();
  }

  private static int paeth(int a, int b, int c) {
    int p = a + b - c;
    int pa = Math.abs(p - a);
    int pb = Math.abs(p - b);
    int pc = Math.abs(p - c);
    return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
  }

  private byte[] row(int[] values, int y, int from, int step) {
    int columns = from >= width ? 0 : (width - from + step - 1) / step;
    byte[] row = new byte[(columns * samples * bits + 7) / 8];
    int bit = 0;
    for (int x = from; x < width; x += step) {
      for (int c = 0; c < samples; c++) {
        int value = values[(y * width + x) * samples + c];
        for (int i = bits - 1; i >= 0; i--, bit++) {
          row[bit >> 3] |= (byte) ((value >> i & 1) << (7 - (bit & 7)));
        }
      }
    }
    return row;
  }
}
