package org.dropshard.job.preview;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.read.sample.Sample;

/**
 * A sample's place in the draw of those that are shown: by a hash of the seed and its id, behind
 * all that were dropped in part. The rest decides between samples that share an id.
 *
 * @param hash of seed and id, unsigned, below 2⁶³ if the sample was dropped in part
 * @param key what identifies the sample
 * @param file its file, without credentials
 * @param row its row there, or −1
 */
public record Rank(long hash, String key, String file, long row) implements Comparable<Rank> {
  /** Of a key that is a long text; what is written may hold three bytes for each. */
  private static final int MOST_LETTERS = 1000;

  private static final Comparator<Rank> ORDER =
      Comparator.<Rank, Long>comparing(Rank::hash, Long::compareUnsigned)
          .thenComparing(Rank::key)
          .thenComparing(Rank::file)
          .thenComparing(Rank::row);

  /** The place in a draw of all samples alike. */
  public static Rank of(long seed, long id, Sample.Origin origin) {
    return of(hash(seed, id, false), origin);
  }

  static Rank of(long hash, Sample.Origin origin) {
    return new Rank(hash, cut(origin.key()), cut(Resolved.masked(origin.file())), origin.row());
  }

  private static String cut(String text) {
    return text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS);
  }

  /** Spreads seed and id over 64 bits: the finalizer of MurmurHash3, over both in turn. */
  static long hash(long seed, long id, boolean partly) {
    return mix(mix(seed) + id) >>> 1 | (partly ? 0 : Long.MIN_VALUE);
  }

  private static long mix(long z) {
    z = (z ^ z >>> 33) * 0xff51afd7ed558ccdL;
    z = (z ^ z >>> 33) * 0xc4ceb9fe1a85ec53L;
    return z ^ z >>> 33;
  }

  @Override
  public int compareTo(Rank other) {
    return ORDER.compare(this, other);
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(hash);
    out.writeUTF(key);
    out.writeUTF(file);
    out.writeLong(row);
  }

  static Rank read(DataInput in) throws IOException {
    return new Rank(in.readLong(), in.readUTF(), in.readUTF(), in.readLong());
  }
}
