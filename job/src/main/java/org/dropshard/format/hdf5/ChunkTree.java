package org.dropshard.format.hdf5;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tree of before 1.10, gone down for each chunk; the nodes last seen are kept. */
final class ChunkTree implements ChunkIndex {
  private static final int KEPT = 64;

  /** Files have 64 children a node unless somebody asked for more. */
  private static final int LARGEST_KEPT = 4096;

  private final Hdf5File file;
  private final long root;
  private final long[] chunk;
  private final Map<Long, Node> nodes =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Node> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * A node.
   *
   * @param keys the first element of each child, on each axis
   */
  private record Node(int level, long[][] keys, long[] sizes, long[] masks, long[] children) {}

  /**
   * @param chunk the axes of a chunk
   */
  ChunkTree(Hdf5File file, long root, long[] chunk) {
    this.file = file;
    this.root = root;
    this.chunk = chunk;
  }

  @Override
  public Chunk find(long[] place) throws IOException {
    long[] first = new long[place.length];
    for (int i = 0; i < first.length; i++) {
      first[i] = place[i] * chunk[i];
    }
    long address = root;
    int above = Integer.MAX_VALUE;
    while (address != Hdf5File.UNDEFINED) {
      Node node = node(address);
      if (node.level() >= above) {
        throw Hdf5File.invalid("a tree of chunks of level " + node.level(), address);
      }
      above = node.level();
      int at = last(node, first);
      if (at < 0) {
        return null;
      }
      if (node.level() == 0) {
        return compare(node.keys()[at], first) == 0
            ? new Chunk(node.children()[at], node.sizes()[at], node.masks()[at])
            : null;
      }
      address = node.children()[at];
    }
    return null;
  }

  /** The last child that does not start behind an element. */
  private static int last(Node node, long[] first) {
    int low = 0;
    int high = node.keys().length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(node.keys()[middle], first) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  private static int compare(long[] a, long[] b) {
    return java.util.Arrays.compare(a, b);
  }

  private Node node(long address) throws IOException {
    Node there = nodes.get(address);
    if (there != null) {
      return there;
    }
    Cursor in = file.most(address, 8 + 2L * file.sizeOfOffsets(), "tree of chunks");
    in.expect("TREE");
    in.expect(1, "tree of chunks of type");
    int level = in.u8();
    int count = in.u16();
    in.skip(2L * file.sizeOfOffsets());
    long width = 8 + 8L * (chunk.length + 1) + file.sizeOfOffsets();
    Cursor entries = file.block(in.address(), count * width, "tree of chunks");
    Node node =
        new Node(
            level,
            new long[count][chunk.length],
            new long[count],
            new long[count],
            new long[count]);
    for (int i = 0; i < count; i++) {
      node.sizes()[i] = entries.u32();
      node.masks()[i] = entries.u32();
      for (int axis = 0; axis < chunk.length; axis++) {
        node.keys()[i][axis] = entries.number(8);
      }
      entries.skip(8);
      node.children()[i] = entries.offset();
    }
    if (count <= LARGEST_KEPT) {
      nodes.put(address, node);
    }
    return node;
  }
}
