package org.dropshard.job.image.jpeg;

import org.dropshard.job.image.picture.BadImageException;

/**
 * One scan of a JPEG frame: which components and which of their coefficients, and the walk over
 * their blocks.
 *
 * @param from the first coefficient, in [0, 63]
 * @param to the last one
 * @param high the bit that the scans before have reached, or 0
 * @param low the bit that this scan reaches
 * @param restartInterval MCUs between restart markers, or 0
 */
record JpegScan(
    JpegFrame frame,
    JpegComponent[] components,
    int from,
    int to,
    int high,
    int low,
    int restartInterval) {

  private static final String DAMAGED = "its data is damaged";

  /** Coefficients that the scan goes over, in whole MCUs. */
  long work() {
    int band = !frame.progressive() ? 64 : from == 0 ? 1 : to - from + 1;
    long blocks = 0;
    for (JpegComponent c : components) {
      blocks += c.plane.length / 64;
    }
    return band * blocks;
  }

  /** Decodes the scan; the bits stand before the next marker after it. */
  void decode(JpegBits bits) throws BadImageException {
    JpegBlockDecoder blocks =
        frame.progressive()
            ? new JpegProgressiveBlocks(bits, from, to, high, low)
            : new JpegSequentialBlocks(bits);
    boolean interleaved = components.length > 1;
    JpegComponent first = components[0];
    int across = interleaved ? frame.mcusWide() : (first.width + 7) / 8;
    int down = interleaved ? frame.mcusHigh() : (first.height + 7) / 8;
    restart(blocks);
    int untilRestart = restartInterval;
    int restarts = 0;
    for (int row = 0; row < down; row++) {
      for (int column = 0; column < across; column++) {
        if (restartInterval > 0 && untilRestart-- == 0) {
          checkBits(bits, row, down);
          int marker = bits.nextMarker();
          if (marker != 0xD0 + (restarts++ & 7)) {
            throw new BadImageException("JPEG scan", DAMAGED + ": a restart marker is missing");
          }
          restart(blocks);
          untilRestart = restartInterval - 1;
        }
        if (interleaved) {
          decodeMcu(blocks, column, row);
        } else {
          blocks.decode(first, column, row);
        }
      }
      checkBits(bits, row, down);
    }
    blocks.end();
  }

  private void decodeMcu(JpegBlockDecoder blocks, int column, int row) throws BadImageException {
    for (JpegComponent c : components) {
      for (int y = 0; y < c.vertical; y++) {
        for (int x = 0; x < c.horizontal; x++) {
          blocks.decode(c, column * c.horizontal + x, row * c.vertical + y);
        }
      }
    }
  }

  private void restart(JpegBlockDecoder blocks) {
    for (JpegComponent c : components) {
      c.prediction = 0;
    }
    blocks.restart();
  }

  private static void checkBits(JpegBits bits, int row, int rows) throws BadImageException {
    if (bits.ranOut()) {
      throw new BadImageException(
          "JPEG scan ends in row " + row + " of " + rows + " rows of blocks",
          "its data ends too early");
    }
  }
}
