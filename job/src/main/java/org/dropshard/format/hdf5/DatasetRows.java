package org.dropshard.format.hdf5;

import java.io.IOException;
import java.util.Arrays;
import org.dropshard.format.Budget;

/** The rows of a dataset, some at a time: of chunks one is in memory, and the rows of a slab. */
final class DatasetRows {
  /** A slab has more if a single row does, and less where a task has little. */
  private static final long SLAB = Math.min(32L << 20, Budget.available() / 8);

  /** A dataset that says of itself that it is that much larger than its file was not written so. */
  private static final long SLACK = 1 << 20;

  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private final Hdf5File file;
  private final Hdf5Dataset data;
  private final int size;
  private final long rowBytes;
  private final long[] chunk;
  private final int chunkBytes;
  private final ChunkIndex index;
  private byte[] slab = {};
  private long first;
  private long end;

  DatasetRows(Hdf5File file, Hdf5Dataset data) throws IOException {
    this.file = file;
    this.data = data;
    this.size = data.type().size();
    this.rowBytes = bytes(Arrays.copyOfRange(data.axes(), 1, data.axes().length));
    long all = Math.multiplyHigh(rowBytes, data.rows()) == 0 ? rowBytes * data.rows() : -1;
    long most = Budget.MOST_INFLATED * file.length() + SLACK;
    if (rowBytes > LARGEST || all < 0 || all > most) {
      throw Hdf5File.invalid(
          "dataset "
              + data
              + " of "
              + data.type().name()
              + " in a file of "
              + file.length()
              + " bytes",
          0);
    }
    Layout layout = data.layout();
    chunk = layout.chunk();
    if (chunk == null) {
      chunkBytes = 0;
      index = null;
      return;
    }
    long bytes = bytes(chunk);
    if (bytes > LARGEST) {
      throw Hdf5File.invalid("a chunk of " + bytes + " bytes (at most " + LARGEST + ")", 0);
    }
    chunkBytes = (int) bytes;
    index = index(layout);
  }

  /** The bytes of a block of elements; more than there can be if it is too large. */
  private long bytes(long[] axes) {
    long bytes = size;
    for (long axis : axes) {
      bytes = axis != 0 && bytes > Long.MAX_VALUE / 2 / axis ? Long.MAX_VALUE / 2 : bytes * axis;
    }
    return bytes;
  }

  private ChunkIndex index(Layout layout) throws IOException {
    long address = layout.address();
    if (address == Hdf5File.UNDEFINED) {
      return place -> null;
    }
    int rank = chunk.length;
    long[] counts = new long[rank];
    int growing = 0;
    for (int axis = 0; axis < rank; axis++) {
      long most = data.most()[axis];
      growing = most < 0 ? axis : growing;
      counts[axis] = ((most < 0 ? data.axes()[axis] : most) + chunk[axis] - 1) / chunk[axis];
    }
    boolean filtered = !data.filters().filters().isEmpty();
    return switch (layout.index()) {
      case Layout.TREE -> new ChunkTree(file, address, chunk);
      case Layout.SINGLE -> {
        ChunkIndex.Chunk one =
            layout.single() != null
                ? layout.single()
                : new ChunkIndex.Chunk(address, chunkBytes, filtered ? -1 : 0);
        yield place -> one;
      }
      case Layout.IMPLICIT -> ChunkArrays.implicit(address, counts, chunkBytes);
      case Layout.FIXED -> ChunkArrays.fixed(file, address, counts, filtered, chunkBytes);
      case Layout.EXTENSIBLE ->
          new ChunkExtensible(file, address, growing, counts, filtered, chunkBytes);
      default -> ChunkArrays.tree(file, address, rank, filtered, 0, chunkBytes);
    };
  }

  /** Where a row starts in {@link #slab()}, after it was read. */
  int at(long row) {
    return (int) ((row - first) * rowBytes);
  }

  byte[] slab() {
    return slab;
  }

