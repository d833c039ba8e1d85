package org.dropshard.stats.sums;

import java.util.Arrays;

/**
 * Sums over many floating values of one channel, place by place in lanes, so that the loops
 * vectorise, and folded in a fixed order at the end. Each lane adds few terms, so less is lost to
 * rounding than in one long sum.
 */
final class PlaneSums {
  /** The values of one call, and the lanes: 4 KB an array, all of which stay in the cache. */
  static final int LANES = 512;

  /** Makes 1 or more of any double but zero, in two steps of which none overflows early. */
  private static final double GROW = 0x1p537;

  private final double[] sums = new double[LANES];
  private final double[] squares = new double[LANES];
  private final double[] nonzero = new double[LANES];
  private final double[] least = new double[LANES];
  private final double[] most = new double[LANES];
  private double pivot;

  void start(double pivot) {
    this.pivot = pivot;
    Arrays.fill(sums, 0);
    Arrays.fill(squares, 0);
    Arrays.fill(nonzero, 0);
    Arrays.fill(least, pivot);
    Arrays.fill(most, pivot);
  }

  /** Adds {@code n} ≤ {@link #LANES} values. */
  void add(double[] values, int n) {
    for (int i = 0; i < n; i++) {
      double d = values[i] - pivot;
      sums[i] += d;
      squares[i] += d * d;
    }
    for (int i = 0; i < n; i++) {
      least[i] = Math.min(least[i], values[i]);
      most[i] = Math.max(most[i], values[i]);
    }
    for (int i = 0; i < n; i++) {
      nonzero[i] += Math.min(1, Math.abs(values[i]) * GROW * GROW);
    }
  }

  /** Folds the lanes and adds them; false, and nothing added, if a value spoiled a sum. */
  boolean finish(int count, ChannelMoments channel) {
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        sums[i] += sums[i + half];
        squares[i] += squares[i + half];
        nonzero[i] += nonzero[i + half];
        least[i] = Math.min(least[i], least[i + half]);
        most[i] = Math.max(most[i], most[i + half]);
      }
    }
    return channel.addAbout(
        pivot, count, sums[0], squares[0], count - (long) nonzero[0], least[0], most[0]);
  }
}
