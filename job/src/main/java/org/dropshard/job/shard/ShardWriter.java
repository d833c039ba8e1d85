package org.dropshard.job.shard;

import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.format.SizedWriter;
import org.dropshard.job.record.ShardSummary;

/**
 * Writes a task's rows into shards: a new one where the folder changes, or where the last is full.
 * Rows come sorted by folder, but for so many folders as they come in at a time. A shard is closed
 * between samples, so that all copies of one lie in one shard.
 */
public final class ShardWriter implements Closeable {
  private final TaskOutput output;
  private final ShardSpec spec;

  /** By place, the one that was written to last at the end. */
  private final Map<Place, Open> shards = new LinkedHashMap<>(16, 0.75f, true);

  private Open shard;

  /** How much smaller files are than what went in; learned from the shards that are done. */
  private double compression = 1;

  public ShardWriter(ShardSpec spec, TaskOutput output) {
    this.spec = spec;
    this.output = output;
  }

  /**
   * Where rows go.
   *
   * @param folder of their partition values, or null
   * @param part of a split that has files of its own, or null
   */
  private record Place(String folder, String part) {}

  /** A shard that is being written. */
  private static final class Open {
    final Shard shard;
    long rowBytes;

    Open(Shard shard) {
      this.shard = shard;
    }

    /** How large it is before compression. */
    long bytes() {
      return shard.writer() instanceof SizedWriter sized ? sized.bytes() : rowBytes;
    }
  }

  /**
   * Makes ready for a sample's rows.
   *
   * @param folder the folder of its partition values, or null if the output has none
   * @param part the part of a split that it belongs to, or null if there is none
   * @return where to count it
   */
  public ShardSummary start(String folder, String part) throws IOException {
    Place place = new Place(folder, spec.splitFiles() ? part : null);
    shard = shards.get(place);
    if (shard != null && isFull(shard)) {
      close(place);
      shard = null;
    }
    if (shard == null) {
      if (shards.size() == spec.foldersAtOnce()) {
        close(shards.keySet().iterator().next());
      }
      shard = new Open(output.open(folder, place.part()));
      shards.put(place, shard);
    }
    return shard.shard.summary();
  }

  private boolean isFull(Open one) {
    return one.bytes() * compression >= spec.shardBytes()
        || one.shard.summary().rows >= spec.shardRows();
  }

  /**
   * Writes a row of the sample.
   *
   * @param rowBytes about how many bytes it takes, for writers that do not know it themselves
   */
  public void write(InternalRow row, long rowBytes) {
    shard.shard.writer().write(row);
    shard.shard.summary().rows++;
    shard.rowBytes += rowBytes;
  }

  private void close(Place place) throws IOException {
    Open done = shards.remove(place);
    long before = done.bytes();
    output.close(done.shard);
    if (before > 0) {
      compression = Math.min(1, done.shard.summary().bytes / (double) before);
    }
  }

  /** Closes the last shards. */
  @Override
  public void close() throws IOException {
    while (!shards.isEmpty()) {
      close(shards.keySet().iterator().next());
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

  /** The SHA-256 of the quarantine file, if there is one, by its path below the output. */
  public Map<String, String> quarantined() {
    return output.quarantined();
  }

  /** The shards that are done. */
  public List<ShardResult> shards() {
    return output.shards();
  }
}
