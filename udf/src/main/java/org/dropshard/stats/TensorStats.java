package org.dropshard.stats;

import java.util.function.IntFunction;
import org.dropshard.stats.sums.TensorSums;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Nodata;
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
  private final Nodata nodata; // null: all places have data

  /** Of values that all are data. */
  public TensorStats() {
    this(null);
  }

  /**
   * Of values of which one stands for no data: such places are counted, and left out of all else.
   *
   * @param nodata null: all are data
   */
  public TensorStats(Nodata nodata) {
    this.nodata = nodata;
  }

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
    byte[] places = nodata == null ? null : nodata.places(x);
    if (places != null) {
      addData(x, layout, places, into, histograms);
      return;
    }
    boolean counted = sums.add(x, layout, into.moments(), bytes(histograms));
    if (histograms != null && !counted) {
      histograms.add(x, layout);
    }
  }

  /** Adds what is data, channel by channel, each gathered into a tensor of its own. */
  private void addData(
      Tensor x, Layout layout, byte[] places, ChannelStats into, ChannelHistograms histograms) {
    int channels = layout.channels(x.shape());
    int length = x.length() / channels; // not 0: a place has no data
    int width = x.dtype().bytes();
    boolean planes = layout != Layout.HWC;
    into.channel(channels - 1);
    for (int c = 0; c < channels; c++) {
      byte[] data = new byte[length * width];
      int n = 0;
      for (int i = 0; i < length; i++) {
        int at = planes ? c * length + i : i * channels + c;
        if (places[at] == 0) {
          System.arraycopy(x.data(), x.offset() + at * width, data, n++ * width, width);
        }
      }
      into.channel(c).addNodata(length - n);
      int channel = c;
      Tensor rest = new Tensor(x.dtype(), new int[] {1, n}, data, 0);
      boolean counted =
          sums.add(
              rest,
              Layout.CHW,
              into.moments().subList(c, c + 1),
              histograms == null ? null : first -> histograms.bytes(channel));
      if (histograms != null && !counted && c < ChannelHistograms.CHANNELS) {
        histograms.add(rest, Layout.CHW, c);
      }
    }
  }

  /**
   * Adds a tensor, as {@link #add} does, of which copies are added next, by {@link #addDropped} or
   * by {@link #add}.
   */
  public void addOriginal(
      Tensor x, Layout layout, ChannelStats into, ChannelHistograms histograms) {
    sums.keep(nodata == null);
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
