package org.dropshard.job.record;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.dropshard.stats.ChannelStats;

/**
 * What is known of a shard, or of many: counts, digest and statistics. Merges in any order.
 *
 * <p>Statistics before dropout are those of the samples, after dropout those of all copies.
 */
public final class ShardSummary {
  public final ChannelStats before = new ChannelStats();
  public final ChannelStats after = new ChannelStats();
  public final RowDigest digest = new RowDigest();
  public long samples;
  public long rows;
  public long bytes;
  public long units;
  public long dropped;

  /** The units by group, where they have names. */
  public final TreeMap<String, SummaryPart> groups = new TreeMap<>();

  /** Each copy by itself, where they differ in their probability. */
  public final TreeMap<Integer, SummaryPart> levels = new TreeMap<>();

  /** The samples of each value of a column, where that was asked for. */
  public final ValueParts by = new ValueParts();

  /** The columns of other tensors that are dropped with the samples', by name. */
  public final TreeMap<String, AlsoPart> also = new TreeMap<>();

  /** Each part of a split by itself, without its bytes; none: there is no split. */
  public final TreeMap<String, ShardSummary> splits = new TreeMap<>();

  /** Adds another summary. */
  public void merge(ShardSummary other) {
    before.merge(other.before);
    after.merge(other.after);
    digest.add(other.digest.value());
    samples += other.samples;
    rows += other.rows;
    bytes += other.bytes;
    units += other.units;
    dropped += other.dropped;
    SummaryPart.merge(groups, other.groups);
    SummaryPart.merge(levels, other.levels);
    by.merge(other.by);
    AlsoPart.merge(also, other.also);
    other.splits.forEach((name, part) -> split(name).merge(part));
  }

  /** Where to count a part of a split, until {@link #gather}. */
  public ShardSummary split(String name) {
    return splits.computeIfAbsent(name, part -> new ShardSummary());
  }

  /** How many rows each part of a split has. */
  public TreeMap<String, Long> rowsOfSplits() {
    TreeMap<String, Long> counts = new TreeMap<>();
    splits.forEach((name, part) -> counts.put(name, part.rows));
    return counts;
  }

  /** Adds up what the parts of a split have counted; rows are counted beside them. */
  public void gather() {
    long written = rows;
    for (ShardSummary part : splits.values()) {
      merge(part);
    }
    rows = written;
  }

  /** Counts a copy of its own probability; its statistics are its caller's. */
  public SummaryPart addLevel(int copy, long units, long dropped) {
    SummaryPart level = levels.computeIfAbsent(copy, c -> new SummaryPart());
    level.units += units;
    level.dropped += dropped;
    return level;
  }

  /**
   * Counts one unit of each group.
   *
   * @param keep −1 (kept) or 0 (dropped) for each
   * @param empty whether one has no data, and is not counted; null: none
   */
  public void addGroups(List<String> names, int[] keep, boolean[] empty) {
    for (int g = 0; g < keep.length; g++) {
      if (empty != null && empty[g]) {
        continue;
      }
      groups.computeIfAbsent(names.get(g), name -> new SummaryPart()).add(keep[g] == 0);
    }
  }

  /** What is known of a column of other tensors. */
  public AlsoPart also(String column) {
    return also.computeIfAbsent(column, c -> new AlsoPart());
  }

  /** Writes the state. */
  public void write(DataOutput out) throws IOException {
    before.write(out);
    after.write(out);
    out.write(digest.value());
    out.writeLong(samples);
    out.writeLong(rows);
    out.writeLong(bytes);
    out.writeLong(units);
    out.writeLong(dropped);
    if (!groups.isEmpty()
        || !levels.isEmpty()
        || !by.isEmpty()
        || !also.isEmpty()
        || !splits.isEmpty()) {
      SummaryPart.write(groups, out);
      SummaryPart.write(levels, out);
    }
    if (!by.isEmpty() || !also.isEmpty() || !splits.isEmpty()) {
      by.write(out);
    }
    if (!also.isEmpty() || !splits.isEmpty()) {
      AlsoPart.write(also, out);
    }
    for (Map.Entry<String, ShardSummary> split : splits.entrySet()) {
      ByteArrayOutputStream part = new ByteArrayOutputStream();
      split.getValue().write(new DataOutputStream(part));
      out.writeUTF(split.getKey());
      out.writeInt(part.size());
      out.write(part.toByteArray());
    }
  }

  /** Reads what {@link #write} wrote. */
  public static ShardSummary read(DataInput in) throws IOException {
    ShardSummary summary = new ShardSummary();
    summary.before.read(in);
    summary.after.read(in);
    byte[] digest = new byte[RowDigest.BYTES];
    in.readFully(digest);
    summary.digest.add(digest);
    summary.samples = in.readLong();
    summary.rows = in.readLong();
    summary.bytes = in.readLong();
    summary.units = in.readLong();
    summary.dropped = in.readLong();
    try {
      SummaryPart.read(in, Function.identity(), summary.groups);
      SummaryPart.read(in, Integer::valueOf, summary.levels);
      summary.by.read(in);
      AlsoPart.read(in, summary.also);
      while (true) {
        String split = in.readUTF();
        byte[] part = new byte[in.readInt()];
        in.readFully(part);
        summary.splits.put(split, read(new DataInputStream(new ByteArrayInputStream(part))));
      }
    } catch (EOFException e) {
      return summary; // where the last part ends; without parts it ends here, as all did once
    }
  }
}
