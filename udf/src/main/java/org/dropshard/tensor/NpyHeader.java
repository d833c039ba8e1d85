package org.dropshard.tensor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of an npy array: magic, version, length, and a Python dictionary literal with the keys
 * {@code descr}, {@code fortran_order} and {@code shape}. Only that literal form is read; nothing
 * is evaluated.
 *
 * @param descr the element type as NumPy writes it, byte order first
 * @param fortranOrder whether the first axis varies fastest
 * @param shape the axes
 * @param dataOffset where the values start, from the start of the magic
 * @see <a
 *     href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>
 */
record NpyHeader(String descr, boolean fortranOrder, int[] shape, int dataOffset) {
  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** The longest header that is read; NumPy's own limit is 10,000. */
  static final int LONGEST = 10_000;

  /** numpy.save leaves room for the first axis to grow to this many digits. */
  private static final int GROWTH_DIGITS = 21;

  private static final int ALIGNMENT = 64;
  private static final String ENTRY =
      "\\s*(?:'descr'\\s*:\\s*'(?<descr>[^']*)'"
          + "|'fortran_order'\\s*:\\s*(?<order>True|False)"
          + "|'shape'\\s*:\\s*\\((?<shape>[\\s\\d,L]*)\\))\\s*(?:,|(?=\\}))";
  private static final Pattern NEXT_ENTRY = Pattern.compile("\\G" + ENTRY);

  /**
   * Reads the header of {@code length} bytes at {@code offset}.
   *
   * @throws NpyException if the bytes are no npy header, or the types are ones only pickle can hold
   */
  static NpyHeader parse(byte[] data, int offset, int length) throws NpyException {
    if (length < 10 || !startsWithMagic(data, offset, length)) {
      throw new NpyException("Invalid npy: no magic (\\x93NUMPY and a version come first)");
    }
    int version = data[offset + 6];
    if (version < 1 || version > 3 || data[offset + 7] != 0) {
      throw new NpyException(
          "Invalid npy version: " + version + "." + data[offset + 7] + " (1.0, 2.0, 3.0)");
    }
    int start = version == 1 ? 10 : 12;
    if (length < start) {
      throw new NpyException("Invalid npy: it ends within its header's length");
    }
    long size = data[offset + 8] & 0xffL | (data[offset + 9] & 0xffL) << 8;
    if (version > 1) {
      size |= (data[offset + 10] & 0xffL) << 16 | (data[offset + 11] & 0xffL) << 24;
    }
    if (size > LONGEST) {
      throw new NpyException("Invalid npy header length: " + size + " (at most " + LONGEST + ")");
    }
    if (size > length - start) {
      throw new NpyException(
          Invalid.message(
              "npy", "it ends within its header", (length - start) + " of " + size + " bytes"));
    }
    String text =
        new String(
            data,
            offset + start,
            (int) size,
            version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    return dictionary(text, start + (int) size);
  }

  static boolean startsWithMagic(byte[] data, int offset, int length) {
    return length >= MAGIC.length
        && Arrays.equals(data, offset, offset + MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  private static NpyHeader dictionary(String text, int dataOffset) throws NpyException {
    String literal = text.strip();
    if (!literal.startsWith("{") || !literal.endsWith("}")) {
      throw new NpyException("Invalid npy header: no dictionary");
    }
    String descr = null;
    String order = null;
    String shape = null;
    Matcher entry = NEXT_ENTRY.matcher(literal);
    int at = 1;
    while (entry.find(at)) {
      descr = once("descr", descr, entry.group("descr"));
      order = once("fortran_order", order, entry.group("order"));
      shape = once("shape", shape, entry.group("shape"));
      at = entry.end();
      entry.reset();
    }
    boolean whole = literal.substring(at).strip().equals("}");
    if (!whole || descr == null || order == null || shape == null) {
      throw new NpyException(
          Invalid.message(
              "npy header",
              literal.substring(0, Math.min(literal.length(), 120)),
              "descr of one plain type, fortran_order and shape, once each"));
    }
    return new NpyHeader(descr, order.equals("True"), axes(shape), dataOffset);
  }

  private static String once(String key, String before, String now) throws NpyException {
    if (before != null && now != null) {
      throw new NpyException("Invalid npy header: " + key + " stands twice");
    }
    return now == null ? before : now;
  }

  private static int[] axes(String text) throws NpyException {
    String[] parts = text.isBlank() ? new String[0] : text.split(",", -1);
    int rank = parts.length;
    if (rank > 0 && parts[rank - 1].isBlank()) {
      rank--;
    } else if (rank == 1) {
      throw new NpyException("Invalid npy shape: (" + text + ") is a number, no tuple");
    }
    if (rank > Tensor.MOST_AXES) {
      throw new NpyException(
          "Invalid npy shape: " + rank + " axes (at most " + Tensor.MOST_AXES + ")");
    }
    int[] shape = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      String number = parts[axis].strip();
      if (number.endsWith("L")) { // as Python 2 wrote it
        number = number.substring(0, number.length() - 1);
      }
      if (!number.matches("\\d{1,10}") || Long.parseLong(number) > Integer.MAX_VALUE) {
        throw new NpyException("Invalid npy shape: (" + text + ") (axes from 0 to 2147483647)");
      }
      shape[axis] = Integer.parseInt(number);
    }
    return shape;
  }

  /** The bytes before the values, as numpy.save writes them in version 1.0. */
  static byte[] bytes(String descr, int[] shape) {
    StringBuilder text = new StringBuilder(ALIGNMENT * 2);
    text.append("{'descr': '").append(descr);
    text.append("', 'fortran_order': False, 'shape': (");
    for (int axis = 0; axis < shape.length; axis++) {
      text.append(axis == 0 ? "" : ", ").append(shape[axis]);
    }
    text.append(shape.length == 1 ? ",), }" : "), }");
    if (shape.length > 0) {
      text.append(" ".repeat(GROWTH_DIGITS - Integer.toString(shape[0]).length()));
    }
    int unpadded = 10 + text.length() + 1;
    text.append(" ".repeat(ALIGNMENT - unpadded % ALIGNMENT)).append('\n');
    byte[] header = new byte[10 + text.length()];
    System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
    header[6] = 1;
    header[8] = (byte) text.length();
    header[9] = (byte) (text.length() >> 8);
    byte[] ascii = text.toString().getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, header, 10, ascii.length);
    return header;
  }
}
