package org.dropshard.stats.sums;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** uint8: counts of the 256 values, from which every statistic follows exactly. */
final class ByteHistograms {
  private static final int BINS = 256;

  /** Beyond this many interleaved channels the histograms would crowd the cache. */
  private static final int MOST_INTERLEAVED = 8;

  /** With fewer values a channel, clearing and reading 256 bins costs more than summing. */
  private static final int FEWEST_PLACES = 2048;

  /** The same, where the bins are asked for anyway. */
  private static final int FEWEST_PLACES_OF_HISTOGRAM = 512;

  /** The bins of so many channels are kept for copies. */
  private static final int MOST_KEPT = 64;

  private final int[][] bins = new int[MOST_INTERLEAVED][BINS];
  private final int[][] kept = new int[MOST_KEPT][];
  private int keptChannels;
  private boolean keeps;

  /** Whether counting is the faster way, where histograms are asked for or not. */
  static boolean suits(Layout layout, int channels, int places, boolean histograms) {
    int fewest = histograms ? FEWEST_PLACES_OF_HISTOGRAM : FEWEST_PLACES;
    return places >= fewest && (layout == Layout.CHW || channels <= MOST_INTERLEAVED);
  }

  /** Whether the bins of the tensors that come next are kept: of the last, until they are not. */
  void keep(boolean whether) {
    keeps = whether;
    if (whether) {
      keptChannels = 0;
    }
  }

  /** How many channels are kept, or 0. */
  int keptChannels() {
    return keptChannels;
  }

  void add(
      Tensor x,
      Layout layout,
      int channels,
      int places,
      List<ChannelMoments> into,
      IntFunction<long[]> histograms) {
    keptChannels = keeps && channels <= MOST_KEPT ? channels : keptChannels;
    byte[] data = x.data();
    if (layout == Layout.CHW || channels == 1) {
      for (int c = 0; c < channels; c++) {
        int start = x.offset() + c * places;
        if (Planes.isConstant(data, start, places, 1)) {
          bins[0][data[start] & 0xff] = places;
        } else {
          plane(data, start, places);
        }
        keep(bins[0], c);
        drain(bins[0], into, histograms, c);
      }
      return;
    }
    if (channels == 3) {
      pixels3(data, x.offset(), places);
    } else {
      for (int c = 0; c < channels; c++) {
        int[] counts = bins[c];
        int end = x.offset() + channels * places;
        for (int i = x.offset() + c; i < end; i += channels) {
          counts[data[i] & 0xff]++;
        }
      }
    }
    for (int c = 0; c < channels; c++) {
      keep(bins[c], c);
      drain(bins[c], into, histograms, c);
    }
  }

  private void keep(int[] counts, int c) {
    if (keeps && c < keptChannels) {
      kept[c] = kept[c] == null ? new int[BINS] : kept[c];
      System.arraycopy(counts, 0, kept[c], 0, BINS);
    }
  }

  /**
   * Adds all kept channels again but some, each of which has one value.
   *
   * @param dropped their indices, ascending
   */
  void addKept(
      Tensor y,
      Layout layout,
      int places,
      int[] dropped,
      List<ChannelMoments> into,
      IntFunction<long[]> histograms) {
    int next = 0;
    for (int c = 0; c < keptChannels; c++) {
      if (next < dropped.length && dropped[next] == c) {
        int first = y.offset() + (layout == Layout.CHW ? c * places : c);
        bins[0][y.data()[first] & 0xff] = places;
        next++;
      } else {
        System.arraycopy(kept[c], 0, bins[0], 0, BINS);
      }
      drain(bins[0], into, histograms, c);
    }
  }

  /** Four histograms in turn: equal neighbours would wait for each other's counts in one. */
  private void plane(byte[] data, int offset, int n) {
    int[] a = bins[0];
    int[] b = bins[1];
    int[] c = bins[2];
    int[] d = bins[3];
    int end = offset + n;
    int i = offset;
    for (; i + 3 < end; i += 4) {
      a[data[i] & 0xff]++;
      b[data[i + 1] & 0xff]++;
      c[data[i + 2] & 0xff]++;
      d[data[i + 3] & 0xff]++;
    }
    for (; i < end; i++) {
      a[data[i] & 0xff]++;
    }
    for (int k = 1; k < 4; k++) {
      for (int value = 0; value < BINS; value++) {
        a[value] += bins[k][value];
      }
      Arrays.fill(bins[k], 0);
    }
  }

  private void pixels3(byte[] data, int offset, int n) {
    int[] r = bins[0];
    int[] g = bins[1];
    int[] b = bins[2];
    int end = offset + 3 * n;
    for (int i = offset; i < end; i += 3) {
      r[data[i] & 0xff]++;
      g[data[i + 1] & 0xff]++;
      b[data[i + 2] & 0xff]++;
    }
  }

  private static void drain(
      int[] counts, List<ChannelMoments> into, IntFunction<long[]> histograms, int c) {
    ChannelMoments channel = into.get(c);
    long[] total = histograms == null ? null : histograms.apply(c);
    int n = 0;
    long sum = 0; // at most 2³¹ · 255
    long squares = 0; // at most 2³¹ · 255²
    for (int value = 0; value < BINS; value++) {
      long count = counts[value];
      n += counts[value];
      sum += count * value;
      squares += count * value * value;
      if (count != 0) {
        channel.extend(value, value);
      }
    }
    for (int value = 0; total != null && value < BINS; value++) {
      total[value] += counts[value];
    }
    channel.addIntegers(n, counts[0], sum, squares, 0);
    Arrays.fill(counts, 0);
  }
}
