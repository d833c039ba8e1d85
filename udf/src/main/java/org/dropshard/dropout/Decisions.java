package org.dropshard.dropout;

import static org.dropshard.dropout.Lanes.INT;
import static org.dropshard.dropout.Lanes.KEPT;
import static org.dropshard.dropout.Lanes.LONG;
import static org.dropshard.dropout.Lanes.MASKS;
import static org.dropshard.dropout.Lanes.WORDS;

import java.nio.IntBuffer;
import java.util.Arrays;
import org.dropshard.random.Keystream;
import org.dropshard.tensor.Values;

/**
 * The decisions on neighbouring elements, in {@link Lanes}: −1 (kept) or 0 (dropped). Words of the
 * keystream become decisions where they lie.
 *
 * <p>Kept units are counted place by place and summed up at the end: one sum in a loop would keep
 * it from vectorising, and take six times as long as all the rest.
 */
final class Decisions {
  private final byte[] bytes;
  private final IntBuffer ints;
  private int places; // of the counts, that were used
  private long units; // that were counted

  Decisions(Lanes lanes) {
    bytes = lanes.bytes;
    ints = Values.view(bytes, WORDS, MASKS - WORDS).asIntBuffer();
  }

  /** Takes the next {@code n} words of the keystream. */
  void draw(Keystream words, int n) {
    words.next(bytes, WORDS, n);
    places = Math.max(places, n);
    units += n;
  }

  /** Decides on the {@code n} units whose words were drawn. */
  void decide(long threshold, int n) {
    if (threshold > 0xffffffffL) {
      Arrays.fill(bytes, WORDS, WORDS + 4 * n, (byte) 0);
      return;
    }
    byte[] a = bytes;
    int t = (int) threshold;
    for (int i = 0; i < n; i++) {
      int keep = KeepMask.keep((int) INT.get(a, i * 4 + WORDS), t);
      INT.set(a, i * 4 + KEPT, (int) INT.get(a, i * 4 + KEPT) + keep);
      INT.set(a, i * 4 + WORDS, keep);
    }
  }

  /**
   * Decides on the {@code n} elements of four bytes whose words were drawn, and puts the fill in
   * place of the survivors that are dropped.
   *
   * @param threshold below 2³²
   */
  void choose(long threshold, int fill, int n) {
    byte[] a = bytes;
    int t = (int) threshold;
    for (int i = 0; i < n; i++) {
      int keep = KeepMask.keep((int) INT.get(a, i * 4 + WORDS), t);
      INT.set(a, i * 4 + KEPT, (int) INT.get(a, i * 4 + KEPT) + keep);
      INT.set(a, i * 4, ((int) INT.get(a, i * 4) ^ fill) & keep ^ fill);
    }
  }

  /** The number of units dropped since the last call. */
  long takeDropped() {
    long kept = 0;
    for (int i = 0; i < places; i++) {
      kept -= (int) INT.get(bytes, i * 4 + KEPT); // below 2³¹: a tensor has no more elements
    }
    Arrays.fill(bytes, KEPT, KEPT + 4 * places, (byte) 0);
    long dropped = units - kept;
    places = 0;
    units = 0;
    return dropped;
  }

  /** Takes over the first {@code n} decisions of {@code keep}. */
  void set(int[] keep, int n) {
    ints.put(0, keep, 0, n);
  }

  /**
   * Makes of the first {@code n} decisions masks over the bytes of elements: −1 (kept) or 0; what
   * follows them is not defined.
   *
   * @param width of an element in bytes
   */
  void mask(int n, int width) {
    switch (width) {
      case 1 -> maskBytes(n);
      case 2 -> maskShorts(n);
      case 8 -> maskLongs(n);
      default -> System.arraycopy(bytes, WORDS, bytes, MASKS, n * 4);
    }
  }

  /** Eight decisions, two in a long, become one long. */
  private void maskBytes(int n) {
    for (int i = 0; i < n; i += 8) {
      long low = pair(i) & 0x0000ff00000000ffL | pair(i + 2) & 0xff00000000ff0000L;
      long high = pair(i + 4) & 0x0000ff00000000ffL | pair(i + 6) & 0xff00000000ff0000L;
      LONG.set(bytes, i + MASKS, (low | low >>> 32) & 0xffffffffL | (high | high >>> 32) << 32);
    }
  }

  private void maskShorts(int n) {
    for (int i = 0; i < n; i += 4) {
      long low = pair(i) & 0xffff00000000ffffL;
      long high = pair(i + 2) & 0xffff00000000ffffL;
      LONG.set(bytes, i * 2 + MASKS, (low | low >>> 32) & 0xffffffffL | (high | high >>> 32) << 32);
    }
  }

  private void maskLongs(int n) {
    for (int i = 0; i < n; i++) {
      LONG.set(bytes, i * 8 + MASKS, (long) (int) INT.get(bytes, i * 4 + WORDS));
    }
  }

  private long pair(int i) {
    return (long) LONG.get(bytes, i * 4 + WORDS);
  }
}
