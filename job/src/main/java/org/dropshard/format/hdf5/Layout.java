package org.dropshard.format.hdf5;

import java.io.IOException;

/**
 * How a dataset's elements lie in the file.
 *
 * @param kind {@code "compact"}, {@code "contiguous"}, {@code "chunked"}, {@code "virtual"}
 * @param address where they start; of chunks, their index
 * @param compact the elements of a small dataset; else null
 * @param chunk the axes of a chunk; else null
 * @param index which of the indexes of 1.10 and later there is; 0: a tree of before
 * @param single what is stored of a single chunk that was filtered; else null
 */
record Layout(
    String kind, long address, byte[] compact, long[] chunk, int index, ChunkIndex.Chunk single) {
  static final String COMPACT = "compact";
  static final String CONTIGUOUS = "contiguous";
  static final String CHUNKED = "chunked";
  static final String VIRTUAL = "virtual";

  static final int TREE = 0;
  static final int SINGLE = 1;
  static final int IMPLICIT = 2;
  static final int FIXED = 3;
  static final int EXTENSIBLE = 4;
  static final int TREE2 = 5;

  private static final int FILTERED = 2;

  static Layout read(Cursor in) throws IOException {
    int version = in.u8();
    if (version < 1 || version > 5) {
      throw Hdf5File.invalid("layout version " + version + " (1 to 5)", in.address());
    }
    if (version < 3) {
      return old(in);
    }
    int kind = in.u8();
    return switch (kind) {
      case 0 -> new Layout(COMPACT, Hdf5File.UNDEFINED, in.take(in.u16()), null, 0, null);
      case 1 -> new Layout(CONTIGUOUS, in.offset(), null, null, 0, null);
      case 2 -> version == 3 ? tree(in) : chunks(in, version);
      case 3 -> new Layout(VIRTUAL, Hdf5File.UNDEFINED, null, null, 0, null);
      default -> throw Hdf5File.invalid("layout " + kind, in.address());
    };
  }

  private static Layout old(Cursor in) throws IOException {
    int axes = in.u8();
    int kind = in.u8();
    in.skip(5);
    long address = kind == 0 ? Hdf5File.UNDEFINED : in.offset();
    long[] sizes = new long[axes];
    for (int i = 0; i < axes; i++) {
      sizes[i] = in.u32();
    }
    return switch (kind) {
      case 0 -> new Layout(COMPACT, address, in.take(in.u32()), null, 0, null);
      case 1 -> new Layout(CONTIGUOUS, address, null, null, 0, null);
      default -> new Layout(CHUNKED, address, null, withoutElement(sizes), TREE, null);
    };
  }

  private static Layout tree(Cursor in) throws IOException {
    int axes = in.u8();
    long address = in.offset();
    long[] sizes = new long[axes];
    for (int i = 0; i < axes; i++) {
      sizes[i] = in.u32();
    }
    return new Layout(CHUNKED, address, null, withoutElement(sizes), TREE, null);
  }

  private static Layout chunks(Cursor in, int version) throws IOException {
    int flags = in.u8();
    int axes = in.u8();
    int width = in.u8();
    if (width < 1 || width > 8) {
      throw Hdf5File.invalid("axes of " + width + " bytes", in.address());
    }
    long[] sizes = new long[axes];
    for (int i = 0; i < axes; i++) {
      sizes[i] = in.number(width);
    }
    int index = in.u8();
    long size = -1;
    long mask = 0;
    switch (index) {
      case SINGLE -> {
        if ((flags & FILTERED) != 0) {
          size = in.length();
          mask = in.u32();
        }
      }
      case IMPLICIT -> {}
      case FIXED -> in.skip(1);
      case EXTENSIBLE -> in.skip(5);
      case TREE2 -> in.skip(6);
      default -> throw Hdf5File.invalid("an index of chunks " + index, in.address());
    }
    long address = in.offset();
    ChunkIndex.Chunk single = size < 0 ? null : new ChunkIndex.Chunk(address, size, mask);
    return new Layout(CHUNKED, address, null, withoutElement(sizes), index, single);
  }

  /** The last of a chunk's axes is the bytes of an element. */
  private static long[] withoutElement(long[] sizes) throws IOException {
    for (long size : sizes) {
      if (size < 1 || size > Integer.MAX_VALUE) {
        throw Hdf5File.invalid("a chunk's axis of " + size, 0);
      }
    }
    if (sizes.length < 2) {
      throw Hdf5File.invalid("chunks of " + sizes.length + " axes", 0);
    }
    return java.util.Arrays.copyOf(sizes, sizes.length - 1);
  }
}
