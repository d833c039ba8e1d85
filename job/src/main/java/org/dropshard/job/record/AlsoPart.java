package org.dropshard.job.record;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** What is known of a column of other tensors that are dropped with a sample's. */
public final class AlsoPart {
  public final RowDigest digest = new RowDigest();
  public long units;
  public long dropped;

  static void merge(Map<String, AlsoPart> parts, Map<String, AlsoPart> others) {
    others.forEach(
        (column, other) -> {
          AlsoPart part = parts.computeIfAbsent(column, c -> new AlsoPart());
          part.digest.add(other.digest.value());
          part.units += other.units;
          part.dropped += other.dropped;
        });
  }

  static void write(TreeMap<String, AlsoPart> parts, DataOutput out) throws IOException {
    out.writeInt(parts.size());
    for (Map.Entry<String, AlsoPart> part : parts.entrySet()) {
      out.writeUTF(part.getKey());
      out.write(part.getValue().digest.value());
      out.writeLong(part.getValue().units);
      out.writeLong(part.getValue().dropped);
    }
  }

  static void read(DataInput in, Map<String, AlsoPart> parts) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      AlsoPart part = new AlsoPart();
      parts.put(in.readUTF(), part);
      byte[] digest = new byte[RowDigest.BYTES];
      in.readFully(digest);
      part.digest.add(digest);
      part.units = in.readLong();
      part.dropped = in.readLong();
    }
  }
}
