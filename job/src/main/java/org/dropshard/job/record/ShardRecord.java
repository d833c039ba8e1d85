package org.dropshard.job.record;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.dropshard.job.store.FileSum;
import org.dropshard.tensor.Layout;

/**
 * A line of {@code shards.jsonl}.
 *
 * @param file its path below the output
 * @param rows how many it holds
 * @param bytes its size
 * @param digest of its rows
 * @param crc32c of its bytes; null: the run that wrote it had no checksums
 * @param sha256 likewise; null: nor was it asked for
 * @param before statistics of its samples
 * @param after statistics of its rows
 */
public record ShardRecord(
    String file,
    long rows,
    long bytes,
    String digest,
    @JsonInclude(JsonInclude.Include.NON_NULL) String crc32c,
    @JsonInclude(JsonInclude.Include.NON_NULL) String sha256,
    StatsRecord.Before before,
    StatsRecord.After after,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {

  public ShardRecord {
    Rule.shard(file, rows, bytes, digest);
    Rule.checksums(crc32c, sha256);
    others = Rule.orNone(others);
  }

  /** Of a shard that was written. */
  public static ShardRecord of(String file, FileSum sum, ShardSummary summary, Layout layout) {
    return new ShardRecord(
        file,
        summary.rows,
        summary.bytes,
        summary.digest.hex(),
        sum.crc32c(),
        sum.sha256().orElse(null),
        StatsRecord.Before.of(summary, layout),
        StatsRecord.After.of(summary, layout),
        Map.of());
  }

  /** The same but for the statistics, which may be long: they are passed over. */
  public record File(
      String file,
      long rows,
      long bytes,
      String digest,
      @JsonInclude(JsonInclude.Include.NON_NULL) String crc32c,
      @JsonInclude(JsonInclude.Include.NON_NULL) String sha256) {
    public File {
      Rule.shard(file, rows, bytes, digest);
      Rule.checksums(crc32c, sha256);
    }
  }
}
