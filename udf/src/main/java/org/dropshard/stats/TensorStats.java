package org.dropshard.stats;

import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * Adds tensors to channel statistics. Holds the scratch memory of one thread, so keep one and use
 * it again; not thread-safe.
 *
 * <p>Integers are summed exactly. Floating values are summed in double about a pivot of the
 * sample's own, in a fixed order; what a sample contributes is then accumulated exactly, so that
 * the order of the samples does not matter. The error of a float channel's variance within one
 * sample is some n·2⁻⁵³ of the spread about the pivot, not of the distance from zero.
 */
public final class TensorStats {
  /**
   * Values held at a time, where pixels are not wide: 16 KB of doubles, which stay in the cache.
   */
  static final int CHUNK = 2048;

  private final ByteHistograms byteHistograms = new ByteHistograms();
  private final ByteSums bytes = new ByteSums();
  private final IntegerSums integers = new IntegerSums();
  private final FloatingSums floating = new FloatingSums();

  /**
   * Adds every value of {@code x} to the statistics of its channel: of the one there is, where no
   * axis counts them. An empty tensor adds its channels, with no values.
   */
  public void add(Tensor x, Layout layout, ChannelStats into) {
    add(x, layout, into, null);
  }

  /**
   * Adds every value of {@code x} to the statistics of its channel, and to its histogram.
   *
   * @param histograms may be null
   */
  public void add(Tensor x, Layout layout, ChannelStats into, ChannelHistograms histograms) {
    int channels = layout.channels(x.shape());
    if (channels == 0) {
      return;
    }
    into.channel(channels - 1);
    int places = x.length() / channels;
    Layout order = order(layout);
    if (x.dtype().isFloating()) {
      floating.add(x, order, channels, places, into);
    } else if (x.dtype() != DType.UINT8) {
      integers.add(x, order, channels, places, into);
    } else if (byteHistograms.suits(order, channels, places, histograms)) {
      byteHistograms.add(x, order, channels, places, into, histograms);
      return;
    } else {
      bytes.add(x, order, channels, places, into);
    }
    if (histograms != null) {
      histograms.add(x, order, channels, places);
    }
  }

  /**
   * Adds a tensor, as {@link #add} does, of which copies are added next, by {@link #addDropped} or
   * by {@link #add}.
   */
  public void addOriginal(
      Tensor x, Layout layout, ChannelStats into, ChannelHistograms histograms) {
    byteHistograms.keep(true);
    add(x, layout, into, histograms);
    byteHistograms.keep(false);
  }

  /** Whether the statistics of copies of the last original follow from its own. */
  public boolean keepsOriginal() {
    return byteHistograms.keptChannels() > 0;
  }

  /**
   * Adds a copy of the last original, without reading it where {@link #keepsOriginal}: some
   * channels of it have one value each, and all else is as it was.
   *
   * @param dropped the indices of those channels, ascending
   */
  public void addDropped(
      Tensor y, Layout layout, int[] dropped, ChannelStats into, ChannelHistograms histograms) {
    if (!keepsOriginal()) {
      add(y, layout, into, histograms);
      return;
    }
    int channels = layout.channels(y.shape());
    into.channel(channels - 1);
    byteHistograms.addKept(y, order(layout), y.length() / channels, dropped, into, histograms);
  }

  /** A tensor that is one channel is a plane of its own. */
  private static Layout order(Layout layout) {
    return layout == Layout.NONE ? Layout.CHW : layout;
  }
}
