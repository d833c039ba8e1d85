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
    int dropped = 0;
    for (int i = offset; i < offset + n; i++) {
      int r = keep[i];
      // The top bit of the majority of (~r, t, r − t) is the borrow of r − t: set iff r < t
      // unsigned.
      // Plain arithmetic, so that the loop vectorises; a compare would cost a branch a unit.
      int borrow = ((~r & t) | ((~r | t) & (r - t))) >> 31;
      keep[i] = ~borrow;
      dropped -= borrow;
    }
    return dropped;
  }
}
