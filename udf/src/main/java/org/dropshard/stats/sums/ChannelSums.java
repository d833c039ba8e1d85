package org.dropshard.stats.sums;

import java.util.List;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** A way to sum up the values of each channel of a tensor, for the types that it suits. */
interface ChannelSums {
  /**
   * Adds all values.
   *
   * @param layout CHW or HWC
   * @param places of each channel
   * @param into one for each channel at least
   */
  void add(Tensor x, Layout layout, int channels, int places, List<ChannelMoments> into);
}
