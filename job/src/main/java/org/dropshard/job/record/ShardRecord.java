package org.dropshard.job.record;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.dropshard.tensor.Layout;

/**
 * A line of {@code shards.jsonl}.
 *
 * @param file its path below the output
 * @param rows how many it holds
 * @param bytes its size
 * @param digest of its rows
 * @param before statistics of its samples
 * @param after statistics of its rows
 */
public record ShardRecord(
    String file,
    long rows,
    long bytes,
    String digest,
    StatsRecord.Before before,
    StatsRecord.After after,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {

  public ShardRecord {
    Rule.shard(file, rows, bytes, digest);
    others = Rule.orNone(others);
  }

  /** Of a shard that was written. */
  public static ShardRecord of(String file, ShardSummary summary, Layout layout) {
    return new ShardRecord(
        file,
        summary.rows,
        summary.bytes,
        summary.digest.hex(),
        StatsRecord.Before.of(summary, layout),
        StatsRecord.After.of(summary, layout),
        Map.of());
  }

  /** The same but for the statistics, which may be long: they are passed over. */
  public record File(String file, long rows, long bytes, String digest) {
    public File {
      Rule.shard(file, rows, bytes, digest);
    }
  }
}
