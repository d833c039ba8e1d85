package org.dropshard.job.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.ShardRecord;

/** The sizes of shards: one by one while they are few, else how many there are of each size. */
final class ShardSizes {
  private static final int LISTED = 200;
  private static final int BINS = 40;

  private final List<ShardRecord.File> shards = new ArrayList<>();

  void add(ShardRecord.File shard) {
    shards.add(shard);
  }

  ObjectNode json() {
    shards.sort(Comparator.comparing(ShardRecord.File::file));
    long[] sorted = shards.stream().mapToLong(ShardRecord.File::bytes).sorted().toArray();
    ObjectNode json = Json.object();
    json.put("count", sorted.length);
    if (sorted.length == 0) {
      return json;
    }
    json.put("least", sorted[0]);
    json.put("median", sorted[sorted.length / 2]);
    json.put("most", sorted[sorted.length - 1]);
    if (sorted.length <= LISTED) {
      ArrayNode files = json.putArray("files");
      for (ShardRecord.File shard : shards) {
        files
            .addObject()
            .put("file", shard.file())
            .put("rows", shard.rows())
            .put("bytes", shard.bytes());
      }
      return json;
    }
    double width = Math.max(1, sorted[sorted.length - 1] + 1.0) / BINS;
    long[] counts = new long[BINS];
    for (long bytes : sorted) {
      counts[(int) (bytes / width)]++;
    }
    json.put("bin_bytes", width);
    ArrayNode bins = json.putArray("bins");
    for (long count : counts) {
      bins.add(count);
    }
    return json;
  }
}
