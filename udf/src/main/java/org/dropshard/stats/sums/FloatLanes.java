package org.dropshard.stats.sums;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.Arrays;
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

  /** Even lanes, or odd ones. */
  static final int HALF = LANES / 2;

  /** The blocks of a call. */
  static final int BLOCKS = 2;

  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  // Places in bytes: the values, and the bits of their doubles, even values first, then odd ones.
  static final int SECOND = 4 * LANES;
  static final int WIDE = SECOND + 4 * LANES;
  static final int WIDE_ODD = WIDE + 8 * HALF;
  static final int WIDE_SECOND = WIDE + 8 * LANES;
  static final int WIDE_SECOND_ODD = WIDE_SECOND + 8 * HALF;

  // One int a lane of each: the range in keys, or whether a value is outside, which the sign says.
  static final int LEAST = WIDE_SECOND + 8 * LANES;
  static final int OUTSIDE = LEAST;
  static final int MOST = LEAST + 4 * LANES;
  static final int NONZERO = MOST + 4 * LANES;
  private static final int BYTES = NONZERO + 4 * LANES;

  // Places in doubles: the values of both blocks, and one a lane of each of the others; always
  // those of even lanes first, then those of odd ones.
  static final int PIVOT = BLOCKS * LANES;
  static final int SUM = PIVOT + LANES;
  static final int SQUARES = SUM + LANES;
  private static final int DOUBLES = SQUARES + LANES;

  static final long MAGNITUDES = 0x7fffffff_7fffffffL;
  private static final int INFINITE = 0x7f800000;

  final byte[] bytes = new byte[BYTES];
  final double[] doubles = new double[DOUBLES];
  final DoubleBuffer wide = Values.view(bytes, WIDE, LEAST - WIDE).asDoubleBuffer();
  private FloatLoop[] loops = FloatLoop.RANGED;
  int lowest; // key of the range that values are probably in
  int width; // of it, unsigned

  /** Where {@link #add} takes values from: little-endian floats from place 0 on. */
  byte[] values() {
    return bytes;
  }

  /**
   * Begins anew, to find the range too.
   *
   * @param even the pivots of even lanes, from {@code from} on
   * @param odd those of odd lanes
   * @param keys the {@link #key}s of each lane's, from twice {@code from} on
   */
  void start(double[] even, double[] odd, int[] keys, int from) {
    System.arraycopy(even, from, doubles, PIVOT, HALF);
    System.arraycopy(odd, from, doubles, PIVOT + HALF, HALF);
    for (int i = 0; i < LANES; i++) {
      INT.set(bytes, i * 4 + LEAST, keys[2 * from + i]);
    }
    System.arraycopy(bytes, LEAST, bytes, MOST, 4 * LANES);
    clear(FloatLoop.RANGED);
  }

  /** Begins anew with one pivot, to find the range too. */
  void start(float pivot) {
    Arrays.fill(doubles, PIVOT, SUM, pivot);
    int key = key(Float.floatToRawIntBits(pivot));
    for (int i = 0; i < LANES; i++) {
      INT.set(bytes, i * 4 + LEAST, key);
    }
    System.arraycopy(bytes, LEAST, bytes, MOST, 4 * LANES);
    clear(FloatLoop.RANGED);
  }

  /**
   * Begins anew with one pivot, to find out whether all values are within a range.
   *
   * @param low the {@link #key} of its lower end
   * @param high that of its upper end, at least {@code low}; both of finite values
   */
  void start(float pivot, int low, int high) {
    Arrays.fill(doubles, PIVOT, SUM, pivot);
    Arrays.fill(bytes, OUTSIDE, MOST, (byte) 0);
    lowest = low;
    width = high - low; // unsigned
    clear(width >= 0 ? FloatLoop.WITHIN_NARROW : FloatLoop.WITHIN_BROAD);
  }

  private void clear(FloatLoop[] next) {
    Arrays.fill(doubles, SUM, DOUBLES, 0);
    Arrays.fill(bytes, NONZERO, BYTES, (byte) 0);
    loops = next;
  }

  /** Adds both blocks. */
  void add() {
    for (FloatLoop loop : loops) {
      loop.run(this, LANES);
    }
  }

  /** Whether a value was outside of the range that was given. */
  boolean outside() {
    long signs = 0;
    for (int i = 0; i < HALF; i += 8) {
      long some = pair(OUTSIDE, i) | pair(OUTSIDE, i + 1) | pair(OUTSIDE, i + 2);
      long more = pair(OUTSIDE, i + 3) | pair(OUTSIDE, i + 4) | pair(OUTSIDE, i + 5);
      signs |= some | more | pair(OUTSIDE, i + 6) | pair(OUTSIDE, i + 7);
    }
    return (signs & ~MAGNITUDES) != 0;
  }

  /** How many values are not ±0, of all lanes; below 2³¹. */
  int nonzero() {
    long counts = 0;
    for (int i = 0; i < HALF; i += 8) {
      long some = pair(NONZERO, i) + pair(NONZERO, i + 1) + pair(NONZERO, i + 2);
      long more = pair(NONZERO, i + 3) + pair(NONZERO, i + 4) + pair(NONZERO, i + 5);
      counts += some + more + pair(NONZERO, i + 6) + pair(NONZERO, i + 7);
    }
    return (int) counts + (int) (counts >>> 32);
  }

  private long pair(int place, int i) {
    return (long) LONG.get(bytes, i * 8 + place);
  }

  /**
   * The sum of all lanes' Σd, which is taken in place: lane l takes in l + 256, then l + 128, ….
   */
  double sum() {
    return fold(SUM) + fold(SUM + HALF);
  }

  /** The sum of all lanes' Σd². */
  double squares() {
    return fold(SQUARES) + fold(SQUARES + HALF);
  }

  /** From 256 values to 32, to 4, to 1. Three halvings are one loop, at constant distances. */
  private double fold(int place) {
    double[] a = doubles;
    for (int i = place; i < place + 32; i++) {
      double b = (a[i] + a[i + 128]) + (a[i + 64] + a[i + 192]);
      double c = (a[i + 32] + a[i + 160]) + (a[i + 96] + a[i + 224]);
      a[i] = b + c;
    }
    for (int i = place; i < place + 4; i++) {
      double b = (a[i] + a[i + 16]) + (a[i + 8] + a[i + 24]);
      double c = (a[i + 4] + a[i + 20]) + (a[i + 12] + a[i + 28]);
      a[i] = b + c;
    }
    return (a[place] + a[place + 2]) + (a[place + 1] + a[place + 3]);
  }

  /** Copies the even lanes' Σd and the odd lanes'. */
  void sums(double[] even, double[] odd, int at) {
    System.arraycopy(doubles, SUM, even, at, HALF);
    System.arraycopy(doubles, SUM + HALF, odd, at, HALF);
  }

  /** Copies the lanes' Σd². */
  void squares(double[] even, double[] odd, int at) {
    System.arraycopy(doubles, SQUARES, even, at, HALF);
    System.arraycopy(doubles, SQUARES + HALF, odd, at, HALF);
  }

  /** Copies the {@link #key}s of the lanes' least and greatest values. */
  void range(int[] least, int[] most, int at) {
    for (int i = 0; i < LANES; i++) {
      least[at + i] = (int) INT.get(bytes, i * 4 + LEAST);
      most[at + i] = (int) INT.get(bytes, i * 4 + MOST);
    }
  }

  /**
   * Copies how many values are not ±0: of an even lane in the lower half of a long, of the next in
   * the upper.
   */
  void nonzero(long[] to, int at) {
    for (int i = 0; i < HALF; i++) {
      to[at + i] = pair(NONZERO, i);
    }
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
