package org.dropshard.stats.sums;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * uint8: exact sums, without a histogram. Eight bytes at a time are compared with the range known
 * so far, which can be widened 255 times a channel at most; then alone the new range is sought.
 */
final class ByteSums implements ChannelSums {
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

  /** The bits above every second byte. */
  private static final long TOPS = 0x0100010001000100L;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The value, its square, and whether it is 0, of each byte: one addition sums up all three. */
  private static final long[] TERMS = new long[256];

  static {
    for (int value = 0; value < TERMS.length; value++) {
      TERMS[value] = value + ((long) value * value << SQUARES) + (value == 0 ? 1L << ZEROS : 0);
    }
  }

  @Override
  public void add(Tensor x, Layout layout, int channels, int places, List<ChannelMoments> into) {
    byte[] data = x.data();
    if (layout == Layout.CHW) {
      for (int c = 0; c < channels; c++) {
        for (int from = 0, n; from < places; from += n) {
          n = Math.min(VISIT, places - from);
          visit(data, x.offset() + c * places + from, n, into.get(c));
        }
      }
      return;
    }
    int piece = Math.max(LEAST_VISIT, Math.min(VISIT, CACHED / channels));
    for (int from = 0, n; from < places; from += n) {
      n = Math.min(piece, places - from);
      int start = x.offset() + from * channels;
      int c = 0;
      for (; c + 7 < channels; c += 8) {
        visitEight(data, start + c, channels, n, into, c);
      }
      for (; c < channels; c++) {
        visitEvery(data, start + c, channels, n, into.get(c));
      }
    }
  }

  /** Neighbouring values of one channel. */
  private static void visit(byte[] data, int start, int n, ChannelMoments channel) {
    long lower = repeat(lower(channel));
    long upper = repeat(upper(channel));
    long within = -1;
    long s0 = 0; // each of few terms at a time: one alone would wait for its last result
    long s1 = 0;
    int at = start;
    int end = start + n;
    for (; at <= end - 8; at += 8) {
      long v = (long) LONG.get(data, at);
      within &= within(v, lower, upper) & within(v >>> 8, lower, upper);
      s0 += TERMS[data[at] & 0xff] + TERMS[data[at + 1] & 0xff];
      s1 += TERMS[data[at + 2] & 0xff] + TERMS[data[at + 3] & 0xff];
      s0 += TERMS[data[at + 4] & 0xff] + TERMS[data[at + 5] & 0xff];
      s1 += TERMS[data[at + 6] & 0xff] + TERMS[data[at + 7] & 0xff];
    }
    for (; at < end; at++) {
      int value = data[at] & 0xff;
      within &= within(repeat(value), lower, upper);
      s0 += TERMS[value];
    }
    if ((within & TOPS) != TOPS) {
      extend(data, start, 1, n, channel);
    }
    addTerms(s0 + s1, n, channel);
  }

  /** Eight channels, whose values lie side by side. */
  private static void visitEight(
      byte[] data, int start, int stride, int n, List<ChannelMoments> into, int first) {
    long evenLower = 0;
    long evenUpper = 0;
    long oddLower = 0;
    long oddUpper = 0;
    for (int k = 6; k >= 0; k -= 2) {
      ChannelMoments even = into.get(first + k);
      ChannelMoments odd = into.get(first + k + 1);
      evenLower = evenLower << 16 | lower(even);
      evenUpper = evenUpper << 16 | upper(even);
      oddLower = oddLower << 16 | lower(odd);
      oddUpper = oddUpper << 16 | upper(odd);
    }
    long within = -1;
    long s0 = 0;
    long s1 = 0;
    long s2 = 0;
    long s3 = 0;
    long s4 = 0;
    long s5 = 0;
    long s6 = 0;
    long s7 = 0;
    for (int i = 0, at = start; i < n; i++, at += stride) {
      long v = (long) LONG.get(data, at);
      within &= within(v, evenLower, evenUpper) & within(v >>> 8, oddLower, oddUpper);
      s0 += TERMS[data[at] & 0xff];
      s1 += TERMS[data[at + 1] & 0xff];
      s2 += TERMS[data[at + 2] & 0xff];
      s3 += TERMS[data[at + 3] & 0xff];
      s4 += TERMS[data[at + 4] & 0xff];
      s5 += TERMS[data[at + 5] & 0xff];
      s6 += TERMS[data[at + 6] & 0xff];
      s7 += TERMS[data[at + 7] & 0xff];
    }
    for (int k = 0; (within & TOPS) != TOPS && k < 8; k++) {
      extend(data, start + k, stride, n, into.get(first + k));
    }
    addTerms(s0, n, into.get(first));
    addTerms(s1, n, into.get(first + 1));
    addTerms(s2, n, into.get(first + 2));
    addTerms(s3, n, into.get(first + 3));
    addTerms(s4, n, into.get(first + 4));
    addTerms(s5, n, into.get(first + 5));
    addTerms(s6, n, into.get(first + 6));
    addTerms(s7, n, into.get(first + 7));
  }

  /** One channel among others. */
  private static void visitEvery(
      byte[] data, int start, int stride, int n, ChannelMoments channel) {
    long terms = 0;
    for (int i = 0, at = start; i < n; i++, at += stride) {
      terms += TERMS[data[at] & 0xff];
    }
    extend(data, start, stride, n, channel);
    addTerms(terms, n, channel);
  }

  /** The least byte that does not widen a channel's range; 1 where there is none. */
  private static long lower(ChannelMoments channel) {
    return isReached(channel) ? (long) Math.ceil(Math.max(channel.min, 0)) : 1;
  }

  /** The greatest; 0 where there is none. */
  private static long upper(ChannelMoments channel) {
    return isReached(channel) ? (long) Math.min(channel.max, 255) : 0;
  }

  private static boolean isReached(ChannelMoments channel) {
    return channel.min <= 255 && channel.max >= 0;
  }

  private static long repeat(long value) {
    return value * 0x0001000100010001L;
  }

  /**
   * In every second byte, bit 0 of the next says whether it is within a range: {@link #TOPS} if all
   * are. The differences stay above 0, so that nothing is borrowed from a neighbour.
   */
  private static long within(long bytes, long lower, long upper) {
    long even = bytes & 0x00ff00ff00ff00ffL;
    return (even | TOPS) - lower & (upper | TOPS) - even;
  }

  private static void extend(byte[] data, int start, int stride, int n, ChannelMoments channel) {
    int least = 255;
    int most = 0;
    for (int i = 0, at = start; i < n; i++, at += stride) {
      least = Math.min(least, data[at] & 0xff);
      most = Math.max(most, data[at] & 0xff);
    }
    channel.extend(least, most);
  }

  private static void addTerms(long terms, int n, ChannelMoments channel) {
    long sum = terms & (1L << SQUARES) - 1;
    long squares = terms >>> SQUARES & (1L << ZEROS - SQUARES) - 1;
    channel.addIntegers(n, terms >>> ZEROS, sum, squares, 0);
  }
}
