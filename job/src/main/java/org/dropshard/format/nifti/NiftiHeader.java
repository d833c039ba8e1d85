package org.dropshard.format.nifti;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.dropshard.format.PlainType;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;

/**
 * A header of either version.
 *
 * @param type of the values
 * @param shape the slowest axis first
 * @param order of the bytes
 * @param offset where the values start
 * @param slope what a value is multiplied by; 0: it stands for itself
 * @param intercept what is added then
 * @see <a href="https://nifti.nimh.nih.gov/">the format</a>
 */
record NiftiHeader(
    PlainType type, int[] shape, ByteOrder order, long offset, double slope, double intercept) {
  /** NIfTI-2's; NIfTI-1's has 348 bytes. */
  static final int LONGEST = 540;

  private static final int FIRST = 348;
  private static final int MOST_AXES = 7;

  /** Pictures have three: those behind are there if they are longer than 1. */
  private static final int USUAL_AXES = 3;

  private static final Map<Integer, PlainType> TYPES =
      Map.ofEntries(
          Map.entry(2, PlainType.UINT8),
          Map.entry(4, PlainType.INT16),
          Map.entry(8, PlainType.INT32),
          Map.entry(16, PlainType.FLOAT32),
          Map.entry(64, PlainType.FLOAT64),
          Map.entry(128, PlainType.UINT8),
          Map.entry(256, PlainType.INT8),
          Map.entry(512, PlainType.UINT16),
          Map.entry(768, PlainType.UINT32),
          Map.entry(1024, PlainType.INT64),
          Map.entry(1280, PlainType.UINT64),
          Map.entry(2304, PlainType.UINT8));

  /** Colours of a voxel, which lie together. */
  private static final Map<Integer, Integer> COLOURS = Map.of(128, 3, 2304, 4);

  private static final Map<Integer, String> OTHERS =
      Map.of(
          1, "binary",
          32, "complex64",
          1536, "float128",
          1792, "complex128",
          2048, "complex256");

  static boolean isStart(byte[] start) {
    return start.length >= FIRST && (isFirst(start) || isSecond(start));
  }

  private static boolean isFirst(byte[] start) {
    return start.length >= FIRST && text(start, FIRST - 4).equals("n+1\0");
  }

  private static boolean isSecond(byte[] start) {
    return start.length >= 8 && text(start, 4).equals("n+2\0");
  }

  private static String text(byte[] bytes, int at) {
    return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads it.
   *
   * @param start the first 540 bytes, or all
   * @throws NpyException if it is no header of a single file, or says what cannot be
   */
  static NiftiHeader read(byte[] start) throws NpyException {
    boolean second = isSecond(start);
    int length = second ? LONGEST : FIRST;
    if (start.length < length) {
      throw NiftiFile.invalid(start.length + " bytes (a header has " + length + ")");
    }
    if (!second && !isFirst(start)) {
      throw NiftiFile.invalid(
          text(start, FIRST - 4).equals("ni1\0")
              ? "a header whose values lie in an .img (only single files are read)"
              : "no magic n+1 or n+2");
    }
    ByteBuffer in = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    if (in.getInt(0) != length) {
      in.order(ByteOrder.BIG_ENDIAN);
      if (in.getInt(0) != length) {
        throw NiftiFile.invalid("header length " + in.getInt(0) + " (" + length + ")");
      }
    }
    int code = in.getShort(second ? 12 : 70);
    int bits = in.getShort(second ? 14 : 72);
    PlainType type = TYPES.get(code);
    int colours = COLOURS.getOrDefault(code, 1);
    if (type == null) {
      throw NiftiFile.invalid(
          "type " + code + (OTHERS.containsKey(code) ? ", " + OTHERS.get(code) : ""));
    }
    if (bits != 8 * colours * type.bytes()) {
      throw NiftiFile.invalid("type " + code + " of " + bits + " bits");
    }
    int[] shape = shape(axes(in, second), colours);
    double offset = second ? in.getLong(168) : in.getFloat(108);
    int least = length + 4;
    if (offset == 0) {
      offset = least;
    }
    if (offset < least || offset != Math.rint(offset) || offset > Integer.MAX_VALUE) {
      throw NiftiFile.invalid("values at " + offset + " (whole, from " + least + " on)");
    }
    NiftiHeader header =
        new NiftiHeader(
            type,
            shape,
            in.order(),
            (long) offset,
            second ? in.getDouble(176) : in.getFloat(112),
            second ? in.getDouble(184) : in.getFloat(116));
    header.size();
    return header;
  }

  private static long[] axes(ByteBuffer in, boolean second) throws NpyException {
    long[] axes = new long[MOST_AXES + 1];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = second ? in.getLong(16 + 8 * i) : in.getShort(40 + 2 * i);
    }
    if (axes[0] < 1 || axes[0] > MOST_AXES) {
      throw NiftiFile.invalid(axes[0] + " axes (1 to " + MOST_AXES + ")");
    }
    return Arrays.copyOfRange(axes, 1, (int) axes[0] + 1);
  }

  private static int[] shape(long[] axes, int colours) throws NpyException {
    int count = axes.length;
    while (count > USUAL_AXES && axes[count - 1] == 1) {
      count--;
    }
    int[] shape = new int[count + (colours > 1 ? 1 : 0)];
    shape[shape.length - 1] = colours;
    for (int i = 0; i < count; i++) {
      if (axes[i] < 1 || axes[i] > Integer.MAX_VALUE) {
        throw NiftiFile.invalid("an axis of " + axes[i] + " (from 1 to 2147483647)");
      }
      shape[count - 1 - i] = (int) axes[i];
    }
    return shape;
  }

  /** The bytes of the values. */
  int size() throws NpyException {
    try {
      return type.size(shape);
    } catch (IllegalArgumentException e) {
      throw NiftiFile.invalid(e.getMessage());
    }
  }

  /** The tensor of values that start somewhere. */
  Tensor tensor(byte[] bytes, int at) throws NpyException {
    try {
      return type.tensor(shape, bytes, at, order);
    } catch (IllegalArgumentException e) {
      throw NiftiFile.invalid(e.getMessage());
    }
  }
}
