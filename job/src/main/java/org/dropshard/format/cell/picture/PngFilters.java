package org.dropshard.format.cell.picture;

import java.util.Arrays;

/**
 * The filters of PNG's rows. Each band of rows has one: that of the least entropy in its first row.
 * The usual sum of absolute differences takes dropped elements for a reason to predict, and comes
 * out a fifth larger where they are many.
 */
final class PngFilters {
  private static final int NONE = 0;
  private static final int SUB = 1;
  private static final int UP = 2;
  private static final int AVERAGE = 3;
  private static final int PAETH = 4;

  /** Rows of a band. */
  private static final int BAND = 8;

  private final int pixelBytes;
  private final int length;
  private final byte[][] filtered = new byte[PAETH + 1][];
  private final int[] counts = new int[256];
  private final double[] order; // n log n

  // Rows begin with a pixel of zeros, as if there were one left of the picture.
  private byte[] above;
  private byte[] row;
  private int rows;
  private int chosen;

  /**
   * @param length bytes of a row
   * @param pixelBytes bytes of a pixel
   */
  PngFilters(int length, int pixelBytes) {
    this.length = length;
    this.pixelBytes = pixelBytes;
    row = new byte[pixelBytes + length];
    above = new byte[pixelBytes + length];
    for (int type = 0; type < filtered.length; type++) {
      filtered[type] = new byte[1 + length];
      filtered[type][0] = (byte) type;
    }
    order = new double[length + 1];
    for (int n = 2; n <= length; n++) {
      order[n] = n * StrictMath.log(n);
    }
  }

  /** Where the next row is to be put, from {@link #start} on. */
  byte[] next() {
    byte[] old = above;
    above = row;
    row = old;
    return row;
  }

  int start() {
    return pixelBytes;
  }

  /** The row as it is compressed: the filter's number and what it makes. */
  byte[] filtered() {
    if (rows++ % BAND == 0) {
      chosen = NONE;
      double most = -1;
      for (int type = NONE; type <= PAETH; type++) {
        filter(type);
        double found = order(filtered[type]);
        if (found > most) {
          most = found;
          chosen = type;
        }
      }
    } else {
      filter(chosen);
    }
    return filtered[chosen];
  }

  /** The more, the fewer bits a byte takes. */
  private double order(byte[] bytes) {
    Arrays.fill(counts, 0);
    for (int i = 1; i <= length; i++) {
      counts[bytes[i] & 0xff]++;
    }
    double sum = 0;
    for (int count : counts) {
      sum += order[count];
    }
    return sum;
  }

  private void filter(int type) {
    byte[] out = filtered[type];
    switch (type) {
      case NONE -> System.arraycopy(row, pixelBytes, out, 1, length);
      case SUB -> sub(out);
      case UP -> up(out);
      case AVERAGE -> average(out);
      default -> paeth(out);
    }
  }

  private void sub(byte[] out) {
    for (int i = 0; i < length; i++) {
      out[1 + i] = (byte) (row[pixelBytes + i] - row[i]);
    }
  }

  private void up(byte[] out) {
    for (int i = 0; i < length; i++) {
      out[1 + i] = (byte) (row[pixelBytes + i] - above[pixelBytes + i]);
    }
  }

  private void average(byte[] out) {
    for (int i = 0; i < length; i++) {
      int both = (row[i] & 0xff) + (above[pixelBytes + i] & 0xff);
      out[1 + i] = (byte) (row[pixelBytes + i] - (both >> 1));
    }
  }

  private void paeth(byte[] out) {
    for (int i = 0; i < length; i++) {
      int a = row[i] & 0xff;
      int b = above[pixelBytes + i] & 0xff;
      int c = above[i] & 0xff;
      int toA = Math.abs(b - c);
      int toB = Math.abs(a - c);
      int toC = Math.abs(a + b - 2 * c);
      int nearest = toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
      out[1 + i] = (byte) (row[pixelBytes + i] - nearest);
    }
  }
}
