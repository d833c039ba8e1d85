package org.dropshard.dropout;

import org.dropshard.random.Keystream;
import org.dropshard.tensor.Layout;

/**
 * Decisions by the mask contract with a drop probability of its own for each channel: channel c of
 * unit u is kept iff r(u) is at least T(c). Where channels share a unit, they share its word: of
 * two, the one that drops more often drops whenever the other does. Holds the scratch memory of one
 * thread.
 */
public final class ChannelMask {
  private final Keystream words = new Keystream();
  private int[] drawn = new int[0];

  /** The noise shape of the decisions: that of the units, with each channel by itself. */
  public static NoiseShape decisions(NoiseShape units, Layout layout) {
    int[] noise = units.noise().clone();
    if (noise.length > 0) {
      int axis = layout.channelAxis(noise.length);
      noise[axis] = units.shape()[axis];
    }
    return new NoiseShape(units.shape(), noise);
  }

  /**
   * Decides.
   *
   * @param units what shares a word
   * @param thresholds T in [0, 2³²] of each channel
   * @param keep takes −1 (kept) or 0 (dropped) for each unit of {@link #decisions}
   * @return how many were dropped
   */
  public int decide(
      NoiseShape units,
      Layout layout,
      long[] thresholds,
      long seed,
      long id,
      int stream,
      int[] keep) {
    int count = units.units();
    if (drawn.length < count) {
      drawn = new int[count];
    }
    words.start(seed, id, stream, count);
    words.next(drawn, 0, count);
    int axis = units.noise().length == 0 ? 0 : layout.channelAxis(units.noise().length);
    int inner = 1; // words from one channel to the next
    for (int i = axis + 1; i < units.noise().length; i++) {
      inner *= units.noise()[i];
    }
    int channels = thresholds.length;
    boolean shares = units.noise().length > 0 && units.noise()[axis] == 1;
    int kept = 0;
    for (int to = 0, from = 0; to < keep.length; from += shares ? inner : channels * inner) {
      for (int channel = 0; channel < channels; channel++, to += inner) {
        int word = shares ? from : from + channel * inner;
        kept -= keep(drawn, word, thresholds[channel], keep, to, inner);
      }
    }
    return keep.length - kept;
  }

  private static int keep(int[] words, int from, long threshold, int[] keep, int to, int n) {
    int t = (int) threshold;
    int some = threshold > 0xffffffffL ? 0 : -1;
    int sum = 0;
    for (int i = 0; i < n; i++) {
      int decision = KeepMask.keep(words[from + i], t) & some;
      keep[to + i] = decision;
      sum += decision;
    }
    return sum;
  }
}
