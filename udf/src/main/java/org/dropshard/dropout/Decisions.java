package org.dropshard.dropout;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.dropshard.random.Keystream;
import org.dropshard.tensor.Values;

/**
 * The decisions on up to {@link TensorDropout#CHUNK} neighbouring elements, four bytes each: −1
 * (kept) or 0 (dropped). Words of the keystream become decisions where they lie.
 */
final class Decisions {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle LONG = Lanes.LONG;

  private final byte[] bytes = new byte[4 * TensorDropout.CHUNK];
  private final IntBuffer ints = Values.view(bytes, 0, bytes.length).asIntBuffer();
  private final byte[] masks = new byte[8 * TensorDropout.CHUNK];

  // Counted place by place and summed up at the end: one sum in the loop would keep it from
  // vectorising, and take six times as long as all the rest.
  private final int[] dropped = new int[TensorDropout.CHUNK];

  /** Decides on the next {@code n} units of the keystream. */
  void draw(Keystream words, long threshold, int n) {
    words.next(bytes, 0, n);
    if (threshold > 0xffffffffL) {
      Arrays.fill(bytes, (byte) 0);
      for (int i = 0; i < n; i++) {
        dropped[i]++;
      }
      return;
    }
    int t = (int) threshold;
    for (int i = 0; i < n; i++) {
      int below = KeepMask.below((int) INT.get(bytes, i * 4), t);
      dropped[i] -= below;
      INT.set(bytes, i * 4, ~below);
    }
  }

  /** The number of units dropped by {@link #draw} since the last call. */
  long takeDropped() {
    long sum = 0;
    for (int i = 0; i < dropped.length; i++) {
      sum += dropped[i];
    }
    Arrays.fill(dropped, 0);
    return sum;
  }

  /** Takes over the first {@code n} decisions of {@code keep}. */
  void set(int[] keep, int n) {
    ints.put(0, keep, 0, n);
  }

  /**
   * The first {@code n} decisions as masks over the bytes of elements: −1 (kept) or 0; what follows
   * them is not defined. Good until the next call.
   *
   * @param width of an element in bytes
   */
  byte[] masks(int n, int width) {
    switch (width) {
      case 1 -> overBytes(n);
      case 2 -> overShorts(n);
      case 8 -> overLongs(n);
      default -> {
        return bytes;
      }
    }
    return masks;
  }

  /** Eight decisions, two in a long, become one long. */
  private void overBytes(int n) {
    for (int i = 0; i < n; i += 8) {
      long low = pair(i) & 0x0000ff00000000ffL | pair(i + 2) & 0xff00000000ff0000L;
      long high = pair(i + 4) & 0x0000ff00000000ffL | pair(i + 6) & 0xff00000000ff0000L;
      LONG.set(masks, i, (low | low >>> 32) & 0xffffffffL | (high | high >>> 32) << 32);
    }
  }

  private void overShorts(int n) {
    for (int i = 0; i < n; i += 4) {
      long low = pair(i) & 0xffff00000000ffffL;
      long high = pair(i + 2) & 0xffff00000000ffffL;
      LONG.set(masks, i * 2, (low | low >>> 32) & 0xffffffffL | (high | high >>> 32) << 32);
    }
  }

  private void overLongs(int n) {
    for (int i = 0; i < n; i++) {
      LONG.set(masks, i * 8, (long) (int) INT.get(bytes, i * 4));
    }
  }

  private long pair(int i) {
    return (long) LONG.get(bytes, i * 4);
  }
}
