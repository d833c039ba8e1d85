package org.dropshard.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * How often each of few values was seen; of more than {@link #MOST}, how often they fell into bins
 * that are fixed beforehand. Which of the two, and every count, depends on the values alone, not on
 * the order of adding and merging. Not thread-safe.
 */
final class Tally {
  /** The most values that are told apart. */
  static final int MOST = 256;

  private static final int SLOTS = 4 * MOST;

  private final IntUnaryOperator bin;
  private final long[] bins;
  private final int[] keys = new int[SLOTS];
  private final long[] counts = new long[SLOTS]; // 0: the slot is free
  private int size;
  private boolean folded;
  private long looked;

  /** Takes what was counted. */
  @FunctionalInterface
  interface Visitor {
    void count(int what, long count);
  }

  /**
   * @param bin the bin of a value, in [0, {@code bins})
   */
  Tally(int bins, IntUnaryOperator bin) {
    this.bin = bin;
    this.bins = new long[bins];
  }

  /** Counts a value that was looked at for {@code weight} values, at least 1. */
  void add(int key, long weight) {
    looked++;
    put(key, weight);
  }

  private void put(int key, long count) {
    if (folded) {
      bins[bin.applyAsInt(key)] += count;
      return;
    }
    int slot = slot(key);
    if (counts[slot] == 0 && size == MOST) {
      fold();
      bins[bin.applyAsInt(key)] += count;
      return;
    }
    size += counts[slot] == 0 ? 1 : 0;
    keys[slot] = key;
    counts[slot] += count;
  }

  private int slot(int key) {
    int slot = key * 0x9E3779B9 >>> 22; // ten bits: SLOTS of them
    while (counts[slot] != 0 && keys[slot] != key) {
      slot = slot + 1 & SLOTS - 1;
    }
    return slot;
  }

  private void fold() {
    folded = true;
    for (int slot = 0; slot < SLOTS; slot++) {
      if (counts[slot] != 0) {
        bins[bin.applyAsInt(keys[slot])] += counts[slot];
      }
    }
  }

  /** Counts in a bin values of which it is not known how many were looked at. */
  void addToBin(int bin, long count) {
    if (!folded) {
      fold();
    }
    bins[bin] += count;
  }

  /** How many values were looked at. */
  long looked() {
    return looked;
  }

  /** Whether bins hold the counts, not values. */
  boolean isFolded() {
    return folded;
  }

  /** Hands on the values, or the bins, that were seen, ascending as unsigned numbers. */
  void forEach(Visitor visitor) {
    if (folded) {
      for (int i = 0; i < bins.length; i++) {
        if (bins[i] != 0) {
          visitor.count(i, bins[i]);
        }
      }
      return;
    }
    int[] seen = new int[size];
    int next = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      if (counts[slot] != 0) {
        seen[next++] = keys[slot] ^ Integer.MIN_VALUE; // sorts as unsigned
      }
    }
    Arrays.sort(seen);
    for (int key : seen) {
      visitor.count(key ^ Integer.MIN_VALUE, counts[slot(key ^ Integer.MIN_VALUE)]);
    }
  }

  void merge(Tally other) {
    looked += other.looked;
    if (other.folded && !folded) {
      fold();
    }
    if (other.folded) {
      other.forEach((i, count) -> bins[i] += count);
    } else {
      other.forEach(this::put);
    }
  }

  /** What was looked at, then of each value or bin how far it lies from the last, and its count. */
  void write(DataOutput out) throws IOException {
    long[][] seen = new long[folded ? bins.length : size][];
    int[] filled = {0};
    forEach((what, count) -> seen[filled[0]++] = new long[] {what & 0xffffffffL, count});
    out.writeBoolean(folded);
    Varint.write(looked, out);
    Varint.write(filled[0], out);
    long last = 0;
    for (int i = 0; i < filled[0]; i++) {
      Varint.write(seen[i][0] - last, out);
      Varint.write(seen[i][1], out);
      last = seen[i][0];
    }
  }

  /** Adds what {@link #write} wrote. */
  void read(DataInput in) throws IOException {
    boolean ofBins = in.readBoolean();
    if (ofBins && !folded) {
      fold();
    }
    looked += Varint.read(in);
    long what = 0;
    for (long left = Varint.read(in); left > 0; left--) {
      what += Varint.read(in);
      long count = Varint.read(in);
      if (ofBins) {
        bins[(int) what] += count;
      } else {
        put((int) what, count);
      }
    }
  }
}
