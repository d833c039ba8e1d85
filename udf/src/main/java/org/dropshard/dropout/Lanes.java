package org.dropshard.dropout;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dropshard.tensor.Values;

/**
 * The scratch memory of up to {@link TensorDropout#CHUNK} neighbouring elements: their survivors,
 * the words of the keystream, which become decisions, the decisions as masks over the elements'
 * bytes, and a count for each place.
 */
final class Lanes {
  // Views of bytes take part in a vectorised loop where they start at a constant place (JDK 17),
  // and
  // of loops that write, those over one array alone: so all lies in one, and bulk copies go in and
  // out. As the regions start at multiples of 64, what a loop reads is aligned as what it writes.
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Where survivors start, and become what is written: at most 8 bytes each. */
  static final int SURVIVORS = 0;

  /** Where words or decisions start: 4 bytes each. */
  static final int WORDS = SURVIVORS + 8 * TensorDropout.CHUNK;

  /** Where masks start: at most 8 bytes each. */
  static final int MASKS = WORDS + 4 * TensorDropout.CHUNK;

  /** Where counts start: 4 bytes each. */
  static final int KEPT = MASKS + 8 * TensorDropout.CHUNK;

  /** From here on a loop's length does not tell, and below 16 KB its arrays stay cached. */
  private static final int LOOP_BYTES = 8192;

  final byte[] bytes = new byte[KEPT + 4 * TensorDropout.CHUNK];

  /** The survivors, from its position 0 on. */
  final ByteBuffer survivors = Values.view(bytes, SURVIVORS, WORDS - SURVIVORS);

  /** How many longs lie over {@code bytes}, the last one in part where they end in it. */
  static int count(int bytes) {
    return bytes + 7 >>> 3;
  }

  /**
   * Repeats masks while that brings more bytes into each loop.
   *
   * @param length how many bytes of masks there are, a multiple of 8
   * @param most how many bytes there are to choose
   * @return how many times the masks are there
   */
  int repeatMasks(int length, int most) {
    int times = Math.max(1, Math.min(LOOP_BYTES, most) / length);
    for (int done = length, n; done < times * length; done += n) {
      n = Math.min(done, times * length - done);
      System.arraycopy(bytes, MASKS, bytes, MASKS + done, n);
    }
    return times;
  }

  /**
   * Puts the fill in place of the survivors whose mask is 0.
   *
   * @param length of the survivors, in bytes; up to seven more are changed
   * @param fill one long for all of them, or one for each
   */
  void choose(int length, long[] fill) {
    if (fill.length == 1) {
      choose(count(length), fill[0]);
    } else {
      chooseOfMany(count(length), fill);
    }
  }

  private void choose(int n, long fill) {
    byte[] a = bytes;
    for (int i = 0; i < n; i++) {
      long mask = (long) LONG.get(a, i * 8 + MASKS);
      LONG.set(a, i * 8, ((long) LONG.get(a, i * 8) ^ fill) & mask ^ fill);
    }
  }

  private void chooseOfMany(int n, long[] fill) {
    byte[] a = bytes;
    for (int i = 0; i < n; i++) {
      long mask = (long) LONG.get(a, i * 8 + MASKS);
      LONG.set(a, i * 8, ((long) LONG.get(a, i * 8) ^ fill[i]) & mask ^ fill[i]);
    }
  }
}
