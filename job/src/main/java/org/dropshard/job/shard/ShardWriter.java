package org.dropshard.job.shard;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.format.SizedWriter;
import org.dropshard.job.record.ShardSummary;

/**
 * Writes a task's rows into shards: a new one where the folder changes, or where the last is full.
 * Rows come sorted by folder. A shard is closed between samples, so that all copies of one lie in
 * one shard.
 */
public final class ShardWriter implements Closeable {
  private final TaskOutput output;
  private final ShardSpec spec;
  private Shard shard;
  private String folder;
  private long shardBytes;

  /** How much smaller files are than what went in; learned from the shards that are done. */
  private double compression = 1;

  public ShardWriter(ShardSpec spec, TaskOutput output) {
    this.spec = spec;
    this.output = output;
  }

  /**
   * Makes ready for a sample's rows.
   *
   * @param newFolder the folder of its partition values, or null if the output has none
   * @return where to count it
   */
  public ShardSummary start(String newFolder) throws IOException {
    if (shard != null && (isFull() || !Objects.equals(folder, newFolder))) {
      closeShard();
    }
    if (shard == null) {
      folder = newFolder;
      shard = output.open(folder);
      shardBytes = 0;
    }
    return shard.summary();
  }

  private boolean isFull() {
    return shardBytes() * compression >= spec.shardBytes()
        || shard.summary().rows >= spec.shardRows();
  }

  /**
   * Writes a row of the sample.
   *
   * @param rowBytes about how many bytes it takes, for writers that do not know it themselves
   */
  public void write(InternalRow row, long rowBytes) {
    shard.writer().write(row);
    shard.summary().rows++;
    shardBytes += rowBytes;
  }

  /** How large the shard is before compression. */
  private long shardBytes() {
    return shard.writer() instanceof SizedWriter sized ? sized.bytes() : shardBytes;
  }

  private void closeShard() throws IOException {
    long before = shardBytes();
    Shard done = shard;
    shard = null;
    output.close(done);
    if (before > 0) {
      compression = Math.min(1, done.summary().bytes / (double) before);
    }
  }

  /** Closes the last shard. */
  @Override
  public void close() throws IOException {
    if (shard != null) {
      closeShard();
    }
  }

  /** Commits the task. */
  public FileCommitProtocol.TaskCommitMessage commit() throws IOException {
    close();
    return output.commit();
  }

  /** Gives the task up and removes its files. */
  public void abort() {
    try {
      close();
    } catch (IOException | RuntimeException e) {
      // The attempt has failed already, and its files are removed next.
    } finally {
      output.abort();
    }
  }

  /** The shards that are done. */
  public List<ShardResult> shards() {
    return output.shards();
  }
}
