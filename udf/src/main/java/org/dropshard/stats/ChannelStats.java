package org.dropshard.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.ArrayList;
import java.util.List;
import org.dropshard.stats.sums.ChannelMoments;

/**
 * Mergeable statistics of the channels of many tensors: count, mean, variance, range, zeros, NaN
 * and infinite values. Equal to the last bit for any partitioning of the tensors and any order of
 * adding and merging. Tensors may differ in their number of channels; channel c sums up those that
 * have it.
 *
 * <p>Not thread-safe. Serialized in a form of its own, about 150 bytes a channel.
 */
public final class ChannelStats implements Externalizable {
  private static final long serialVersionUID = 1L;

  /** Begins a state: the number of channels of none before. */
  private static final int WITH_DEVIATIONS = Integer.MIN_VALUE;

  private final List<ChannelMoments> channels = new ArrayList<>();

  /** Nothing yet: no channels. */
  public ChannelStats() {}

  /** The number of channels seen. */
  public int channels() {
    return channels.size();
  }

  /** What each channel adds up to; a list that may grow. */
  List<ChannelMoments> moments() {
    return channels;
  }

  ChannelMoments channel(int index) {
    while (channels.size() <= index) {
      channels.add(new ChannelMoments());
    }
    return channels.get(index);
  }

  /** Adds all that {@code other} holds, which stays as it is. */
  public void merge(ChannelStats other) {
    for (int c = 0; c < other.channels.size(); c++) {
      channel(c).merge(other.channels.get(c));
    }
  }

  /** The statistics, channel by channel. */
  public List<ChannelSummary> summaries() {
    List<ChannelSummary> summaries = new ArrayList<>(channels.size());
    for (int c = 0; c < channels.size(); c++) {
      summaries.add(ChannelSummary.of(c, channels.get(c).totals()));
    }
    return summaries;
  }

  /**
   * What models normalize each channel by; empty where samples differ in their scale, or some are
   * of a state that knew no samples' deviations.
   */
  public List<Normalization> normalizations() {
    List<Normalization> all = new ArrayList<>(channels.size());
    for (int c = 0; c < channels.size(); c++) {
      ChannelMoments.Totals totals = channels.get(c).totals();
      if (totals.scale() <= 0) {
        return List.of();
      }
      all.add(Normalization.of(c, totals));
    }
    return all;
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    out.writeInt(WITH_DEVIATIONS);
    out.writeInt(channels.size());
    for (ChannelMoments channel : channels) {
      channel.write(out);
    }
  }

  /**
   * Adds the state that {@link #write} wrote; into an empty one, restores it. Earlier states begin
   * with their number of channels, or with its complement where they count places without data.
   */
  public void read(DataInput in) throws IOException {
    int first = in.readInt();
    boolean with = first == WITH_DEVIATIONS;
    int count = with ? in.readInt() : first < 0 ? ~first : first;
    for (int c = 0; c < count; c++) {
      ChannelMoments moments = new ChannelMoments();
      if (with) {
        moments.read(in);
      } else {
        moments.readFirst(in, first < 0);
      }
      channel(c).merge(moments);
    }
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    write(out);
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    read(in);
  }
}
