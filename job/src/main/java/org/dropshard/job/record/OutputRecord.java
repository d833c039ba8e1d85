package org.dropshard.job.record;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * {@code run.json}, {@code output}: what was written.
 *
 * @param path where, without credentials
 * @param format of the shards
 * @param encoding of tensor cells
 * @param columns of the shards, as DDL
 * @param shards how many
 * @param bytes of the shards
 * @param tensorColumn its name
 * @param partitionBy columns whose values are folders
 * @param folders the same with their types, as DDL; absent if there are none
 * @param exact false if the encoding does not keep every value as it is; else absent
 */
public record OutputRecord(
    String path,
    String format,
    String encoding,
    String columns,
    long shards,
    long bytes,
    String tensorColumn,
    List<String> partitionBy,
    @JsonInclude(JsonInclude.Include.NON_NULL) String folders,
    @JsonInclude(JsonInclude.Include.NON_NULL) Boolean exact,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
  public OutputRecord {
    Rule.natural("shards", shards);
    Rule.natural("bytes", bytes);
    others = Rule.orNone(others);
  }

  OutputRecord plus(OutputRecord more) {
    return new OutputRecord(
        more.path,
        more.format,
        more.encoding,
        more.columns,
        shards + more.shards,
        bytes + more.bytes,
        more.tensorColumn,
        more.partitionBy,
        more.folders,
        more.exact,
        more.others);
  }
}
