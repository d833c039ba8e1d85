package org.dropshard.format.hdf5;

import java.io.IOException;

/**
 * The extensible array, for datasets that grow along one axis: an index block with the first
 * chunks, blocks of chunks that double in size and number, and blocks of addresses of those.
 */
final class ChunkExtensible implements ChunkIndex {
  private final Hdf5File file;
  private final ChunkArrays.Element element;
  private final int width;
  private final int growing;
  private final long[] counts;
  private final int firstElements;
  private final int leastElements;
  private final int leastPointers;
  private final int pageBits;
  private final int offsetBytes;
  private final Cursor index;
  private final int superBlocks;

  /**
   * @param growing the axis of the dataset that grows
   * @param counts how many chunks there may be on each axis
   */
  ChunkExtensible(
      Hdf5File file, long address, int growing, long[] counts, boolean filtered, long chunkBytes)
      throws IOException {
    Cursor in =
        file.summed(address, 12L + 6L * file.sizeOfLengths() + file.sizeOfOffsets() + 4, "EAHD");
    in.expect(0, "array version");
    in.expect(filtered ? 1 : 0, "array for");
    width = in.u8();
    int bits = in.u8();
    firstElements = in.u8();
    leastElements = in.u8();
    leastPointers = in.u8();
    pageBits = in.u8();
    in.skip(6L * file.sizeOfLengths());
    long block = in.offset();
    boolean sound =
        width >= file.sizeOfOffsets()
            && bits <= 64
            && Integer.bitCount(leastElements) == 1
            && Integer.bitCount(leastPointers) == 1
            && pageBits < 31;
    if (!sound) {
      throw Hdf5File.invalid("an array of chunks of unknown form", address);
    }
    this.file = file;
    this.growing = growing;
    this.counts = counts;
    element = new ChunkArrays.Element(file, width, filtered, chunkBytes);
    offsetBytes = (bits + 7) / 8;
    superBlocks = Math.max(0, 1 + bits - log2(leastElements) - firstSuperBlock());
    long size =
        6L
            + file.sizeOfOffsets()
            + (long) firstElements * width
            + (long) file.sizeOfOffsets() * (2 * (leastPointers - 1) + superBlocks);
    index =
        block == Hdf5File.UNDEFINED
            ? null
            : file.summed(block, size + 4, "EAIB").skip(2 + file.sizeOfOffsets());
  }

  /** Blocks before are named in the index block itself. */
  private int firstSuperBlock() {
    return 2 * log2(leastPointers);
  }

  private static int log2(long number) {
    return 63 - Long.numberOfLeadingZeros(number);
  }

  private Cursor index(long skipped) throws IOException {
    return index.copy().skip(skipped);
  }

  @Override
  public Chunk find(long[] place) throws IOException {
    if (index == null) {
      return null;
    }
    long number = number(place);
    if (number < firstElements) {
      return element.read(index(number * width));
    }
    long left = number - firstElements;
    int block = log2(left / leastElements + 1);
    long elements = (1L << (block + 1) / 2) * leastElements; // of each block of chunks
    long within = left - ((1L << block) - 1) * leastElements;
    long data = within / elements;
    long addresses = (long) firstElements * width;
    int offsets = file.sizeOfOffsets();
    if (block < firstSuperBlock()) {
      long before = 0; // blocks of chunks of smaller numbers
      for (int i = 0; i < block; i++) {
        before += 1L << i / 2;
      }
      return read(index(addresses + (before + data) * offsets).offset(), elements, within, true);
    }
    int at = block - firstSuperBlock();
    if (at >= superBlocks) {
      throw Hdf5File.invalid("chunk " + number + " behind its array's end", index.address());
    }
    long superBlock = index(addresses + (2L * (leastPointers - 1) + at) * offsets).offset();
    if (superBlock == Hdf5File.UNDEFINED) {
      return null;
    }
    long blocks = 1L << block / 2;
    long page = 1L << pageBits;
    long pages = elements > page ? elements / page : 0;
    long bitmap = (pages + 7) / 8;
    long head = 6L + offsets + offsetBytes;
    Cursor in = file.summed(superBlock, head + blocks * (bitmap + offsets) + 4, "EASB");
    in.skip(head - 4);
    boolean written = true;
    if (pages > 0) {
      long bit = data * bitmap * 8 + within % elements / page;
      Cursor bits = in.part(blocks * bitmap);
      written = (bits.skip(bit / 8).u8() >> (7 - bit % 8) & 1) != 0;
    }
    return read(in.skip(data * offsets).offset(), elements, within, written);
  }

  /** An element of a block of chunks. */
  private Chunk read(long block, long elements, long within, boolean written) throws IOException {
    if (block == Hdf5File.UNDEFINED || !written) {
      return null;
    }
    long page = 1L << pageBits;
    long head = 6L + file.sizeOfOffsets() + offsetBytes;
    long at = within % elements;
    if (elements <= page) {
      Cursor in = file.summed(block, head + elements * width + 4, "EADB");
      return element.read(in.skip(head - 4 + at * width));
    }
    long start = block + head + 4 + at / page * (page * width + 4);
    return element.read(file.block(start + at % page * width, width, "array of chunks"));
  }

  /** The axis that grows comes first. */
  private long number(long[] place) {
    long number = place[growing];
    for (int axis = 0; axis < place.length; axis++) {
      if (axis != growing) {
        number = number * counts[axis] + place[axis];
      }
    }
    return number;
  }
}
