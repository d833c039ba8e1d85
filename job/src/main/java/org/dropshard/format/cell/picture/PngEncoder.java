package org.dropshard.format.cell.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * PNG (ISO/IEC 15948) of 8 and 16 bits, gray, gray with alpha, RGB and RGBA, not interlaced. What
 * comes of a picture is always the same, but for the zlib of the JVM, whose versions may compress
 * in their own ways.
 */
public final class PngEncoder {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int[] COLOR_TYPES = {0, 4, 2, 6};
  private static final int OUT_BYTES = 1 << 16;

  private PngEncoder() {}

  /**
   * The file of a picture.
   *
   * @param tensor uint8 or uint16, of 1 to 4 channels, with no empty axis
   * @param layout CHW or HWC
   * @param level of compression, 1 (fast) to 9 (small)
   */
  public static byte[] encode(Tensor tensor, Layout layout, int level) {
    Pixels pixels = Pixels.of(tensor, layout);
    int bits = 8 * tensor.dtype().bytes();
    assert tensor.dtype() == DType.UINT8 || tensor.dtype() == DType.UINT16;
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(pixels.width()).putInt(pixels.height());
    header.put((byte) bits).put((byte) COLOR_TYPES[pixels.channels() - 1]);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(SIGNATURE);
    chunk(file, "IHDR", header.array());
    chunk(file, "IDAT", compressed(pixels, level));
    chunk(file, "IEND", new byte[0]);
    return file.toByteArray();
  }

  private static byte[] compressed(Pixels pixels, int level) {
    Deflater deflater = new Deflater(level);
    try {
      PngFilters filters =
          new PngFilters(pixels.rowBytes(), pixels.channels() * pixels.tensor().dtype().bytes());
      ByteArrayOutputStream data = new ByteArrayOutputStream();
      byte[] out = new byte[OUT_BYTES];
      for (int row = 0; row < pixels.height(); row++) {
        pixels.copyRow(row, filters.next(), filters.start(), true);
        deflater.setInput(filters.filtered());
        while (!deflater.needsInput()) {
          data.write(out, 0, deflater.deflate(out));
        }
      }
      deflater.finish();
      while (!deflater.finished()) {
        data.write(out, 0, deflater.deflate(out));
      }
      return data.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static void chunk(ByteArrayOutputStream file, String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    file.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    file.writeBytes(name);
    file.writeBytes(content);
    file.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
