package org.dropshard.format.mds;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/**
 * The {@code pil} encoding: width, height and the length of the mode's name (u32 each), the name,
 * the samples as Pillow has them in memory, row by row.
 */
final class PilImage {
  static final String ENCODING = "pil";

  private static final int HEAD = 3 * Integer.BYTES;

  /**
   * A mode whose samples are numbers of their own.
   *
   * @param descr their type, as NumPy writes it
   * @param bytes of each
   * @param channels of a pixel
   */
  private record Mode(String descr, int bytes, int channels) {}

  private static final Map<String, Mode> MODES =
      new TreeMap<>(
          Map.of(
              "L", new Mode("|u1", 1, 1),
              "LA", new Mode("|u1", 1, 2),
              "RGB", new Mode("|u1", 1, 3),
              "RGBA", new Mode("|u1", 1, 4),
              "I;16", new Mode("<u2", 2, 1),
              "I", new Mode("<i4", 4, 1),
              "F", new Mode("<f4", 4, 1)));

  private PilImage() {}

  /**
   * A picture as npy: height, width and channels as they are.
   *
   * @throws IllegalArgumentException if it is cut, or of a mode of palettes or bits
   */
  static byte[] npy(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    if (value.length < HEAD) {
      throw new IllegalArgumentException("Invalid pil: " + value.length + " bytes");
    }
    int width = in.getInt();
    int height = in.getInt();
    int length = in.getInt();
    if (width < 1 || height < 1 || length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("Invalid pil: no picture of " + width + " × " + height);
    }
    String name = new String(value, HEAD, length, StandardCharsets.UTF_8);
    Mode mode = MODES.get(name);
    if (mode == null) {
      throw Invalid.argument(
          "pil", "mode " + name, String.join(", ", MODES.keySet()) + " are read");
    }
    int start = HEAD + length;
    int[] shape = {height, width, mode.channels};
    long needed = Tensor.elements(shape) * mode.bytes;
    if (needed != value.length - start) {
      throw Invalid.argument(
          "pil",
          (value.length - start) + " bytes of samples",
          name + " " + Arrays.toString(shape) + " needs " + needed);
    }
    byte[] header = Npy.header(mode.descr, shape);
    byte[] npy = Arrays.copyOf(header, header.length + (int) needed);
    System.arraycopy(value, start, npy, header.length, (int) needed);
    return npy;
  }
}
