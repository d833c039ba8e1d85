package org.dropshard.job.report;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.dropshard.job.manifest.Json;

/** The sizes of shards: one by one while they are few, else how many there are of each size. */
final class ShardSizes {
  private static final int LISTED = 200;
  private static final int BINS = 40;

  private record Shard(String file, long rows, long bytes) {}

  private final List<Shard> shards = new ArrayList<>();

  /** Adds a line of {@code shards.jsonl}; its statistics, which may be long, are passed over. */
  void add(String line) throws IOException {
    String file = "";
    long rows = 0;
    long bytes = 0;
    try (JsonParser json = Json.parser(line)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "file" -> file = json.getText();
          case "rows" -> rows = json.getLongValue();
          case "bytes" -> bytes = json.getLongValue();
          default -> json.skipChildren();
        }
      }
    }
    shards.add(new Shard(file, rows, bytes));
  }

  ObjectNode json() {
    shards.sort(Comparator.comparing(Shard::file));
    long[] sorted = shards.stream().mapToLong(Shard::bytes).sorted().toArray();
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
      for (Shard shard : shards) {
        files.addObject().put("file", shard.file).put("rows", shard.rows).put("bytes", shard.bytes);
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
