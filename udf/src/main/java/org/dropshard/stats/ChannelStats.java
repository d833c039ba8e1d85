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
 * <p>Not thread-safe. Serialized in a form of its own, about a hundred bytes a channel.
 */
public final class ChannelStats implements Externalizable {
  private static final long serialVersionUID = 1L;

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

  /** Writes the state: as ever where all places have data, and else with those that have none. */
  public void write(DataOutput out) throws IOException {
    boolean counted = channels.stream().anyMatch(channel -> channel.nodata() != 0);
    out.writeInt(counted ? ~channels.size() : channels.size());
    for (ChannelMoments channel : channels) {
      channel.write(out);
      if (counted) {
        out.writeLong(channel.nodata());
      }
    }
  }

  /** Adds the state that {@link #write} wrote; into an empty one, restores it. */
  public void read(DataInput in) throws IOException {
    int first = in.readInt();
    int count = first < 0 ? ~first : first;
    for (int c = 0; c < count; c++) {
      ChannelMoments moments = new ChannelMoments();
      moments.read(in);
      moments.addNodata(first < 0 ? in.readLong() : 0);
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