  /**
   * Reads a row, and some behind it.
   *
   * @param last no row from there on is asked for
   */
  void read(long row, long last) throws IOException {
    if (row >= first && row < end) {
      return;
    }
    long until = Math.min(last, row + Math.max(1, SLAB / Math.max(1, rowBytes)));
    if (chunk != null) {
      until = Math.min(until, (row / chunk[0] + 1) * chunk[0]);
    }
    end = row; // none, should this fail
    Budget.check(rowBytes + chunkBytes, Math.max(0, data.layout().address()));
    int bytes = (int) ((until - row) * rowBytes);
    Layout layout = data.layout();
    if (chunk != null) {
      slab = slab.length == bytes ? slab : new byte[bytes];
      chunks(row, until);
    } else if (layout.compact() != null) {
      if (layout.compact().length < data.rows() * rowBytes) {
        throw Hdf5File.invalid("dataset " + data + " of " + layout.compact().length + " bytes", 0);
      }
      slab = Arrays.copyOfRange(layout.compact(), at0(row), at0(until));
    } else if (layout.address() == Hdf5File.UNDEFINED) {
      slab = new byte[bytes];
      fill(slab, 0, bytes);
    } else {
      slab = file.read(layout.address() + row * rowBytes, bytes, "dataset " + data.name());
    }
    first = row;
    end = until;
  }

  private int at0(long row) {
    return (int) (row * rowBytes);
  }

  private void fill(byte[] bytes, int from, int count) {
    for (int i = 0; i < count; i++) {
      bytes[from + i] = data.fill()[i % size];
    }
  }

  /** All chunks that rows lie in, one after the other. */
  private void chunks(long row, long until) throws IOException {
    int rank = chunk.length;
    long[] place = new long[rank];
    place[0] = row / chunk[0];
    while (true) {
      copy(place, row, until);
      int axis = rank - 1;
      while (axis > 0 && (place[axis] + 1) * chunk[axis] >= data.axes()[axis]) {
        place[axis--] = 0;
      }
      if (axis == 0) {
        return; // rows of a slab lie in one row of chunks
      }
      place[axis]++;
    }
  }

  private void copy(long[] place, long row, long until) throws IOException {
    int rank = chunk.length;
    byte[] from = decoded(place);
    long[] start = new long[rank]; // within the chunk
    long[] count = new long[rank];
    long target = 0;
    for (int axis = 0; axis < rank; axis++) {
      long low = place[axis] * chunk[axis];
      long begin = axis == 0 ? Math.max(row, low) : low;
      long stop = Math.min(low + chunk[axis], axis == 0 ? until : data.axes()[axis]);
      start[axis] = begin - low;
      count[axis] = stop - begin;
      target = target * (axis == 0 ? 1 : data.axes()[axis]) + begin - (axis == 0 ? row : 0);
      if (count[axis] <= 0) {
        return;
      }
    }
    long[] step = new long[rank];
    long[] targetStep = new long[rank];
    step[rank - 1] = size;
    targetStep[rank - 1] = size;
    for (int axis = rank - 2; axis >= 0; axis--) {
      step[axis] = step[axis + 1] * chunk[axis + 1];
      targetStep[axis] = targetStep[axis + 1] * data.axes()[axis + 1];
    }
    long source = 0;
    for (int axis = 0; axis < rank; axis++) {
      source += start[axis] * step[axis];
    }
    runs(from, source, target * size, count, step, targetStep, 0);
  }

  private void runs(
      byte[] from, long source, long target, long[] count, long[] step, long[] to, int axis) {
    if (axis == count.length - 1) {
      int run = (int) (count[axis] * size);
      if (from == null) {
        fill(slab, (int) target, run);
      } else {
        System.arraycopy(from, (int) source, slab, (int) target, run);
      }
      return;
    }
    for (long i = 0; i < count[axis]; i++) {
      runs(from, source + i * step[axis], target + i * to[axis], count, step, to, axis + 1);
    }
  }

  /** A chunk; null if it was never written. */
  private byte[] decoded(long[] place) throws IOException {
    ChunkIndex.Chunk found = index.find(place);
    if (found == null) {
      return null;
    }
    if (found.size() < 0
        || chunkBytes > Budget.MOST_INFLATED * found.size() + 64
        || !data.filters().compress() && found.size() > chunkBytes + 64L) {
      throw Filters.bad("a chunk of " + found.size() + " bytes for " + chunkBytes, found.address());
    }
    byte[] stored = file.read(found.address(), found.size(), "chunk of " + data.name());
    return data.filters().decode(stored, found.mask(), chunkBytes, found.address());
  }
}
