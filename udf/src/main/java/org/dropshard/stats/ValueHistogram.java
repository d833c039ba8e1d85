package org.dropshard.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How often values occurred. Those of uint8 are told apart. Of other types, single values are told
 * apart while there are at most 256; of more, 16-bit integers fall into bins of 16 values, and all
 * else into one for each sign, exponent and first four bits of the fraction of a float. Counts
 * merge exactly.
 */
public final class ValueHistogram {
  private static final int BYTES = 256;

  /** What is cut off a float's bits; what stays is sign, exponent and four bits. */
  private static final int SHIFT = 19;

  private static final int BINS = 1 << 32 - SHIFT;

  /** What is cut off 16-bit integers, which lie between {@link #LEAST} and 65,535. */
  private static final int LEVEL_SHIFT = 4;

  private static final int LEAST = Short.MIN_VALUE;
  private static final int LEVELS = 0x10000 - LEAST >> LEVEL_SHIFT;

  private long[] bytes;
  private Tally shorts;
  private Tally floats;

  /** Takes a bin that is not empty. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Called once for each.
     *
     * @param low the least value of the bin
     * @param high the least value above it; {@code low} where it is a single value
     * @param count how many values fell into it, at least 1
     */
    void bin(double low, double high, long count);
  }

  /** What all bins are. */
  public enum Bins {
    /** Single values, or those of uint8: nothing is known less well than it was. */
    VALUES,
    /** Values or 16 neighbours. */
    LEVELS,
    /** Some reach over 3 to 6 % of their values' size. */
    FRACTIONS
  }

  long[] bytes() {
    if (bytes == null) {
      bytes = new long[BYTES];
    }
    return bytes;
  }

  /** Where 16-bit integers are counted, as they are. */
  Tally shorts() {
    if (shorts == null) {
      shorts = new Tally(LEVELS, value -> value - LEAST >> LEVEL_SHIFT);
    }
    return shorts;
  }

  /** Where the bits of finite floats are counted; −0 comes as +0. */
  Tally floats() {
    if (floats == null) {
      floats = new Tally(BINS, bits -> bits >>> SHIFT);
    }
    return floats;
  }

  /** What the bins are that hold the counts. */
  public Bins bins() {
    if (floats != null && floats.isFolded()) {
      return Bins.FRACTIONS;
    }
    return shorts != null && shorts.isFolded() ? Bins.LEVELS : Bins.VALUES;
  }

  /** How many values were looked at: fewer than are counted where they were sampled. */
  public long looked() {
    long looked = (shorts == null ? 0 : shorts.looked()) + (floats == null ? 0 : floats.looked());
    for (int value = 0; bytes != null && value < BYTES; value++) {
      looked += bytes[value];
    }
    return looked;
  }

  /** Hands on every bin that is not empty, in no particular order. */
  public void forEach(Visitor visitor) {
    for (int value = 0; bytes != null && value < BYTES; value++) {
      if (bytes[value] != 0) {
        visitor.bin(value, value, bytes[value]);
      }
    }
    if (shorts != null && shorts.isFolded()) {
      shorts.forEach(
          (level, count) -> {
            int low = (level << LEVEL_SHIFT) + LEAST;
            visitor.bin(low, low + (1 << LEVEL_SHIFT), count);
          });
    } else if (shorts != null) {
      shorts.forEach((value, count) -> visitor.bin(value, value, count));
    }
    if (floats != null && floats.isFolded()) {
      floats.forEach(
          (bin, count) -> {
            double near = Float.intBitsToFloat(bin << SHIFT);
            double far = end(bin);
            visitor.bin(Math.min(near, far), Math.max(near, far), count);
          });
    } else if (floats != null) {
      floats.forEach(
          (bits, count) -> {
            double value = Float.intBitsToFloat(bits);
            visitor.bin(value, value, count);
          });
    }
  }

  /** Where a bin ends, away from zero: the largest is followed by 2¹²⁸. */
  private static double end(int bin) {
    float end = Float.intBitsToFloat(bin + 1 << SHIFT);
    return Float.isInfinite(end) ? Math.copySign(0x1p128, end) : end;
  }

  void merge(ValueHistogram other) {
    for (int value = 0; other.bytes != null && value < BYTES; value++) {
      bytes()[value] += other.bytes[value];
    }
    if (other.shorts != null) {
      shorts().merge(other.shorts);
    }
    if (other.floats != null) {
      floats().merge(other.floats);
    }
  }

  void write(DataOutput out) throws IOException {
    out.writeByte((bytes != null ? 1 : 0) | (shorts != null ? 2 : 0) | (floats != null ? 4 : 0));
    for (int value = 0; bytes != null && value < BYTES; value++) {
      Varint.write(bytes[value], out);
    }
    if (shorts != null) {
      shorts.write(out);
    }
    if (floats != null) {
      floats.write(out);
    }
  }

  /**
   * Adds what the first version wrote: the values of uint8, then the bins of floats; of each how
   * many are not empty, how far it lies from the last, and its count.
   */
  void readFirst(DataInput in) throws IOException {
    int value = 0;
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      value += (int) Varint.read(in);
      bytes()[value] += Varint.read(in);
    }
    int bin = 0;
    for (int left = in.readUnsignedShort(); left > 0; left--) {
      bin += (int) Varint.read(in);
      floats().addToBin(bin, Varint.read(in));
    }
  }

  void read(DataInput in) throws IOException {
    int there = in.readUnsignedByte();
    for (int value = 0; (there & 1) != 0 && value < BYTES; value++) {
      bytes()[value] += Varint.read(in);
    }
    if ((there & 2) != 0) {
      shorts().read(in);
    }
    if ((there & 4) != 0) {
      floats().read(in);
    }
  }
}
