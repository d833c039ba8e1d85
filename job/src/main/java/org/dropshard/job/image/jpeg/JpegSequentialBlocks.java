package org.dropshard.job.image.jpeg;

import org.dropshard.job.image.picture.BadImageException;

/** Blocks of baseline and extended sequential files, straight to samples: F.2 of ITU-T T.81. */
final class JpegSequentialBlocks implements JpegBlockDecoder {

  private static final int SHIFT = JpegHuffman.FAST_BITS;
  private static final int MASK = (1 << SHIFT) - 1;

  private final JpegBits bits;
  private final JpegTransform transform = new JpegTransform();

  JpegSequentialBlocks(JpegBits bits) {
    this.bits = bits;
  }

  @Override
  public void restart() {}

  @Override
  public void end() {
    transform.flush();
  }

  @Override
  public void decode(JpegComponent c, int column, int row) throws BadImageException {
    JpegBits b = bits;
    int[] steps = c.steps;
    int[] values = c.ac.values();
    c.prediction += b.readSigned(c.dc.decode(b) & 15);
    long window = b.window;
    int available = b.available;
    int last = 0; // the last coefficient that is not 0
    int k = 1;
    while (k < 64) {
      if (available < 32) { // a code and its value take 31 at most
        b.window = window;
        b.available = available;
        b.fill();
        window = b.window;
        available = b.available;
      }
      int entry = values[(int) (window >>> available - SHIFT) & MASK];
      int zeros;
      int value;
      if ((entry & 32) != 0) {
        available -= entry & 31;
        zeros = entry >> 8 & 15;
        value = entry >> 16;
      } else {
        int symbol;
        if (entry != 0) {
          available -= entry & 31;
          symbol = entry >> 8;
        } else {
          b.window = window;
          b.available = available;
          symbol = c.ac.decode(b);
          available = b.available;
        }
        int size = symbol & 15;
        zeros = symbol >> 4;
        if (size == 0) {
          if (zeros != 15) {
            break;
          }
          k += 16;
          continue;
        }
        available -= size;
        value = (int) (window >>> available) & (1 << size) - 1;
        value += value < 1 << size - 1 ? 1 - (1 << size) : 0;
      }
      k += zeros;
      if (k > 63) {
        throw new BadImageException("JPEG scan", "its data is damaged: a block is too long");
      }
      transform.set(k, value * steps[k]);
      last = k++;
    }
    b.window = window;
    b.available = available;
    int at = row * 8 * c.stride() + column * 8;
    if (last == 0) {
      JpegTransform.flat(c.prediction * steps[0], c, at);
      return;
    }
    transform.set(0, c.prediction * steps[0]);
    transform.add(c, at);
  }
}
