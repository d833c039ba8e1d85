package org.dropshard.stats;

import java.util.function.IntFunction;
import org.dropshard.stats.sums.TensorSums;
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
  private final TensorSums sums = new TensorSums();

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
    boolean counted = sums.add(x, layout, into.moments(), bytes(histograms));
    if (histograms != null && !counted) {
      histograms.add(x, layout);
    }
  }

  /**
   * Adds a tensor, as {@link #add} does, of which copies are added next, by {@link #addDropped} or
   * by {@link #add}.
   */
  public void addOriginal(
      Tensor x, Layout layout, ChannelStats into, ChannelHistograms histograms) {
    sums.keep(true);
    add(x, layout, into, histograms);
    sums.keep(false);
  }

  /** Whether the statistics of copies of the last original follow from its own. */
  public boolean keepsOriginal() {
    return sums.isKept();
  }

  /**
   * Adds a copy of the last original, without reading it where {@link #keepsOriginal}: some
   * channels of it have one value each, and all else is as it was.
   *
   * @param dropped the indices of those channels, ascending
   */
  public void addDropped(
      Tensor y, Layout layout, int[] dropped, ChannelStats into, ChannelHistograms histograms) {
    if (keepsOriginal()) {
      sums.addKept(y, layout, dropped, into.moments(), bytes(histograms));
    } else {
      add(y, layout, into, histograms);
    }
  }

  private static IntFunction<long[]> bytes(ChannelHistograms histograms) {
    return histograms == null ? null : histograms::bytes;
  }
}
