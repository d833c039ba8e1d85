package org.dropshard.job.image.jpeg;

import org.dropshard.job.image.picture.BadImageException;

/** Decodes the blocks of one scan. */
interface JpegBlockDecoder {

  /** Decodes the next block, which is the one at {@code column}, {@code row} of its component. */
  void decode(JpegComponent component, int column, int row) throws BadImageException;

  /** Forgets what is carried from block to block, but for the components' predictions. */
  void restart();

  /** Brings what was decoded to the components. */
  void end();
}
