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
    for (int k = from; k <= to; k++) {
      int symbol = c.ac.decode(bits);
      int size = symbol & 15;
      int zeros = symbol >> 4;
      if (size == 0 && zeros != 15) {
        endOfBand = (1 << zeros) + bits.read(zeros) - 1;
        return;
      }
      k += zeros;
      if (k > 63) {
        throw tooLong();
      }
      if (size != 0) {
        c.coefficients[at + JpegTransform.NATURAL_ORDER[k]] =
            (short) (bits.readSigned(size) << low);
      }
    }
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
      for (; k <= to; k++) {
        if (!refine(c.coefficients, at + JpegTransform.NATURAL_ORDER[k]) && --zeros < 0) {
          break;
        }
      }
      if (added != 0) {
        if (k > to) {
          throw tooLong();
        }
        c.coefficients[at + JpegTransform.NATURAL_ORDER[k]] = (short) added;
      }
      k++;
    }
    if (endOfBand > 0) {
      for (; k <= to; k++) {
        refine(c.coefficients, at + JpegTransform.NATURAL_ORDER[k]);
      }
      endOfBand--;
    }
  }

  /** Reads the correction of a coefficient that is not zero; false if it is zero. */
  private boolean refine(short[] coefficients, int at) {
    int value = coefficients[at];
    if (value == 0) {
      return false;
    }
    if (bits.read(1) == 1) {
      coefficients[at] = (short) (value + (value > 0 ? 1 << low : -1 << low));
    }
    return true;
  }

  private static BadImageException tooLong() {
    return new BadImageException("JPEG scan", "its data is damaged: a block is too long");
  }
}
