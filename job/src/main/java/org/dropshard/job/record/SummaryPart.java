package org.dropshard.job.record;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** The units of a part of what a summary sums up: of one group of channels. Merges in any order. */
public final class SummaryPart {
  public long units;
  public long dropped;

  /** Counts a unit. */
  public void add(boolean drops) {
    units++;
    dropped += drops ? 1 : 0;
  }

  private void merge(SummaryPart other) {
    units += other.units;
    dropped += other.dropped;
  }

  static void merge(Map<String, SummaryPart> parts, Map<String, SummaryPart> others) {
    others.forEach((name, part) -> parts.computeIfAbsent(name, n -> new SummaryPart()).merge(part));
  }

  static void write(Map<String, SummaryPart> parts, DataOutput out) throws IOException {
    out.writeInt(parts.size());
    for (Map.Entry<String, SummaryPart> part : parts.entrySet()) {
      out.writeUTF(part.getKey());
      out.writeLong(part.getValue().units);
      out.writeLong(part.getValue().dropped);
    }
  }

  static void read(DataInput in, TreeMap<String, SummaryPart> parts) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      SummaryPart part = parts.computeIfAbsent(in.readUTF(), n -> new SummaryPart());
      part.units = in.readLong();
      part.dropped = in.readLong();
    }
  }
}
