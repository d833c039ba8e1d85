package org.dropshard.job.image.jpeg;

import org.dropshard.job.image.picture.BadImageException;

/** Blocks of progressive files: annex G of ITU-T T.81. */
final class JpegProgressiveBlocks implements JpegBlockDecoder {

  private final JpegBits bits;
  private final int from;
  private final int to;
  private final boolean refining;
  private final int low;
  // Blocks, with the one at hand, that have nothing more in this scan.
  private int endOfBand;

  JpegProgressiveBlocks(JpegBits bits, int from, int to, int high, int low) {
    this.bits = bits;
    this.from = from;
    this.to = to;
    this.refining = high != 0;
    this.low = low;
  }

  @Override
  public void restart() {
    endOfBand = 0;
  }

  @Override
  public void end() {}

  @Override
  public void decode(JpegComponent c, int column, int row) throws BadImageException {
    int at = (row * c.blocksWide + column) * 64;
    if (from == 0) {
      decodeDc(c, at);
    } else if (refining) {
      refineAc(c, at);
    } else {
      decodeAc(c, at);
    }
  }

  private void decodeDc(JpegComponent c, int at) throws BadImageException {
    if (refining) {
      c.coefficients[at] |= (short) (bits.read(1) << low);
    } else {
      c.prediction += bits.readSigned(c.dc.decode(bits) & 15);
      c.coefficients[at] = (short) (c.prediction << low);
    }
  }

  private void decodeAc(JpegComponent c, int at) throws BadImageException {
    if (endOfBand > 0) {
      endOfBand--;
      return;
    }
    int[] values = c.ac.values();
    for (int k = from; k <= to; k++) {
      int entry = values[bits.peek16() >> 16 - JpegHuffman.FAST_BITS];
      int zeros;
      int value;
      if ((entry & 32) != 0) {
        bits.skip(entry & 31);
        zeros = entry >> 8 & 15;
        value = entry >> 16;
      } else {
        int symbol = c.ac.decode(bits);
        int size = symbol & 15;
        zeros = symbol >> 4;
        if (size == 0 && zeros != 15) {
          endOfBand = (1 << zeros) + bits.read(zeros) - 1;
          return;
        }
        value = bits.readSigned(size);
      }
      k += zeros;
      if (k > 63) {
        throw tooLong();
      }
      if (value != 0) {
        put(c, at, k, value << low);
      }
    }
  }

  private static void put(JpegComponent c, int at, int k, int value) {
    c.coefficients[at + k] = (short) value;
    long bit = 1L << k;
    c.nonzero[at >> 6] = (short) value == 0 ? c.nonzero[at >> 6] & ~bit : c.nonzero[at >> 6] | bit;
  }

  private void refineAc(JpegComponent c, int at) throws BadImageException {
    int k = from;
    while (endOfBand == 0 && k <= to) {
      int symbol = c.ac.decode(bits);
      int zeros = symbol >> 4;
      int added = 0;
      if ((symbol & 15) != 0) {
        added = bits.read(1) == 1 ? 1 << low : -1 << low;
      } else if (zeros != 15) {
        endOfBand = (1 << zeros) + bits.read(zeros);
        break;
      }
      // Passes so many coefficients that are still zero; the others get a bit on the way.
      long left = ~c.nonzero[at >> 6] & between(k, to + 1);
      for (; zeros > 0 && left != 0; zeros--) {
        left &= left - 1;
      }
      int place = left == 0 ? to + 1 : Long.numberOfTrailingZeros(left);
      refine(c, at, k, place);
      if (added != 0) {
        if (place > to) {
          throw tooLong();
        }
        put(c, at, place, added);
      }
      k = place + 1;
    }
    if (endOfBand > 0) {
      refine(c, at, k, to + 1);
      endOfBand--;
    }
  }

  /** Reads the corrections of coefficients in [start, end) that are not zero. */
  private void refine(JpegComponent c, int at, int start, int end) {
    short[] coefficients = c.coefficients;
    long left = c.nonzero[at >> 6] & between(start, end);
    for (; left != 0; left &= left - 1) {
      if (bits.read(1) == 1) {
        int i = at + Long.numberOfTrailingZeros(left);
        coefficients[i] += (short) (coefficients[i] > 0 ? 1 << low : -1 << low);
      }
    }
  }

  /** The bits from {@code start} to before {@code end}, each in [0, 64]. */
  private static long between(int start, int end) {
    return start >= end ? 0 : -1L << start & -1L >>> 64 - end;
  }

  private static BadImageException tooLong() {
    return new BadImageException("JPEG scan", "its data is damaged: a block is too long");
  }
}
