package org.dropshard.format.parquet;

import java.util.Arrays;

/**
 * The repetition or definition levels of a page, run by run, in Parquet's hybrid of runs and packed
 * bits: a run is twice its length as a variable-length integer, and the level in one byte. Packed
 * bits are not made: the levels of tensors come in runs, where none is missing.
 *
 * <p>Source: Parquet's format, "Run Length Encoding / Bit-Packing Hybrid (RLE = 3)".
 */
final class Levels {
  private static final int LONGEST_RUN = 6;
  private static final int LENGTH = 4;

  private final boolean needed;
  private byte[] runs = new byte[16];
  private int size;
  private int level = -1;
  private int count;

  /**
   * @param most the greatest level, at most 255; 0: there is no choice, and nothing is written
   */
  Levels(int most) {
    needed = most > 0;
  }

  /** Adds {@code n} values of a level. */
  void add(int newLevel, int n) {
    if (newLevel == level) {
      count += n;
    } else if (n > 0) {
      endRun();
      level = newLevel;
      count = n;
    }
  }

  private void endRun() {
    if (count == 0) {
      return;
    }
    if (runs.length - size < LONGEST_RUN) {
      runs = Arrays.copyOf(runs, 2 * runs.length);
    }
    int rest = count << 1;
    for (; rest >>> 7 != 0; rest >>>= 7) {
      runs[size++] = (byte) (rest | 0x80);
    }
    runs[size++] = (byte) rest;
    runs[size++] = (byte) level;
    count = 0;
  }

  /** How many bytes they take in a page. */
  int length() {
    endRun();
    level = -1;
    return needed ? LENGTH + size : 0;
  }

  /** Writes them, and begins anew; the place after them. */
  int writeTo(byte[] page, int at) {
    int end = at + length();
    if (needed) {
      for (int i = 0; i < LENGTH; i++) {
        page[at + i] = (byte) (size >>> 8 * i);
      }
      System.arraycopy(runs, 0, page, at + LENGTH, size);
    }
    size = 0;
    return end;
  }
}
