package org.dropshard.job.record;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code table.json}, of an output that is a table: which one, and what it calls each run.
 *
 * @param name the table's
 * @param format the engine that holds it
 * @param branch absent: the table itself
 * @param runs those of {@code run.json}, in order
 */
public record TableRecord(
    String name,
    String format,
    @JsonInclude(JsonInclude.Include.NON_NULL) String branch,
    List<Version> runs,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
  /** Its place below the output. */
  public static final String FILE = Account.FOLDER + "/table.json";

  public TableRecord {
    others = Rule.orNone(others);
  }

  /**
   * What a run became.
   *
   * @param version a snapshot of Iceberg, a version of Delta
   */
  public record Version(
      String runId, String version, @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public Version {
      others = Rule.orNone(others);
    }
  }

  /** The same with one more run, which is the last. */
  public TableRecord plus(String runId, String version) {
    return new TableRecord(
        name,
        format,
        branch,
        Stream.concat(
                runs.stream().filter(run -> !run.runId().equals(runId)),
                Stream.of(new Version(runId, version, Map.of())))
            .toList(),
        others);
  }
}
