package org.dropshard.job.shard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.ShardRecord;
import org.dropshard.tensor.Layout;

/**
 * Writes shards.jsonl in the order of the partitions. A partition's shards wait only for those
 * before it, so that the driver does not hold the statistics of all at once, unless names have to
 * tell how many there are.
 */
public final class ShardLog {
  private final OutputStream out;
  private final ShardNames names;
  private final Layout layout;
  private final TreeMap<Integer, List<ShardResult>> waiting = new TreeMap<>();
  private int next;

  /**
   * @param names asked for each shard in turn
   * @param layout where the tensors hold their channels
   */
  public ShardLog(OutputStream out, ShardNames names, Layout layout) {
    this.out = out;
    this.names = names;
    this.layout = layout;
  }

  public void add(int partition, List<ShardResult> shards) throws IOException {
    waiting.put(partition, shards);
    if (!names.tellHowMany()) {
      write();
    }
  }

  private void write() throws IOException {
    while (waiting.containsKey(next)) {
      for (ShardResult shard : waiting.remove(next++)) {
        out.write(line(shard).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private String line(ShardResult shard) {
    ShardRecord record =
        ShardRecord.of(
            names.next(shard.file()), shard.sum().orElseThrow(), shard.summary(), layout);
    return Json.line(record) + "\n";
  }

  /** Writes what is left, once all partitions are there. */
  public void finish() throws IOException {
    waiting.values().forEach(shards -> shards.forEach(shard -> names.count(shard.file())));
    write();
  }
}
