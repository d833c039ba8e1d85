package org.dropshard.format.hdf5;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Trees of version 2: the records of one kind, wherever they stand. */
final class BTree2 {
  /** Links by the hash of their names. */
  static final int NAMES = 5;

  /** Attributes by the hash of their names. */
  static final int ATTRIBUTES = 8;

  /** Chunks without filters. */
  static final int CHUNKS = 10;

  /** Chunks with filters. */
  static final int FILTERED_CHUNKS = 11;

  /** What stands round the records of a node: signature, version, type, checksum. */
  private static final int FRAME = 10;

  private static final int MOST_LEVELS = 32;

  /** Takes a record. */
  interface Sink {
    void record(Cursor record) throws IOException;
  }

  private final Hdf5File file;
  private final int type;
  private final int nodeSize;
  private final int recordSize;
  private final Sink sink;

  /** How many bytes the number of a node's records takes. */
  private final int countBytes;

  /** The same of all records below a node of each level; none of a leaf. */
  private final int[] totalBytes;

  private final Set<Long> seen = new HashSet<>();

  /** The most that a node of each level holds. */
  private final long[] most;

  private BTree2(Hdf5File file, int type, long nodeSize, int recordSize, int depth, Sink sink)
      throws IOException {
    if (nodeSize <= FRAME || nodeSize > file.length() || recordSize == 0 || depth > MOST_LEVELS) {
      throw Hdf5File.invalid("a tree of nodes of " + nodeSize + " bytes", 0);
    }
    this.file = file;
    this.type = type;
    this.nodeSize = (int) nodeSize;
    this.recordSize = recordSize;
    this.sink = sink;
    this.most = new long[depth + 1];
    this.totalBytes = new int[depth + 1];
    most[0] = (nodeSize - FRAME) / recordSize;
    countBytes = bytes(most[0]);
    double total = most[0];
    for (int level = 1; level <= depth; level++) {
      int pointer = pointer(level);
      most[level] = (nodeSize - FRAME - pointer) / (recordSize + pointer);
      total = (most[level] + 1) * total + most[level];
      totalBytes[level] = bytes((long) Math.min(total, Long.MAX_VALUE));
    }
  }

  /** Hands on all records of a tree. */
  static void records(Hdf5File file, long address, int type, Sink sink) throws IOException {
    Cursor in =
        file.summed(address, 16L + file.sizeOfOffsets() + 2 + file.sizeOfLengths() + 4, "BTHD");
    in.expect(0, "tree version");
    in.expect(type, "tree of type");
    long nodeSize = in.u32();
    int recordSize = in.u16();
    int depth = in.u16();
    in.skip(2);
    long root = in.offset();
    int count = in.u16();
    if (root != Hdf5File.UNDEFINED && count > 0) {
      new BTree2(file, type, nodeSize, recordSize, depth, sink).node(root, count, depth);
    }
  }

  private static int bytes(long number) {
    return (63 - Long.numberOfLeadingZeros(Math.max(1, number))) / 8 + 1;
  }

  private int pointer(int level) {
    return file.sizeOfOffsets() + countBytes + totalBytes[level - 1];
  }

  private void node(long address, long count, int level) throws IOException {
    if (!seen.add(address)) {
      throw Hdf5File.invalid("a tree leads to itself", address);
    }
    if (count > most[level]) {
      throw Hdf5File.invalid(
          "a node of " + count + " records (at most " + most[level] + ")", address);
    }
    long size = count * recordSize + (level == 0 ? 0 : (count + 1) * pointer(level));
    Cursor in = file.summed(address, FRAME + size, level == 0 ? "BTLF" : "BTIN");
    in.expect(0, "node version");
    in.expect(type, "node of type");
    for (long i = 0; i < count; i++) {
      sink.record(in.part(recordSize));
    }
    for (long i = 0; i <= count && level > 0; i++) {
      long child = in.offset();
      long records = in.number(countBytes);
      in.skip(totalBytes[level - 1]);
      node(child, records, level - 1);
    }
  }
}
