package org.dropshard.format.hdf5;

import java.io.IOException;

/** Where the chunks of a dataset lie. */
interface ChunkIndex {
  /**
   * A chunk as it is stored.
   *
   * @param size its bytes in the file
   * @param mask the filters that it was spared
   */
  record Chunk(long address, long size, long mask) {}

  /**
   * A chunk; null if it was never written.
   *
   * @param place its number on each axis
   */
  Chunk find(long[] place) throws IOException;
}
