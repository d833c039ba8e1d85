package org.dropshard.format.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The long runs of zero bytes in a stretch of an array. Not thread-safe. */
final class ZeroRuns {
  /** Shorter ones are not looked for. */
  static final int SHORTEST = 256;

  /** A word in so many bytes is looked at: at least one is in the middle of each run. */
  private static final int STEP = SHORTEST / 2;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private int[] bounds = new int[64]; // start and end in turn
  private int count;
  private int bytes;

  /** Finds those of a slab, in place of the last one's. */
  void find(Slab slab) {
    byte[] array = slab.array();
    count = 0;
    bytes = 0;
    int done = slab.from();
    for (int at = slab.from(); at + Long.BYTES <= slab.to(); at += STEP) {
      if ((long) LONG.get(array, at) != 0) {
        continue;
      }
      int end = end(array, at + Long.BYTES, slab.to());
      if (end - at >= STEP) { // as behind the first word that is looked at in each run
        int start = at;
        while (start > done && array[start - 1] == 0) {
          start--;
        }
        if (end - start >= SHORTEST) {
          add(start, end);
        }
        done = end;
        at += (end - at) / STEP * STEP;
      }
    }
  }

  private static int end(byte[] array, int from, int to) {
    int end = from;
    while (end + Long.BYTES <= to && (long) LONG.get(array, end) == 0) {
      end += Long.BYTES;
    }
    while (end < to && array[end] == 0) {
      end++;
    }
    return end;
  }

  private void add(int start, int end) {
    if (bounds.length == 2 * count) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    bounds[2 * count] = start;
    bounds[2 * count + 1] = end;
    count++;
    bytes += end - start;
  }

  int count() {
    return count;
  }

  /** In all runs. */
  int bytes() {
    return bytes;
  }

  int start(int run) {
    return bounds[2 * run];
  }

  int end(int run) {
    return bounds[2 * run + 1];
  }

  /** The first {@code length} bytes from {@code from} to {@code to} that no run touches, or −1. */
  int gap(int from, int to, int length) {
    int at = from;
    for (int run = 0; run < count && start(run) < at + length; run++) {
      at = Math.max(at, end(run));
    }
    return at + length <= to ? at : -1;
  }
}
