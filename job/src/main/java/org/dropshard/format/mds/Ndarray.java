package org.dropshard.format.mds;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/**
 * The {@code ndarray} encoding: values alone where type and shape stand in the column's encoding
 * ({@code ndarray:float32:3,32,32}); else the type (a byte), the number of axes and the width of
 * each (a byte), and the axes come first.
 *
 * @param dtype the name of the type; null: each array has its own
 * @param shape the axes; null: each array has its own
 */
public record Ndarray(String dtype, int[] shape) {
  private static final int MOST_AXES = 63;

  /** The types by the byte that stands for them, and how NumPy writes them. */
  private static final Map<Integer, String[]> TYPES =
      Map.ofEntries(
          Map.entry(8, new String[] {"uint8", "|u1", "1"}),
          Map.entry(9, new String[] {"int8", "|i1", "1"}),
          Map.entry(16, new String[] {"uint16", "<u2", "2"}),
          Map.entry(17, new String[] {"int16", "<i2", "2"}),
          Map.entry(18, new String[] {"float16", "<f2", "2"}),
          Map.entry(32, new String[] {"uint32", "<u4", "4"}),
          Map.entry(33, new String[] {"int32", "<i4", "4"}),
          Map.entry(34, new String[] {"float32", "<f4", "4"}),
          Map.entry(64, new String[] {"uint64", "<u8", "8"}),
          Map.entry(65, new String[] {"int64", "<i8", "8"}),
          Map.entry(66, new String[] {"float64", "<f8", "8"}));

  /**
   * The encoding of a column's name for it, after {@code ndarray}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Ndarray parse(String text) {
    String[] parts = text.split(":");
    String dtype = parts.length > 1 && !parts[1].isEmpty() ? parts[1] : null;
    if (parts.length > 3 || dtype != null && code(dtype) < 0) {
      throw new IllegalArgumentException("Invalid encoding: " + text);
    }
    if (parts.length < 3) {
      return new Ndarray(dtype, null);
    }
    if (!parts[2].matches("\\d{1,9}(,\\d{1,9})*")) {
      throw new IllegalArgumentException("Invalid encoding: " + text);
    }
    return new Ndarray(
        dtype, Arrays.stream(parts[2].split(",")).mapToInt(Integer::parseInt).toArray());
  }

  /** How a shard names it. */
  String label() {
    String name = "ndarray" + (dtype == null ? "" : ":" + dtype);
    return shape == null
        ? name
        : name + ":" + String.join(",", Arrays.stream(shape).mapToObj(Integer::toString).toList());
  }

  /**
   * The bytes of every value; null if they differ.
   *
   * @throws IllegalArgumentException if no array of Java's holds so many
   */
  Integer size() {
    if (dtype == null || shape == null) {
      return null;
    }
    long bytes = Tensor.elements(shape) * width(code(dtype));
    if (bytes > Integer.MAX_VALUE) {
      throw Invalid.argument("encoding", label(), "at most 2147483647 bytes");
    }
    return (int) bytes;
  }

  private static int code(String dtype) {
    return TYPES.entrySet().stream()
        .filter(type -> type.getValue()[0].equals(dtype))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(-1);
  }

  private static int width(int code) {
    return Integer.parseInt(TYPES.get(code)[2]);
  }

  /**
   * Refuses arrays that the encoding has no way to hold.
   *
   * @throws IllegalArgumentException naming the rule
   */
  public static void check(String dtype, int[] shape) {
    if (code(dtype) < 0) {
      throw Invalid.argument("dtype", dtype, "MDS has no such type");
    }
    if (shape.length == 0 || shape.length > MOST_AXES || Tensor.elements(shape) == 0) {
      throw Invalid.argument(
          "shape", Arrays.toString(shape), "MDS arrays have 1 to 63 axes, none 0");
    }
  }

  /** The value of an array. */
  byte[] encode(Tensor x) {
    int axisWidth = axisWidth(x.shape());
    int header = (dtype == null ? 1 : 0) + (shape == null ? 1 + axisWidth * x.shape().length : 0);
    ByteBuffer value = ByteBuffer.allocate(header + x.byteLength()).order(ByteOrder.LITTLE_ENDIAN);
    if (dtype == null) {
      value.put((byte) code(x.dtype().label()));
    }
    if (shape == null) {
      value.put((byte) (x.shape().length << 2 | Integer.numberOfTrailingZeros(axisWidth)));
      for (int axis : x.shape()) {
        switch (axisWidth) {
          case 1 -> value.put((byte) axis);
          case 2 -> value.putShort((short) axis);
          default -> value.putInt(axis);
        }
      }
    }
    return value.put(x.data(), x.offset(), x.byteLength()).array();
  }

  private static int axisWidth(int[] shape) {
    int longest = Arrays.stream(shape).max().orElse(0);
    return longest < 1 << 8 ? 1 : longest < 1 << 16 ? 2 : 4;
  }

  /**
   * The array of a value, as npy.
   *
   * @throws IllegalArgumentException if the value is no such array
   */
  byte[] npy(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    int code = dtype == null ? in.hasRemaining() ? in.get() & 0xff : -1 : code(dtype);
    if (!TYPES.containsKey(code)) {
      throw new IllegalArgumentException("Invalid ndarray: type " + code);
    }
    int[] axes = shape == null ? axes(in) : shape;
    long needed = Tensor.elements(axes) * width(code);
    if (needed != in.remaining()) {
      throw Invalid.argument(
          "ndarray",
          in.remaining() + " bytes of values",
          TYPES.get(code)[0] + " " + Arrays.toString(axes) + " needs " + needed);
    }
    byte[] header = Npy.header(TYPES.get(code)[1], axes);
    byte[] npy = Arrays.copyOf(header, Math.addExact(header.length, in.remaining()));
    in.get(npy, header.length, in.remaining());
    return npy;
  }

  private static int[] axes(ByteBuffer in) {
    int head = in.hasRemaining() ? in.get() & 0xff : 0;
    int width = 1 << (head & 3);
    int[] axes = new int[head >> 2];
    if (in.remaining() < axes.length * width) {
      throw new IllegalArgumentException("Invalid ndarray: it ends within its shape");
    }
    for (int i = 0; i < axes.length; i++) {
      long axis =
          switch (width) {
            case 1 -> in.get() & 0xff;
            case 2 -> in.getShort() & 0xffff;
            case 4 -> in.getInt() & 0xffffffffL;
            default -> in.getLong();
          };
      if (axis < 0 || axis > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("Invalid ndarray: an axis of " + axis);
      }
      axes[i] = (int) axis;
    }
    return axes;
  }
}
