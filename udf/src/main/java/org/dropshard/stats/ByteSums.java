package org.dropshard.stats;

import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** uint8: exact sums, without a histogram. */
final class ByteSums {
  /** Values of a visit; more would overflow {@link #TERMS}. */
  private static final int VISIT = 2048;

  /**
   * Interleaved bytes that stay in the first-level cache while channel after channel is visited.
   */
  private static final int CACHED = 1 << 15;

  /** What a visit adds to its channel costs as much as some thirty values. */
  private static final int LEAST_VISIT = 64;

  private static final int SQUARES = 20; // the bit where squares start: 2¹¹ · 255 is below
  private static final int ZEROS = 48; // 2¹¹ · 255² is below 2²⁸

  /** The value, its square, and whether it is 0, of each byte: one addition sums up all three. */
  private static final long[] TERMS = new long[256];

  static {
    for (int value = 0; value < TERMS.length; value++) {
      TERMS[value] = value + ((long) value * value << SQUARES) + (value == 0 ? 1L << ZEROS : 0);
    }
  }

  void add(Tensor x, Layout layout, int channels, int places, ChannelStats into) {
    byte[] data = x.data();
    if (layout == Layout.CHW) {
      for (int c = 0; c < channels; c++) {
        for (int from = 0, n; from < places; from += n) {
          n = Math.min(VISIT, places - from);
          visit(data, x.offset() + c * places + from, 1, n, into.channel(c));
        }
      }
      return;
    }
    int piece = Math.max(LEAST_VISIT, Math.min(VISIT, CACHED / channels));
    for (int from = 0, n; from < places; from += n) {
      n = Math.min(piece, places - from);
      for (int c = 0; c < channels; c++) {
        visit(data, x.offset() + from * channels + c, channels, n, into.channel(c));
      }
    }
  }

  /** Four of each in turn: one alone would wait for its last result. */
  private static void visit(byte[] data, int start, int stride, int n, ChannelMoments channel) {
    int first = data[start] & 0xff;
    long s0 = 0;
    long s1 = 0;
    long s2 = 0;
    long s3 = 0;
    int least0 = first;
    int least1 = first;
    int most0 = first;
    int most1 = first;
    int i = 0;
    int at = start;
    for (; i < n - 3; i += 4, at += 4 * stride) {
      int x0 = data[at] & 0xff;
      int x1 = data[at + stride] & 0xff;
      int x2 = data[at + 2 * stride] & 0xff;
      int x3 = data[at + 3 * stride] & 0xff;
      s0 += TERMS[x0];
      s1 += TERMS[x1];
      s2 += TERMS[x2];
      s3 += TERMS[x3];
      least0 = Math.min(least0, Math.min(x0, x2));
      least1 = Math.min(least1, Math.min(x1, x3));
      most0 = Math.max(most0, Math.max(x0, x2));
      most1 = Math.max(most1, Math.max(x1, x3));
    }
    for (; i < n; i++, at += stride) {
      int value = data[at] & 0xff;
      s0 += TERMS[value];
      least0 = Math.min(least0, value);
      most0 = Math.max(most0, value);
    }
    long terms = s0 + s1 + s2 + s3;
    channel.count += n;
    channel.zeros += terms >>> ZEROS;
    channel.extend(Math.min(least0, least1), Math.max(most0, most1));
    channel.sum.add(terms & (1L << SQUARES) - 1);
    channel.squares.add(terms >>> SQUARES & (1L << ZEROS - SQUARES) - 1);
  }
}
