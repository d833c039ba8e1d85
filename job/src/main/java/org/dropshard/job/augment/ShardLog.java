package org.dropshard.job.augment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.dropshard.job.manifest.Json;
import org.dropshard.job.manifest.ShardSummary;
import org.dropshard.job.write.ShardResult;

/**
 * Writes shards.jsonl in the order of the partitions. A partition's lines wait only for those
 * before it, so that the driver does not hold the statistics of all shards at once.
 */
final class ShardLog implements Closeable {
  private final OutputStream out;
  private final TreeMap<Integer, byte[]> waiting = new TreeMap<>();
  private int next;

  ShardLog(OutputStream out) {
    this.out = out;
  }

  void add(int partition, List<ShardResult> shards) throws IOException {
    String lines = shards.stream().map(ShardLog::line).collect(Collectors.joining());
    waiting.put(partition, lines.getBytes(StandardCharsets.UTF_8));
    while (waiting.containsKey(next)) {
      out.write(waiting.remove(next++));
    }
  }

  private static String line(ShardResult shard) {
    ObjectNode line = Json.object();
    line.put("file", shard.file());
    ShardSummary summary = shard.summary();
    line.put("rows", summary.rows);
    line.put("bytes", summary.bytes);
    line.put("digest", summary.digest.hex());
    line.setAll(Json.stats(summary));
    return Json.line(line) + "\n";
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
