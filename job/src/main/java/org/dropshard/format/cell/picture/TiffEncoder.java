package org.dropshard.format.cell.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * TIFF 6.0, little-endian, in strips that Deflate compresses: HWC with the bands of a pixel next to
 * each other, CHW a plane after the other, so that values lie as they do in the tensor. 3 and 4
 * channels of uint8 and uint16 are called RGB, all else bands of gray.
 */
final class TiffEncoder {
  private static final int HEADER = 8;
  private static final int ENTRY = 12;
  private static final int STRIP_BYTES = 1 << 18;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int DEFLATE = 8;

  private final Pixels pixels;
  private final int planes;
  private final int stripRows;
  private final ByteArrayOutputStream strips = new ByteArrayOutputStream();
  private final List<Integer> offsets = new ArrayList<>();
  private final List<Integer> lengths = new ArrayList<>();

  private TiffEncoder(Pixels pixels) {
    this.pixels = pixels;
    planes = pixels.planar() ? pixels.channels() : 1;
    stripRows = Math.min(pixels.height(), Math.max(1, STRIP_BYTES / (pixels.rowBytes() / planes)));
  }

  /**
   * The file of a tensor.
   *
   * @param tensor of any type but bfloat16 and of 1 to 65,535 channels, with no empty axis
   * @param layout CHW or HWC
   * @param level of compression, 1 (fast) to 9 (small)
   */
  static byte[] encode(Tensor tensor, Layout layout, int level) {
    TiffEncoder encoder = new TiffEncoder(Pixels.of(tensor, layout));
    encoder.compress(level);
    return encoder.file();
  }

  private void compress(int level) {
    Tensor tensor = pixels.tensor();
    int row = pixels.rowBytes() / planes;
    byte[] out = new byte[STRIP_BYTES];
    Deflater deflater = new Deflater(level);
    try {
      for (int plane = 0; plane < planes; plane++) {
        for (int top = 0; top < pixels.height(); top += stripRows) {
          int rows = Math.min(stripRows, pixels.height() - top);
          int from = tensor.offset() + (plane * pixels.height() + top) * row;
          int start = strips.size();
          deflater.reset();
          deflater.setInput(tensor.data(), from, rows * row);
          deflater.finish();
          while (!deflater.finished()) {
            strips.write(out, 0, deflater.deflate(out));
          }
          offsets.add(HEADER + start);
          lengths.add(strips.size() - start);
        }
      }
    } finally {
      deflater.end();
    }
    strips.writeBytes(new byte[strips.size() % 2]); // the directory begins at an even place
  }

  private byte[] file() {
    DType dtype = pixels.tensor().dtype();
    int channels = pixels.channels();
    boolean colors =
        (channels == 3 || channels == 4) && (dtype == DType.UINT8 || dtype == DType.UINT16);
    int extra = channels - (colors ? 3 : 1);
    int format = dtype.isFloating() ? 3 : dtype == DType.INT16 || dtype == DType.INT32 ? 2 : 1;
    Directory directory = new Directory(HEADER + strips.size());
    directory.add(256, LONG, List.of(pixels.width()));
    directory.add(257, LONG, List.of(pixels.height()));
    directory.add(258, SHORT, each(8 * dtype.bytes(), channels));
    directory.add(259, SHORT, List.of(DEFLATE));
    directory.add(262, SHORT, List.of(colors ? 2 : 1)); // RGB, or 0 is black
    directory.add(273, LONG, offsets);
    directory.add(277, SHORT, List.of(channels));
    directory.add(278, LONG, List.of(stripRows));
    directory.add(279, LONG, lengths);
    directory.add(284, SHORT, List.of(planes > 1 ? 2 : 1));
    if (extra > 0) {
      directory.add(338, SHORT, each(0, extra)); // of no stated meaning
    }
    directory.add(339, SHORT, each(format, channels));
    byte[] end = directory.bytes();
    ByteBuffer file =
        ByteBuffer.allocate(Math.addExact(HEADER + strips.size(), end.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(HEADER + strips.size());
    return file.put(strips.toByteArray()).put(end).array();
  }

  private static List<Integer> each(int value, int count) {
    Integer[] values = new Integer[count];
    Arrays.fill(values, value);
    return List.of(values);
  }

  /** The tags, in order, and behind them the values that are too long to stand in one. */
  private static final class Directory {
    private final int at;
    private final List<byte[]> entries = new ArrayList<>();
    private final List<byte[]> values = new ArrayList<>();

    Directory(int at) {
      this.at = at;
    }

    void add(int tag, int type, List<Integer> numbers) {
      int width = type == SHORT ? 2 : 4;
      ByteBuffer value =
          ByteBuffer.allocate(Math.max(4, (numbers.size() * width + 1) / 2 * 2))
              .order(ByteOrder.LITTLE_ENDIAN);
      for (int number : numbers) {
        if (type == SHORT) {
          value.putShort((short) number);
        } else {
          value.putInt(number);
        }
      }
      ByteBuffer entry = ByteBuffer.allocate(ENTRY).order(ByteOrder.LITTLE_ENDIAN);
      entry.putShort((short) tag).putShort((short) type).putInt(numbers.size());
      entries.add(entry.array());
      values.add(value.array());
    }

    byte[] bytes() {
      int end = 2 + ENTRY * entries.size() + 4;
      int size = end;
      for (byte[] value : values) {
        size = Math.addExact(size, value.length > 4 ? value.length : 0);
      }
      ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
      out.putShort((short) entries.size());
      for (int i = 0; i < entries.size(); i++) {
        out.put(entries.get(i), 0, ENTRY - 4);
        byte[] value = values.get(i);
        if (value.length > 4) {
          out.putInt(Math.addExact(at, end));
          out.put(end, value);
          end += value.length;
        } else {
          out.put(value);
        }
      }
      return out.array();
    }
  }
}
