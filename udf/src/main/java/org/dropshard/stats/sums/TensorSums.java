package org.dropshard.stats.sums;

import java.util.List;
import java.util.function.IntFunction;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * Sums up the channels of tensors, each type in the way that is fastest for its shape: which of
 * them it is decides on no bit but a float's last. Holds the scratch memory of one thread; not
 * thread-safe.
 */
public final class TensorSums {
  private final ByteHistograms byteHistograms = new ByteHistograms();
  private final ChannelSums bytes = new ByteSums();
  private final ChannelSums integers = new IntegerSums();
  private final ChannelSums floating = new FloatingSums();

  /**
   * Adds every value of {@code x} to its channel's moments.
   *
   * @param into grows to as many as there are channels
   * @param histograms the 256 counts of a channel's bytes, or null where none are asked of the
   *     channel; null: of none
   * @return whether the histograms are added to, which only a tensor of bytes can be
   */
  public boolean add(
      Tensor x, Layout layout, List<ChannelMoments> into, IntFunction<long[]> histograms) {
    int channels = layout.channels(x.shape());
    if (channels == 0) {
      return true;
    }
    grow(into, channels);
    int places = x.length() / channels;
    Layout order = order(layout);
    boolean ofBytes = x.dtype() == DType.UINT8;
    boolean counted = ofBytes && ByteHistograms.suits(order, channels, places, histograms != null);
    if (counted) {
      byteHistograms.add(x, order, channels, places, into, histograms);
    } else {
      ChannelSums sums = ofBytes ? bytes : x.dtype().isFloating() ? floating : integers;
      sums.add(x, order, channels, places, into);
    }
    endSample(x, channels, into);
    return counted;
  }

  /** Whether the counts of the tensors that come next are kept: of the last, until they are not. */
  public void keep(boolean whether) {
    byteHistograms.keep(whether);
  }

  /** Whether the counts of a tensor are kept. */
  public boolean isKept() {
    return byteHistograms.keptChannels() > 0;
  }

  /**
   * Adds the kept channels again but some, each of which has one value.
   *
   * @param dropped their indices, ascending
   */
  public void addKept(
      Tensor y,
      Layout layout,
      int[] dropped,
      List<ChannelMoments> into,
      IntFunction<long[]> histograms) {
    int channels = layout.channels(y.shape());
    grow(into, channels);
    int places = y.length() / channels;
    byteHistograms.addKept(y, order(layout), places, dropped, into, histograms);
    endSample(y, channels, into);
  }

  private static void endSample(Tensor x, int channels, List<ChannelMoments> into) {
    for (int c = 0; c < channels; c++) {
      into.get(c).endSample(x.dtype());
    }
  }

  private static void grow(List<ChannelMoments> into, int channels) {
    while (into.size() < channels) {
      into.add(new ChannelMoments());
    }
  }

  /** A tensor that is one channel is a plane of its own. */
  private static Layout order(Layout layout) {
    return layout == Layout.NONE ? Layout.CHW : layout;
  }
}
