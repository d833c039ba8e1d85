package org.dropshard.format.parquet;

import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.bytes.ByteBufferAllocator;

/**
 * Gives Parquet's writers the buffers of earlier pages again. Java fills a new array with zeros,
 * which took two fifths of the time of a copy; arrays of a megabyte also go straight to the old
 * generation. What is kept is softly reachable, so a heap that runs full has it back.
 *
 * <p>An array is lent under a buffer of its own each time, and a buffer that comes back is made
 * empty: given back twice, or used afterwards, it fails or is left alone, where it would put the
 * bytes of one shard into another.
 */
final class SlabPool implements ByteBufferAllocator {
  /**
   * Of all readers and writers in this JVM; a task that reads and writes 128 MB has 300 MB of it.
   */
  static final SlabPool SHARED = new SlabPool(Runtime.getRuntime().maxMemory() / 8);

  /** Smaller ones are cheap to make. */
  private static final int SMALLEST = 8 << 10;

  private final long mostBytes;
  private final Map<Integer, Deque<SoftReference<byte[]>>> free = new HashMap<>();
  private long freeBytes;

  /**
   * @param mostBytes are kept for later
   */
  SlabPool(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  @Override
  public ByteBuffer allocate(int size) {
    if (size < SMALLEST) {
      return ByteBuffer.allocate(size);
    }
    int capacity = capacity(size);
    byte[] array = take(capacity);
    return ByteBuffer.wrap(array == null ? new byte[capacity] : array).limit(size);
  }

  /** The next of four sizes between one power of two and the next. */
  static int capacity(int size) {
    int step = Integer.highestOneBit(size) >>> 2;
    long rounded = (size - 1L + step) / step * step;
    return (int) Math.min(rounded, Integer.MAX_VALUE - 8); // the largest array
  }

  private synchronized byte[] take(int capacity) {
    Deque<SoftReference<byte[]>> same = free.get(capacity);
    while (same != null && !same.isEmpty()) {
      freeBytes -= capacity;
      byte[] array = same.pop().get();
      if (array != null) {
        return array;
      }
    }
    return null;
  }

  @Override
  public synchronized void release(ByteBuffer buffer) {
    int capacity = buffer.capacity();
    if (buffer.limit() > 0 && capacity >= SMALLEST && buffer.array().length == capacity(capacity)) {
      buffer.clear().limit(0);
      if (freeBytes + capacity > mostBytes) {
        free.clear();
        freeBytes = 0;
      }
      free.computeIfAbsent(capacity, size -> new ArrayDeque<>())
          .push(new SoftReference<>(buffer.array()));
      freeBytes += capacity;
    }
  }

  @Override
  public boolean isDirect() {
    return false;
  }
}
