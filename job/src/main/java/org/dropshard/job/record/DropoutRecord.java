package org.dropshard.job.record;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dropshard.dropout.Kind;
import org.dropshard.step.StepType;
import org.dropshard.tensor.Layout;

/**
 * {@code run.json}, {@code dropout}: what was done to each sample.
 *
 * @param kind of a run of one step; else absent
 * @param p its drop probability, if it has one
 * @param keep 1 − p, if that was asked for
 * @param threshold what p became
 * @param scale as its parameters have it
 * @param fill likewise
 * @param copies of each sample
 * @param share who shares a mask
 * @param layout of all tensors
 * @param mode {@code train} or {@code eval}
 * @param direction {@code forward} or {@code backward}
 * @param preset whose terms were used; null: Dropshard's own
 * @param steps one by one, as they were resolved
 */
public record DropoutRecord(
    @JsonInclude(JsonInclude.Include.NON_NULL) String kind,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double p,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double keep,
    @JsonInclude(JsonInclude.Include.NON_NULL) Long threshold,
    @JsonInclude(JsonInclude.Include.NON_NULL) JsonNode scale,
    @JsonInclude(JsonInclude.Include.NON_NULL) JsonNode fill,
    int copies,
    String share,
    String layout,
    String mode,
    String direction,
    @JsonInclude(JsonInclude.Include.ALWAYS) String preset,
    List<Step> steps,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
  public DropoutRecord {
    Rule.that(p == null || p >= 0 && p <= 1, "p", "not in [0, 1]");
    Rule.that(copies >= 1, "copies", "below 1");
    Rule.that(
        Stream.of(Layout.values()).anyMatch(known -> known.name().equals(layout)),
        "layout",
        "none of CHW, HWC, NONE");
    others = Rule.orNone(others);
  }

  /** What is dropped as one, in a word. */
  public String unit() {
    return Optional.ofNullable(kind)
        .flatMap(StepType::ofLabel)
        .flatMap(StepType::unit)
        .map(Kind::unit)
        .orElse("unit");
  }

  /**
   * A step.
   *
   * @param step its name
   * @param stream its number among those of a sample
   * @param apply its probability of being applied to a sample at all
   * @param parameters as they were resolved; of those from files, the digest
   */
  public record Step(
      String step,
      int stream,
      double apply,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> parameters) {
    public Step {
      parameters = new TreeMap<>(Rule.orNone(parameters)); // records are compared as texts
    }
  }
}
