package org.dropshard.job;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An npy cell, read the short way: version 1, little-endian, C order.
 *
 * @param type the type, as in {@code f4}
 * @param shape the axes
 * @param values the values
 */
public record PlainNpy(String type, int[] shape, double[] values) {
  public static PlainNpy of(byte[] cell) {
    int start = 10 + (cell[8] & 0xff) + 256 * (cell[9] & 0xff);
    String header = new String(cell, 10, start - 10, StandardCharsets.US_ASCII);
    Matcher matcher =
        Pattern.compile("'descr': '.(..)', 'fortran_order': False, 'shape': \\(([^)]*)\\)")
            .matcher(header);
    if (!matcher.find()) {
      throw new AssertionError(header);
    }
    int[] shape =
        Arrays.stream(matcher.group(2).split(","))
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    ByteBuffer data = ByteBuffer.wrap(cell, start, cell.length - start).slice();
    data.order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (matcher.group(1)) {
            case "u1" -> data.get() & 0xff;
            case "u2" -> data.getShort() & 0xffff;
            case "f4" -> data.getFloat();
            case "f8" -> data.getDouble();
            default -> throw new AssertionError(header);
          };
    }
    if (data.hasRemaining()) {
      throw new AssertionError(data.remaining() + " bytes too many");
    }
    return new PlainNpy(matcher.group(1), shape, values);
  }
}
