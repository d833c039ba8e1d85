package org.dropshard.job.record;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code run.json}: enough to make every mask of an output again. Of several runs it has the sums;
 * they follow one recipe, so that one seed explains all. Fields that are not known here are kept.
 *
 * @param runId names the last run
 * @param contract the version of the mask contract
 * @param seed of all masks
 * @param digest of all rows
 * @param rows how many, of all runs
 * @param badRecords bad records by rule
 * @param dropout what was done to each sample
 * @param input what was read
 * @param selection which samples of it were taken; absent: all, without a split
 * @param output what was written
 * @param parameters gradients of the steps' parameters; absent: none were asked for
 * @param config the settings of the last run, resolved: a text each, or a list of texts
 * @param versions what the last run ran on
 * @param timings how long the runs took
 * @param runs all of them, in order
 * @param expectations what was expected of the last run; absent if nothing was
 * @param files the SHA-256 of every other file that the last run wrote of the account or beside the
 *     shards, by its path below the output; null: it had no checksums
 * @param others fields of other versions
 */
public record RunRecord(
    String runId,
    int contract,
    long seed,
    String digest,
    Rows rows,
    Map<String, Long> badRecords,
    DropoutRecord dropout,
    InputRecord input,
    @JsonInclude(JsonInclude.Include.NON_NULL) SelectionRecord selection,
    OutputRecord output,
    @JsonInclude(JsonInclude.Include.NON_NULL) Parameters parameters,
    Map<String, Object> config,
    Versions versions,
    Timings timings,
    List<Run> runs,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<Finding> expectations,
    @JsonInclude(JsonInclude.Include.NON_NULL) Map<String, String> files,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {

  /** The contract that the masks follow. */
  public static final int CONTRACT = 1;

  public RunRecord {
    Rule.digest("digest", digest);
    badRecords.forEach((rule, count) -> Rule.natural("bad_records." + rule, count));
    config.forEach((key, value) -> Rule.texts("config." + key, value));
    Rule.that(!runs.isEmpty(), "runs", "empty");
    if (files != null) {
      files.forEach(Rule::file);
    }
    others = Rule.orNone(others);
  }

  /**
   * Counts of rows.
   *
   * @param in samples that were read, bad ones too
   * @param out rows that were written
   * @param bad samples that could not be used
   * @param duplicateKeys samples whose key another has
   * @param missing on the way back, rows of the run that have no gradient
   */
  public record Rows(
      long in,
      long out,
      long bad,
      long duplicateKeys,
      @JsonInclude(JsonInclude.Include.NON_NULL) Long missing,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public Rows {
      Rule.natural("in", in);
      Rule.natural("out", out);
      Rule.natural("bad", bad);
      Rule.natural("duplicate_keys", duplicateKeys);
      if (missing != null) {
        Rule.natural("missing", missing);
      }
      others = Rule.orNone(others);
    }

    Rows plus(Rows more) {
      return new Rows(
          in + more.in,
          out + more.out,
          bad + more.bad,
          duplicateKeys + more.duplicateKeys,
          more.missing == null ? null : more.missing - out,
          more.others);
    }
  }

  /**
   * Gradients of the steps' parameters, summed over all rows.
   *
   * @param sha256 of {@link LearnedGradients#ARCHIVE}
   * @param arrays the shape of each array in it, by name
   */
  public record Parameters(
      String sha256,
      Map<String, List<Integer>> arrays,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public Parameters {
      Rule.digest("sha256", sha256);
      others = Rule.orNone(others);
    }
  }

  /**
   * One run.
   *
   * @param runId its name
   * @param digest of its rows
   * @param rows how many
   * @param timings how long it took
   * @param input the paths that it read
   */
  public record Run(
      String runId,
      String digest,
      Rows rows,
      Timings timings,
      List<String> input,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public Run {
      Rule.digest("digest", digest);
      others = Rule.orNone(others);
    }
  }

  /** What the output says of the run of a name, if it has taken it in. */
  public Optional<Run> run(RunId id) {
    return runs.stream().filter(run -> run.runId.equals(id.text())).findFirst();
  }

  /**
   * The record of one more run.
   *
   * @param next the record of that run, whose parameters are of all
   * @param all digest and counts of all runs
   */
  public RunRecord plus(RunRecord next, ShardSummary all) {
    Map<String, Long> reasons = new LinkedHashMap<>(next.badRecords);
    badRecords.forEach((rule, count) -> reasons.merge(rule, count, Long::sum));
    return new RunRecord(
        next.runId,
        next.contract,
        next.seed,
        all.digest.hex(),
        rows.plus(next.rows),
        reasons,
        next.dropout,
        input.plus(next.input),
        selection == null ? next.selection : selection.plus(next.selection),
        output.plus(next.output),
        next.parameters,
        next.config,
        next.versions,
        timings.plus(next.timings),
        Stream.concat(runs.stream(), next.runs.stream()).toList(),
        next.expectations,
        next.files,
        next.others);
  }

  /** The same with checksums of the account's other files. */
  public RunRecord withFiles(Map<String, String> sha256) {
    return new RunRecord(
        runId,
        contract,
        seed,
        digest,
        rows,
        badRecords,
        dropout,
        input,
        selection,
        output,
        parameters,
        config,
        versions,
        timings,
        runs,
        expectations,
        new TreeMap<>(sha256),
        others);
  }
}
