package org.dropshard.dropout;

import java.util.Arrays;
import org.dropshard.random.Numbers;
import org.dropshard.tensor.Invalid;

/**
 * Masks that bound how many units are dropped. Number 0 of the sequence decides how many, number 1
 * + u ranks unit u, and the k units of the smallest ranks (unsigned; of equal ones the lower unit)
 * are dropped, so that every set of k is equally likely. Holds the scratch memory of one thread.
 */
public final class SubsetMask {
  private final Numbers numbers = new Numbers();
  private long[] ranks = new long[0];
  private long[] sorted = new long[0];

  /**
   * Drops between {@code fewest} and {@code most} units, each count equally likely.
   *
   * @param fewest in [0, most]
   * @param most at most {@code keep.length}
   * @param keep takes −1 (kept) or 0 (dropped) for each unit
   * @return how many were dropped
   * @throws IllegalArgumentException if there are fewer units than {@code most}
   */
  public int drop(int fewest, int most, long seed, long id, int stream, int[] keep) {
    if (fewest < 0 || fewest > most || most > keep.length) {
      throw Invalid.argument(
          "number of dropped units",
          (fewest == most ? "" : fewest + " to ") + most,
          "at most " + keep.length + " units");
    }
    numbers.start(seed, id, stream, 1L + keep.length);
    int dropped = fewest + numbers.below(most - fewest + 1);
    rank(dropped, keep);
    return dropped;
  }

  /**
   * Drops each unit with the guard's probability, on condition that enough survive.
   *
   * @param guard for {@code keep.length} units
   * @param keep takes −1 (kept) or 0 (dropped) for each unit
   * @return how many were dropped
   */
  public int drop(SurvivorGuard guard, long seed, long id, int stream, int[] keep) {
    numbers.start(seed, id, stream, 1L + keep.length);
    int dropped = keep.length - guard.kept(numbers.fraction());
    rank(dropped, keep);
    return dropped;
  }

  private void rank(int dropped, int[] keep) {
    int n = keep.length;
    if (ranks.length != n) {
      ranks = new long[n];
      sorted = new long[n];
    }
    for (int u = 0; u < n; u++) {
      ranks[u] = numbers.next() ^ Long.MIN_VALUE; // signed order is then the unsigned one
    }
    if (dropped == 0) {
      Arrays.fill(keep, -1);
      return;
    }
    System.arraycopy(ranks, 0, sorted, 0, n);
    Arrays.sort(sorted);
    long last = sorted[dropped - 1];
    int ties = dropped;
    for (int u = 0; u < n; u++) {
      ties -= ranks[u] < last ? 1 : 0;
    }
    for (int u = 0; u < n; u++) {
      boolean drops = ranks[u] < last || ranks[u] == last && ties-- > 0;
      keep[u] = drops ? 0 : -1;
    }
  }
}
