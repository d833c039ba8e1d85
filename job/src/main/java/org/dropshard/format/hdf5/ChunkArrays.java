package org.dropshard.format.hdf5;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The indexes of 1.10 and later but the extensible array. */
final class ChunkArrays {
  private ChunkArrays() {}

  /** What is stored of a chunk, as an element of an index has it. */
  record Element(Hdf5File file, int width, boolean filtered, long chunkBytes) {
    ChunkIndex.Chunk read(Cursor in) throws IOException {
      long address = in.offset();
      long size = chunkBytes;
      long mask = 0;
      if (filtered) {
        size = in.number(width - file.sizeOfOffsets() - 4);
        mask = in.u32();
      }
      return address == Hdf5File.UNDEFINED ? null : new ChunkIndex.Chunk(address, size, mask);
    }
  }

  /**
   * A chunk's number, the last axis first.
   *
   * @param counts how many chunks there are on each axis
   */
  static long number(long[] place, long[] counts) {
    long number = 0;
    for (int axis = 0; axis < place.length; axis++) {
      number = number * counts[axis] + place[axis];
    }
    return number;
  }

  /** All chunks in one piece. */
  static ChunkIndex implicit(long address, long[] counts, long chunkBytes) {
    return place ->
        new ChunkIndex.Chunk(address + number(place, counts) * chunkBytes, chunkBytes, 0);
  }

  /** An array of fixed length; if it is long, in pages, of which some were never written. */
  static ChunkIndex fixed(
      Hdf5File file, long address, long[] counts, boolean filtered, long chunkBytes)
      throws IOException {
    Cursor in = file.summed(address, 8L + file.sizeOfLengths() + file.sizeOfOffsets() + 4, "FAHD");
    in.expect(0, "array version");
    in.expect(filtered ? 1 : 0, "array for");
    int width = in.u8();
    int pageBits = in.u8();
    long count = in.length();
    long block = in.offset();
    Element element = new Element(file, width, filtered, chunkBytes);
    if (count < 0 || count > file.length() || pageBits > 31 || width < file.sizeOfOffsets()) {
      throw Hdf5File.invalid("an array of " + count + " chunks", address);
    }
    long page = 1L << pageBits;
    long pages = count > page ? (count + page - 1) / page : 0;
    long bitmap = (pages + 7) / 8;
    long head = 6L + file.sizeOfOffsets() + bitmap;
    return place -> {
      long number = number(place, counts);
      if (block == Hdf5File.UNDEFINED) {
        return null;
      }
      if (number < 0 || number >= count) {
        throw Hdf5File.invalid("chunk " + number + " of an array of " + count, address);
      }
      if (pages == 0) {
        return element.read(
            file.summed(block, head + count * width + 4, "FADB").skip(head - 4 + number * width));
      }
      Cursor bits = file.summed(block, head + 4, "FADB").skip(head - 4 - bitmap);
      long at = number / page;
      boolean written = (bits.skip(at / 8).u8() >> (7 - at % 8) & 1) != 0;
      return written
          ? element.read(
              file.block(
                  block + head + 4 + at * (page * width + 4) + number % page * width,
                  width,
                  "array of chunks"))
          : null;
    };
  }

  /** A tree of version 2, of which all records are kept. */
  static ChunkIndex tree(
      Hdf5File file, long address, int rank, boolean filtered, int sizeBytes, long chunkBytes)
      throws IOException {
    Map<List<Long>, ChunkIndex.Chunk> chunks = new HashMap<>();
    int type = filtered ? BTree2.FILTERED_CHUNKS : BTree2.CHUNKS;
    BTree2.records(
        file,
        address,
        type,
        record -> {
          long at = record.offset();
          long size = chunkBytes;
          long mask = 0;
          if (filtered) {
            size = record.number(record.left() - 4 - 8 * rank);
            mask = record.u32();
          }
          Long[] place = new Long[rank];
          for (int axis = 0; axis < rank; axis++) {
            place[axis] = record.number(8);
          }
          chunks.put(List.of(place), new ChunkIndex.Chunk(at, size, mask));
        });
    return place -> chunks.get(java.util.Arrays.stream(place).boxed().toList());
  }
}
