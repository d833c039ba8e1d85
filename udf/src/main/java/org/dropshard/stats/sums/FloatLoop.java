package org.dropshard.stats.sums;

import static org.dropshard.stats.sums.FloatLanes.BLOCKS;
import static org.dropshard.stats.sums.FloatLanes.INT;
import static org.dropshard.stats.sums.FloatLanes.LANES;
import static org.dropshard.stats.sums.FloatLanes.LEAST;
import static org.dropshard.stats.sums.FloatLanes.LONG;
import static org.dropshard.stats.sums.FloatLanes.MAGNITUDES;
import static org.dropshard.stats.sums.FloatLanes.MOST;
import static org.dropshard.stats.sums.FloatLanes.NONZERO;
import static org.dropshard.stats.sums.FloatLanes.OUTSIDE;
import static org.dropshard.stats.sums.FloatLanes.PIVOT;
import static org.dropshard.stats.sums.FloatLanes.SECOND;
import static org.dropshard.stats.sums.FloatLanes.SQUARES;
import static org.dropshard.stats.sums.FloatLanes.SUM;
import static org.dropshard.stats.sums.FloatLanes.WIDE;
import static org.dropshard.stats.sums.FloatLanes.WIDE_ODD;
import static org.dropshard.stats.sums.FloatLanes.WIDE_SECOND;
import static org.dropshard.stats.sums.FloatLanes.WIDE_SECOND_ODD;
import static org.dropshard.stats.sums.FloatLanes.key;

/**
 * One of the loops of {@link FloatLanes} over both blocks of a call: at constant places of one
 * array, and inlined nowhere. An enum's methods, unlike an interface's, are found without a search.
 */
enum FloatLoop {
  WIDEN {
    @Override
    void run(FloatLanes lanes, int n) {
      widen(lanes.bytes, n);
    }
  },
  WIDEN_SECOND {
    @Override
    void run(FloatLanes lanes, int n) {
      widenSecond(lanes.bytes, n);
      lanes.wide.get(0, lanes.doubles, 0, BLOCKS * LANES);
    }
  },
  RANGE {
    @Override
    void run(FloatLanes lanes, int n) {
      range(lanes.bytes, n);
    }
  },
  NARROW {
    @Override
    void run(FloatLanes lanes, int n) {
      checkNarrow(lanes.bytes, lanes.lowest, lanes.width, n);
    }
  },
  BROAD {
    @Override
    void run(FloatLanes lanes, int n) {
      checkBroad(lanes.bytes, lanes.lowest, lanes.width, n);
    }
  },
  SUM_UP {
    @Override
    void run(FloatLanes lanes, int n) {
      sum(lanes.doubles, n);
    }
  };

  static final FloatLoop[] RANGED = {WIDEN, WIDEN_SECOND, RANGE, SUM_UP};
  static final FloatLoop[] WITHIN_NARROW = {WIDEN, WIDEN_SECOND, NARROW, SUM_UP};
  static final FloatLoop[] WITHIN_BROAD = {WIDEN, WIDEN_SECOND, BROAD, SUM_UP};

  abstract void run(FloatLanes lanes, int n);

  /**
   * A float's bits, shifted to where a double has them, are its 2⁻⁸⁹⁶-fold, for subnormals and
   * zeros too: the bias of the exponent is 127 in one and 1023 in the other.
   */
  private static final double REBIAS = 0x1p896;

  private static final long SIGN = Long.MIN_VALUE;
  private static final long MAGNITUDE = 0x7fffffffL;
  private static final long ONES = 0x00000001_00000001L;

  /** To doubles; and counts, in each half of a long, the values that are not ±0. */
  private static void widen(byte[] a, int n) {
    for (int i = 0; i < n / 2; i++) {
      long pair = (long) LONG.get(a, i * 8);
      LONG.set(a, i * 8 + WIDE, pair << 32 & SIGN | (pair & MAGNITUDE) << 29);
      LONG.set(a, i * 8 + WIDE_ODD, pair & SIGN | (pair >>> 32 & MAGNITUDE) << 29);
      long nonzero = (pair & MAGNITUDES) + MAGNITUDES >>> 31 & ONES;
      LONG.set(a, i * 8 + NONZERO, (long) LONG.get(a, i * 8 + NONZERO) + nonzero);
    }
  }

  private static void widenSecond(byte[] a, int n) {
    for (int i = 0; i < n / 2; i++) {
      long pair = (long) LONG.get(a, i * 8 + SECOND);
      LONG.set(a, i * 8 + WIDE_SECOND, pair << 32 & SIGN | (pair & MAGNITUDE) << 29);
      LONG.set(a, i * 8 + WIDE_SECOND_ODD, pair & SIGN | (pair >>> 32 & MAGNITUDE) << 29);
      long nonzero = (pair & MAGNITUDES) + MAGNITUDES >>> 31 & ONES;
      LONG.set(a, i * 8 + NONZERO, (long) LONG.get(a, i * 8 + NONZERO) + nonzero);
    }
  }

  private static void range(byte[] a, int n) {
    for (int i = 0; i < n; i++) {
      int k0 = key((int) INT.get(a, i * 4));
      int k1 = key((int) INT.get(a, i * 4 + SECOND));
      int swap = (k0 ^ k1) & below(k1, k0);
      k0 ^= swap;
      k1 ^= swap;
      int least = (int) INT.get(a, i * 4 + LEAST);
      int most = (int) INT.get(a, i * 4 + MOST);
      INT.set(a, i * 4 + LEAST, least ^ (least ^ k0) & below(k0, least));
      INT.set(a, i * 4 + MOST, most ^ (most ^ k1) & below(most, k1));
    }
  }

  /**
   * −1 if a < b, else 0: the sign of a − b, corrected where that overflows. Plain arithmetic, since
   * the JIT vectorises neither comparisons nor minima of ints.
   */
  private static int below(int a, int b) {
    int d = a - b;
    return (d ^ (a ^ b) & (d ^ a)) >> 31;
  }

  /**
   * Sets the sign where a key is not within a range of less than 2³¹ keys: with t, how far it lies
   * above the lowest, t or width − t is negative.
   */
  private static void checkNarrow(byte[] a, int lowest, int width, int n) {
    for (int i = 0; i < n; i++) {
      int t0 = key((int) INT.get(a, i * 4)) - lowest;
      int t1 = key((int) INT.get(a, i * 4 + SECOND)) - lowest;
      int outside = (int) INT.get(a, i * 4 + OUTSIDE);
      INT.set(a, i * 4 + OUTSIDE, outside | t0 | width - t0 | t1 | width - t1);
    }
  }

  /** The same of at least 2³¹ keys: unsigned, t and the width have the top bit, and t is more. */
  private static void checkBroad(byte[] a, int lowest, int width, int n) {
    for (int i = 0; i < n; i++) {
      int t0 = key((int) INT.get(a, i * 4)) - lowest;
      int t1 = key((int) INT.get(a, i * 4 + SECOND)) - lowest;
      int outside = (int) INT.get(a, i * 4 + OUTSIDE);
      INT.set(a, i * 4 + OUTSIDE, outside | t0 & width - t0 | t1 & width - t1);
    }
  }

  private static void sum(double[] a, int n) {
    for (int i = 0; i < n; i++) {
      double pivot = a[i + PIVOT];
      double d0 = a[i] * REBIAS - pivot;
      double d1 = a[i + LANES] * REBIAS - pivot;
      a[i + SUM] = a[i + SUM] + d0 + d1;
      a[i + SQUARES] = a[i + SQUARES] + d0 * d0 + d1 * d1;
    }
  }
}
