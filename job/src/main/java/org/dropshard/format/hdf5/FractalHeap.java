package org.dropshard.format.hdf5;

import java.io.IOException;

/**
 * A heap of small objects, of which those are read that lie in its blocks: the links of large
 * groups.
 */
final class FractalHeap {
  private final Hdf5File file;
  private int offsetBytes;
  private int lengthBytes;
  private int width;
  private long firstSize;
  private long largest;
  private long root;
  private int rows;

  private FractalHeap(Hdf5File file) {
    this.file = file;
  }

  static FractalHeap open(Hdf5File file, long address) throws IOException {
    FractalHeap heap = new FractalHeap(file);
    int lengths = file.sizeOfLengths();
    int offsets = file.sizeOfOffsets();
    Cursor in = file.summed(address, 26L + 12L * lengths + 3L * offsets, "FRHP");
    in.expect(0, "heap version");
    in.skip(2);
    int filters = in.u16();
    in.skip(1);
    long longest = in.u32();
    in.skip(lengths + offsets + lengths + offsets + 8L * lengths);
    heap.width = in.u16();
    heap.firstSize = in.length();
    heap.largest = in.length();
    int bits = in.u16();
    in.skip(2);
    heap.root = in.offset();
    heap.rows = in.u16();
    boolean sound =
        filters == 0
            && heap.width > 0
            && isPower(heap.firstSize)
            && isPower(heap.largest)
            && heap.firstSize <= heap.largest
            && bits <= 64;
    if (!sound) {
      throw Hdf5File.invalid("a heap of unknown form", address);
    }
    heap.offsetBytes = (bits + 7) / 8;
    heap.lengthBytes = Math.min((log2(heap.largest) + 7) / 8, log2(longest) / 8 + 1);
    return heap;
  }

  private static boolean isPower(long size) {
    return size > 0 && Long.bitCount(size) == 1;
  }

  /**
   * An object.
   *
   * @param id of the heap's own form
   */
  Cursor object(Cursor id) throws IOException {
    int flags = id.u8();
    if ((flags & 0x30) != 0) {
      throw Hdf5File.invalid("an object outside of its heap's blocks", id.address());
    }
    long offset = id.number(offsetBytes);
    long length = id.number(lengthBytes);
    if (rows == 0) {
      return file.block(root + offset, length, "object of a heap");
    }
    return find(root, rows, offset, length);
  }

  /** Blocks of a row are of one size: twice that of the row before, from the third on. */
  private Cursor find(long address, int rowCount, long offset, long length) throws IOException {
    long start = 0;
    long size = firstSize;
    int direct = log2(largest) - log2(firstSize) + 2;
    long pointers = 5L + file.sizeOfOffsets() + offsetBytes;
    for (int row = 0; row < rowCount; row++) {
      size = row < 2 ? firstSize : size * 2;
      long rowSize = size * width;
      if (size <= 0 || rowSize <= 0 || offset < start) {
        break;
      }
      if (offset - start < rowSize) {
        int column = (int) ((offset - start) / size);
        long at = address + pointers + ((long) row * width + column) * file.sizeOfOffsets();
        Cursor block = file.block(address, 4, "heap block");
        block.expect("FHIB");
        long child = file.block(at, file.sizeOfOffsets(), "heap block").offset();
        long within = offset - start - column * size;
        return row < direct
            ? file.block(child + within, length, "object of a heap")
            : find(child, log2(size) - log2(firstSize * width) + 1, within, length);
      }
      start += rowSize;
    }
    throw Hdf5File.invalid("an object outside of its heap", address);
  }

  private static int log2(long power) {
    return 63 - Long.numberOfLeadingZeros(Math.max(1, power));
  }
}
