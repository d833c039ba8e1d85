package org.dropshard.job.record;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
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
    return summary;
  }
}
