package org.dropshard.dropout;

import java.util.Arrays;
import org.dropshard.random.Keystream;

/** The decisions of the mask contract: unit u is kept iff its word, unsigned, is at least T. */
public final class KeepMask {
  private KeepMask() {}

  /**
   * Takes the next {@code n} words and turns each into −1 (kept) or 0 (dropped).
   *
   * @param threshold T in [0, 2³²], as {@link DropProbability#threshold()} gives it
   * @return the number of dropped units
   */
  public static int next(Keystream words, long threshold, int[] keep, int offset, int n) {
    words.next(keep, offset, n);
    if (threshold > 0xffffffffL) {
      Arrays.fill(keep, offset, offset + n, 0);
      return n;
    }
    int t = (int) threshold;
    for (int i = offset; i < offset + n; i++) {
      keep[i] = keep(keep[i], t);
    }
    return n + sum(keep, offset, offset + n);
  }

  /**
   * −1 if r ≥ t unsigned, else 0. With d = t − 1 − r, whose top bit says r ≥ t where the top bits
   * of r and t are equal: r ≥ t iff r or d has the top bit where t has not, iff both have where t
   * has. Plain arithmetic, so that loops vectorise; a compare would cost a branch a unit.
   */
  static int keep(int r, int t) {
    int d = t - 1 - r;
    return (r & d | (r | d) & ~(t >> 31)) >> 31;
  }

  /** Four sums, because each addition to one alone would wait for the last. */
  private static int sum(int[] a, int from, int to) {
    int s0 = 0;
    int s1 = 0;
    int s2 = 0;
    int s3 = 0;
    int i = from;
    for (; i < to - 3; i += 4) {
      s0 += a[i];
      s1 += a[i + 1];
      s2 += a[i + 2];
      s3 += a[i + 3];
    }
    for (; i < to; i++) {
      s0 += a[i];
    }
    return s0 + s1 + s2 + s3;
  }
}
