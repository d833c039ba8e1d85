package org.dropshard.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.dropshard.tensor.Values;

/**
 * 512 sums each of d = x − pivot and of d², with range and zeros, over floats that come in blocks
 * of 512: sum i takes in value i of every block, in double, block after block.
 *
 * <p>Each loop works on one array at constant places, and {@link #add} calls all of them from one
 * place, so that none is inlined: all this lets the JIT vectorise them (JDK 17). Floats become
 * doubles by their bits, since a conversion stays scalar.
 */
final class FloatLanes {
  /** The values of a block. */
  static final int LANES = 512;

  /** The blocks of a call. */
  static final int BLOCKS = 2;

  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  // Places in bytes: the values, and the bits of their doubles, even values first, then odd ones.
  private static final int SECOND = 4 * LANES;
  private static final int WIDE = SECOND + 4 * LANES;
  private static final int WIDE_ODD = WIDE + 4 * LANES;
  private static final int WIDE_SECOND = WIDE + 8 * LANES;
  private static final int WIDE_SECOND_ODD = WIDE_SECOND + 4 * LANES;
  private static final int BYTES = WIDE_SECOND + 8 * LANES;

  // Places in ints: the values' bits, and one a lane of each of the others.
  private static final int LEAST = BLOCKS * LANES;
  private static final int MOST = LEAST + LANES;
  private static final int NONZERO = MOST + LANES;
  private static final int INTS = NONZERO + LANES;

  // Places in doubles: the values of both blocks, and one a lane of each of the others; always
  // those of even lanes first, then those of odd ones.
  private static final int PIVOT = BLOCKS * LANES;
  private static final int PIVOT_ODD = PIVOT + LANES / 2;
  private static final int SUM = PIVOT + LANES;
  private static final int SQUARES = SUM + LANES;
  private static final int DOUBLES = SQUARES + LANES;

  /**
   * A float's bits, shifted to where a double has them, are its 2⁻⁸⁹⁶-fold, for subnormals and
   * zeros too: the bias of the exponent is 127 in one and 1023 in the other.
   */
  private static final double REBIAS = 0x1p896;

  private static final long SIGN = Long.MIN_VALUE;
  private static final long MAGNITUDE = 0x7fffffffL;
  private static final int INFINITE = 0x7f800000;

  private final byte[] bytes = new byte[BYTES];
  private final double[] doubles = new double[DOUBLES];
  private final DoubleBuffer wide = Values.view(bytes, WIDE, BYTES - WIDE).asDoubleBuffer();
  private final int[] ints = new int[INTS];
  private final IntBuffer bits = Values.view(bytes, 0, WIDE).asIntBuffer();
  private final IntConsumer[] loops = {
    this::widen, this::widenSecond, this::range, this::countNonzero, this::sum
  };

  /** Where {@link #add} takes values from: little-endian floats from place 0 on. */
  byte[] values() {
    return bytes;
  }

  /**
   * Begins anew.
   *
   * @param pivots one for each lane from {@code from} on
   * @param keys their {@link #key}s
   */
  void start(double[] pivots, int[] keys, int from) {
    for (int i = 0; i < LANES / 2; i++) {
      doubles[PIVOT + i] = pivots[from + 2 * i];
      doubles[PIVOT_ODD + i] = pivots[from + 2 * i + 1];
    }
    System.arraycopy(keys, from, ints, LEAST, LANES);
    System.arraycopy(keys, from, ints, MOST, LANES);
    Arrays.fill(ints, NONZERO, INTS, 0);
    Arrays.fill(doubles, SUM, DOUBLES, 0);
  }

  /** Adds both blocks. */
  void add() {
    bits.get(0, ints, 0, BLOCKS * LANES);
    for (IntConsumer loop : loops) {
      loop.accept(LANES);
    }
  }

  private void widen(int n) {
    byte[] a = bytes;
    for (int i = 0; i < n / 2; i++) {
      long pair = (long) LONG.get(a, i * 8);
      LONG.set(a, i * 8 + WIDE, pair << 32 & SIGN | (pair & MAGNITUDE) << 29);
      LONG.set(a, i * 8 + WIDE_ODD, pair & SIGN | (pair >>> 32 & MAGNITUDE) << 29);
    }
  }

  private void widenSecond(int n) {
    byte[] a = bytes;
    for (int i = 0; i < n / 2; i++) {
      long pair = (long) LONG.get(a, i * 8 + SECOND);
      LONG.set(a, i * 8 + WIDE_SECOND, pair << 32 & SIGN | (pair & MAGNITUDE) << 29);
      LONG.set(a, i * 8 + WIDE_SECOND_ODD, pair & SIGN | (pair >>> 32 & MAGNITUDE) << 29);
    }
    wide.get(0, doubles, 0, BLOCKS * LANES);
  }

  private void range(int n) {
    int[] a = ints;
    for (int i = 0; i < n; i++) {
      int k0 = key(a[i]);
      int k1 = key(a[i + LANES]);
      int swap = (k0 ^ k1) & below(k1, k0);
      k0 ^= swap;
      k1 ^= swap;
      int least = a[i + LEAST];
      int most = a[i + MOST];
      a[i + LEAST] = least ^ (least ^ k0) & below(k0, least);
      a[i + MOST] = most ^ (most ^ k1) & below(most, k1);
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

  private void countNonzero(int n) {
    int[] a = ints;
    for (int i = 0; i < n; i++) {
      int m0 = a[i] << 1;
      int m1 = a[i + LANES] << 1;
      a[i + NONZERO] = a[i + NONZERO] + ((m0 | -m0) >>> 31) + ((m1 | -m1) >>> 31);
    }
  }

  private void sum(int n) {
    double[] a = doubles;
    for (int i = 0; i < n; i++) {
      double pivot = a[i + PIVOT];
      double d0 = a[i] * REBIAS - pivot;
      double d1 = a[i + LANES] * REBIAS - pivot;
      a[i + SUM] = a[i + SUM] + d0 + d1;
      a[i + SQUARES] = a[i + SQUARES] + d0 * d0 + d1 * d1;
    }
  }

  /** Copies the lanes' Σd to {@code to} from {@code at} on. */
  void sums(double[] to, int at) {
    inOrder(SUM, to, at);
  }

  /** Copies the lanes' Σd². */
  void squares(double[] to, int at) {
    inOrder(SQUARES, to, at);
  }

  private void inOrder(int place, double[] to, int at) {
    for (int i = 0; i < LANES / 2; i++) {
      to[at + 2 * i] = doubles[place + i];
      to[at + 2 * i + 1] = doubles[place + LANES / 2 + i];
    }
  }

  /** Copies the {@link #key}s of the lanes' least values. */
  void least(int[] to, int at) {
    System.arraycopy(ints, LEAST, to, at, LANES);
  }

  /** Copies the keys of the lanes' greatest values. */
  void most(int[] to, int at) {
    System.arraycopy(ints, MOST, to, at, LANES);
  }

  /** Copies how many values are not ±0. */
  void nonzero(int[] to, int at) {
    System.arraycopy(ints, NONZERO, to, at, LANES);
  }

  /**
   * Bits as an int in the order of the values, −0 below +0 and NaN at the ends; its own inverse.
   */
  static int key(int bits) {
    return bits ^ bits >> 31 & Integer.MAX_VALUE;
  }

  /** Whether all values between two keys are finite. */
  static boolean isFinite(int least, int most) {
    return least > key(INFINITE | Integer.MIN_VALUE) && most < INFINITE;
  }
}
