package org.dropshard.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How often values fell into bins: one for each value of uint8, and for the other types one for
 * each sign, exponent and first four bits of the fraction of a float. Counts merge exactly.
 */
public final class ValueHistogram {
  private static final int BYTES = 256;

  /** What is cut off a float's bits; what stays is sign, exponent and four bits. */
  private static final int SHIFT = 19;

  private static final int BINS = 1 << 32 - SHIFT;

  private long[] bytes;
  private long[] bins;

  /** Takes a bin that is not empty. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Called once for each.
     *
     * @param low the least value of the bin
     * @param high the least value above it; {@code low + 1} for uint8
     * @param count how many values fell into it, at least 1
     */
    void bin(double low, double high, long count);
  }

  long[] bytes() {
    if (bytes == null) {
      bytes = new long[BYTES];
    }
    return bytes;
  }

  long[] bins() {
    if (bins == null) {
      bins = new long[BINS];
    }
    return bins;
  }

  /** The bin of a finite float's bits; −0 counts as +0. */
  static int bin(int bits) {
    return bits << 1 == 0 ? 0 : bits >>> SHIFT;
  }

  /** Hands on every bin that is not empty, in no particular order. */
  public void forEach(Visitor visitor) {
    for (int value = 0; bytes != null && value < BYTES; value++) {
      if (bytes[value] != 0) {
        visitor.bin(value, value + 1, bytes[value]);
      }
    }
    for (int bin = 0; bins != null && bin < BINS; bin++) {
      if (bins[bin] != 0) {
        double near = Float.intBitsToFloat(bin << SHIFT);
        double far = end(bin);
        visitor.bin(Math.min(near, far), Math.max(near, far), bins[bin]);
      }
    }
  }

  /** Where a bin ends, away from zero: the largest is followed by 2¹²⁸. */
  private static double end(int bin) {
    float end = Float.intBitsToFloat(bin + 1 << SHIFT);
    return Float.isInfinite(end) ? Math.copySign(0x1p128, end) : end;
  }

  void merge(ValueHistogram other) {
    if (other.bytes != null) {
      add(bytes(), other.bytes);
    }
    if (other.bins != null) {
      add(bins(), other.bins);
    }
  }

  private static void add(long[] counts, long[] more) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += more[i];
    }
  }

  void write(DataOutput out) throws IOException {
    write(bytes, out);
    write(bins, out);
  }

  void read(DataInput in) throws IOException {
    bytes = read(in, bytes, BYTES);
    bins = read(in, bins, BINS);
  }

  /** How many bins are not empty, and of each how far it lies from the last, and its count. */
  private static void write(long[] counts, DataOutput out) throws IOException {
    int filled = 0;
    for (int i = 0; counts != null && i < counts.length; i++) {
      filled += counts[i] != 0 ? 1 : 0;
    }
    out.writeShort(filled);
    int last = 0;
    for (int i = 0; counts != null && i < counts.length; i++) {
      if (counts[i] != 0) {
        writeNumber(i - last, out);
        writeNumber(counts[i], out);
        last = i;
      }
    }
  }

  private static long[] read(DataInput in, long[] counts, int length) throws IOException {
    int filled = in.readUnsignedShort();
    long[] sum = counts == null && filled > 0 ? new long[length] : counts;
    for (int i = 0, at = 0; i < filled; i++) {
      at += (int) readNumber(in);
      sum[at] += readNumber(in);
    }
    return sum;
  }

  /** Seven bits a byte, the lowest first. */
  private static void writeNumber(long number, DataOutput out) throws IOException {
    long rest = number;
    for (; rest > 0x7f; rest >>>= 7) {
      out.writeByte((int) rest & 0x7f | 0x80);
    }
    out.writeByte((int) rest);
  }

  private static long readNumber(DataInput in) throws IOException {
    long number = 0;
    for (int shift = 0; ; shift += 7) {
      int next = in.readUnsignedByte();
      number |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return number;
      }
    }
  }
}
