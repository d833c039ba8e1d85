package org.dropshard.job.record;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How long a run took.
 *
 * @param started when, as ISO 8601 has it
 * @param finished when all was written
 * @param seconds of several runs, the sum
 * @param stages what Spark did in the last run
 */
public record Timings(
    String started,
    String finished,
    double seconds,
    List<Stage> stages,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {

  public Timings {
    Rule.parsed("started", started, Instant::parse);
    Rule.parsed("finished", finished, Instant::parse);
    Rule.that(seconds >= 0, "seconds", "not 0 or more");
    others = Rule.orNone(others);
  }

  /** A stage of Spark's, and what its tasks did meanwhile. */
  public record Stage(
      int stage,
      int attempt,
      String name,
      int tasks,
      double seconds,
      double taskSeconds,
      double cpuSeconds,
      double gcSeconds,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public Stage {
      others = Rule.orNone(others);
    }
  }

  Timings plus(Timings more) {
    return new Timings(started, more.finished, seconds + more.seconds, more.stages, more.others);
  }
}
