package org.dropshard.job.image.tiff;

import java.util.Arrays;
import org.dropshard.job.image.picture.BadImageException;

/**
 * Bilevel rows as fax machines code them: ITU-T T.4 in one dimension and two, T.6, and TIFF's own
 * rows of runs. Bits of 1 are black.
 */
public final class CcittFax {

  private static final int END_OF_LINE = 12;

  private final byte[] data;
  private final int width;
  private long at;
  // Where the color changes in a row, ended by the width three times over.
  private int[] reference;
  private int[] current;
  private int changes;

  private CcittFax(byte[] data, int width) {
    this.data = data;
    this.width = width;
    this.reference = new int[width + 4];
    this.current = new int[width + 4];
  }

  /**
   * Decodes rows of TIFF's compressions 2, 3 and 4.
   *
   * @param options the bits of T4Options: 1 for two dimensions
   * @param out rows of {@code (width + 7) / 8} zero bytes
   * @throws BadImageException if a code is wrong, or if there are fewer rows
   */
  public static void decode(
      byte[] data, int compression, long options, int width, int height, byte[] out)
      throws BadImageException {
    CcittFax fax = new CcittFax(data, width);
    Arrays.fill(fax.reference, width);
    for (int row = 0; row < height; row++) {
      fax.changes = 0;
      if (compression == 2) {
        fax.at = (fax.at + 7) & ~7L;
        fax.oneDimension();
      } else if (compression == 4) {
        fax.twoDimensions();
      } else {
        boolean line = fax.skipEndOfLine();
        if ((options & 1) == 0 || !line || fax.take(1) == 1) {
          fax.oneDimension();
        } else {
          fax.twoDimensions();
        }
      }
      if (fax.at > 8L * data.length) {
        throw new BadImageException(
            "fax of " + row + " rows", "its data ends too early: " + height + " needed");
      }
      fax.finish(out, row * ((width + 7) / 8));
    }
  }

  /** Goes over zeros that fill a byte up and an end of line, if there is one. */
  private boolean skipEndOfLine() {
    long start = at;
    int zeros = 0;
    while (at < 8L * data.length && peek(1) == 0) {
      at++;
      zeros++;
    }
    if (zeros >= END_OF_LINE - 1 && at < 8L * data.length) {
      at++;
      return true;
    }
    at = start;
    return false;
  }

  private void oneDimension() throws BadImageException {
    int column = 0;
    boolean black = false;
    while (column < width) {
      column = change(column + run(black));
      black = !black;
    }
  }

  private void twoDimensions() throws BadImageException {
    int column = 0;
    boolean black = false;
    int above = 0; // index of the reference row's changes
    while (column < width) {
      // b1: the first change of the reference row right of here, to the other color.
      while (above > 0 && reference[above - 1] > column) {
        above--;
      }
      while (reference[above] < width
          && (reference[above] <= column && (column > 0 || changes > 0)
              || (above & 1) != (black ? 1 : 0))) {
        above++;
      }
      int b1 = reference[above];
      if (take(1, 1)) { // vertical, at b1
        column = change(b1);
        black = !black;
      } else if (take(3, 3)) {
        column = change(b1 + 1);
        black = !black;
      } else if (take(3, 2)) {
        column = change(b1 - 1);
        black = !black;
      } else if (take(3, 1)) { // horizontal: two runs
        column = change(column + run(black));
        column = change(column + run(!black));
      } else if (take(4, 1)) { // pass: to the change after b1, in the same color
        column = reference[above + 1];
      } else if (take(6, 3)) {
        column = change(b1 + 2);
        black = !black;
      } else if (take(6, 2)) {
        column = change(b1 - 2);
        black = !black;
      } else if (take(7, 3)) {
        column = change(b1 + 3);
        black = !black;
      } else if (take(7, 2)) {
        column = change(b1 - 3);
        black = !black;
      } else {
        throw damaged();
      }
    }
  }

  private int change(int column) throws BadImageException {
    int previous = changes == 0 ? 0 : current[changes - 1];
    if (column < previous || column > width || changes > width) {
      throw damaged();
    }
    if (changes > 0 && column == previous) {
      changes--; // a run of no pixels is no change: those at its sides are one
    } else {
      current[changes++] = column;
    }
    return column;
  }

  private int run(boolean black) throws BadImageException {
    int[] codes = black ? CcittCodes.BLACK : CcittCodes.WHITE;
    int length = 0;
    while (true) {
      int code = codes[peek(CcittCodes.BITS)];
      if (code == 0) {
        throw damaged();
      }
      at += code >> 12;
      int run = code & 0xFFF;
      length += run;
      if (run < 64 || length > width) {
        return length;
      }
    }
  }

  /** Sets the bits of black runs, and makes the row the reference of the next. */
  private void finish(byte[] out, int from) {
    for (int i = 0; i < changes; i += 2) {
      int end = i + 1 < changes ? current[i + 1] : width;
      for (int x = current[i]; x < end; x++) {
        out[from + (x >> 3)] |= (byte) (0x80 >> (x & 7));
      }
    }
    Arrays.fill(current, changes, Math.min(changes + 3, current.length), width);
    int[] row = reference;
    reference = current;
    current = row;
  }

  private boolean take(int count, int code) {
    if (peek(count) == code) {
      at += count;
      return true;
    }
    return false;
  }

  private int take(int count) {
    int bits = peek(count);
    at += count;
    return bits;
  }

  /** The next bits, zeros after the end; at most 16. */
  private int peek(int count) {
    int from = (int) (at >> 3);
    int window = 0;
    for (int i = 0; i < 3; i++) {
      window = window << 8 | (from + i < data.length ? data[from + i] & 0xFF : 0);
    }
    return window >> (24 - count - (int) (at & 7)) & (1 << count) - 1;
  }

  private static BadImageException damaged() {
    return new BadImageException("fax code", "its data is damaged");
  }
}
