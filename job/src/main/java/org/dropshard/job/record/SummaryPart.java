package org.dropshard.job.record;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import org.dropshard.stats.ChannelStats;

/**
 * A part of what a summary sums up: the units of a group of channels, or those and the statistics
 * of one copy of each sample. Merges in any order.
 */
public final class SummaryPart {
  public long units;
  public long dropped;
  public final ChannelStats after = new ChannelStats();

  /** Counts a unit. */
  public void add(boolean drops) {
    units++;
    dropped += drops ? 1 : 0;
  }

  private void merge(SummaryPart other) {
    units += other.units;
    dropped += other.dropped;
    after.merge(other.after);
  }

  static <K> void merge(Map<K, SummaryPart> parts, Map<K, SummaryPart> others) {
    others.forEach((key, part) -> parts.computeIfAbsent(key, k -> new SummaryPart()).merge(part));
  }

  static void write(Map<?, SummaryPart> parts, DataOutput out) throws IOException {
    out.writeInt(parts.size());
    for (Map.Entry<?, SummaryPart> part : parts.entrySet()) {
      out.writeUTF(part.getKey().toString());
      out.writeLong(part.getValue().units);
      out.writeLong(part.getValue().dropped);
      part.getValue().after.write(out);
    }
  }

  static <K> void read(DataInput in, Function<String, K> key, Map<K, SummaryPart> parts)
      throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      SummaryPart part = new SummaryPart();
      parts.put(key.apply(in.readUTF()), part);
      part.units = in.readLong();
      part.dropped = in.readLong();
      part.after.read(in);
    }
  }
}
