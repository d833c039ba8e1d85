package org.dropshard.job.image.webp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

/** The constant tables of RFC 6386. */
final class Vp8Tables {

  /** Probabilities of a plane's band and context. */
  static final int TREE = 11;

  /** Probabilities of all planes, 4 × 8 bands × 3 contexts × {@link #TREE}. */
  static final int COEFFICIENTS = 4 * 8 * 3 * TREE;

  private static final int MODES = 10 * 10 * 9;
  private static final int STEPS = 128;
  private static final int[] ALL = read();

  static final int[] DEFAULTS = Arrays.copyOf(ALL, COEFFICIENTS);
  static final int[] UPDATES = Arrays.copyOfRange(ALL, COEFFICIENTS, 2 * COEFFICIENTS);
  static final int[] BLOCK_MODES =
      Arrays.copyOfRange(ALL, 2 * COEFFICIENTS, 2 * COEFFICIENTS + MODES);
  static final int[] DC_STEPS =
      Arrays.copyOfRange(ALL, 2 * COEFFICIENTS + MODES, 2 * COEFFICIENTS + MODES + STEPS);
  static final int[] AC_STEPS =
      Arrays.copyOfRange(ALL, 2 * COEFFICIENTS + MODES + STEPS, ALL.length);

  static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};

  /** The band of a coefficient, and of the end. */
  static final int[] BANDS = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};

  /** Probabilities of the extra bits of values from 11, 19, 35 and 67 on. */
  static final int[][] EXTRA = {
    {173, 148, 140},
    {176, 155, 140, 135},
    {180, 157, 141, 134, 130},
    {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
  };

  private Vp8Tables() {}

  private static int[] read() {
    try (InputStream in = Vp8Tables.class.getResourceAsStream("vp8.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .flatMap(line -> Stream.of(line.split(" ")))
          .mapToInt(Integer::parseInt)
          .toArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
