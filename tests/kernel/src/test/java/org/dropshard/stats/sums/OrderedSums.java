package org.dropshard.stats.sums;

import java.nio.ByteBuffer;
import java.util.List;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/**
 * The sums of floating channels one value at a time, in the order that decides their last bits: the
 * oracle of the loops that vectorise.
 */
final class OrderedSums {
  private static final int LANES = 512;
  private static final int PIECE = 2048;

  private OrderedSums() {}

  static void add(Tensor x, Layout layout, List<ChannelMoments> into) {
    int channels = layout.channels(x.shape());
    int places = x.length() / channels;
    while (into.size() < channels) {
      into.add(new ChannelMoments());
    }
    ByteBuffer view = Values.view(x.data(), x.offset(), x.byteLength());
    for (int c = 0; c < channels; c++) {
      double[] values = new double[places];
      for (int i = 0; i < places; i++) {
        int at = layout == Layout.CHW ? c * places + i : i * channels + c;
        values[i] = Values.ofBits(x.dtype(), Values.bits(view, x.dtype().bytes(), at));
      }
      boolean planes = layout == Layout.CHW || channels <= 8;
      if (places < 4096 || !planes) {
        pieces(values, layout == Layout.CHW ? PIECE : Math.max(64, PIECE / channels), into, c);
      } else if (!lanes(values, into.get(c))) {
        pieces(values, LANES, into, c);
      }
      into.get(c).endSample(x.dtype());
    }
  }

  /** Lane l takes values l, l + 512, …; then lanes fold in halves. */
  private static boolean lanes(double[] values, ChannelMoments channel) {
    double[] sums = new double[LANES];
    double[] squares = new double[LANES];
    for (int i = 0; i < values.length; i++) {
      double d = values[i] - values[0];
      sums[i % LANES] += d;
      squares[i % LANES] += d * d;
    }
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        sums[i] += sums[i + half];
        squares[i] += squares[i + half];
      }
    }
    return add(values, 0, values.length, sums[0], squares[0], channel);
  }

  private static void pieces(double[] values, int piece, List<ChannelMoments> into, int c) {
    for (int from = 0; from < values.length; from += piece) {
      piece(values, from, Math.min(values.length, from + piece), into.get(c));
    }
  }

  /** Four sums in turn, the first of which takes what no group of four does. */
  private static void piece(double[] values, int from, int to, ChannelMoments channel) {
    double[] s = new double[4];
    double[] q = new double[4];
    int grouped = from + (to - from) / 4 * 4;
    for (int i = from; i < to; i++) {
      int k = i < grouped ? (i - from) % 4 : 0;
      double d = values[i] - values[from];
      s[k] += d;
      q[k] += d * d;
    }
    double sum = (s[0] + s[1]) + (s[2] + s[3]);
    if (add(values, from, to, sum, (q[0] + q[1]) + (q[2] + q[3]), channel)) {
      return;
    }
    for (int i = from; i < to; i++) {
      double x = values[i];
      channel.count++;
      if (Double.isNaN(x)) {
        channel.nan++;
      } else if (Double.isInfinite(x)) {
        channel.infinite++;
      } else {
        channel.zeros += x == 0 ? 1 : 0;
        channel.addFinite(x);
      }
    }
  }

  private static boolean add(
      double[] values, int from, int to, double sum, double squares, ChannelMoments channel) {
    int zeros = 0;
    double min = values[from];
    double max = values[from];
    for (int i = from; i < to; i++) {
      zeros += values[i] == 0 ? 1 : 0;
      min = Math.min(min, values[i]);
      max = Math.max(max, values[i]);
    }
    return channel.addAbout(values[from], to - from, sum, squares, zeros, min, max);
  }
}
