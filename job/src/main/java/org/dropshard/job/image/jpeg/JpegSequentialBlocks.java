package org.dropshard.job.image.jpeg;

import java.util.Arrays;
import org.dropshard.job.image.picture.BadImageException;

/** Blocks of baseline and extended sequential files, straight to samples: F.2 of ITU-T T.81. */
final class JpegSequentialBlocks implements JpegBlockDecoder {

  private final JpegBits bits;
  private final int[] block = new int[64];

  JpegSequentialBlocks(JpegBits bits) {
    this.bits = bits;
  }

  @Override
  public void restart() {}

  @Override
  public void decode(JpegComponent c, int column, int row) throws BadImageException {
    int[] steps = c.steps;
    c.prediction += bits.readSigned(c.dc.decode(bits) & 15);
    int at = row * 8 * c.stride() + column * 8;
    int symbol = c.ac.decode(bits);
    if (symbol == 0) {
      JpegTransform.flat(c.prediction * steps[0], c.plane, at, c.stride());
      return;
    }
    Arrays.fill(block, 0);
    block[0] = c.prediction * steps[0];
    int k = 1;
    while (true) {
      int size = symbol & 15;
      int zeros = symbol >> 4;
      if (size == 0) {
        if (zeros != 15) {
          break;
        }
        k += 16;
      } else {
        k += zeros;
        if (k > 63) {
          throw new BadImageException("JPEG scan", "its data is damaged: a block is too long");
        }
        int natural = JpegTransform.NATURAL_ORDER[k++];
        block[natural] = bits.readSigned(size) * steps[natural];
      }
      if (k > 63) {
        break;
      }
      symbol = c.ac.decode(bits);
    }
    JpegTransform.inverse(block, c.plane, at, c.stride());
  }
}
