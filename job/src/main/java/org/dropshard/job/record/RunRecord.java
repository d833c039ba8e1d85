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
import org.dropshard.dropout.Kind;
import org.dropshard.step.StepType;
import org.dropshard.tensor.Layout;

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
    Dropout dropout,
    Input input,
    @JsonInclude(JsonInclude.Include.NON_NULL) Selection selection,
    Output output,
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
   * What was done to each sample.
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
  public record Dropout(
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
    public Dropout {
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

  /**
   * What was read.
   *
   * @param paths as they were given
   * @param format of its files
   * @param files how many
   * @param skippedFiles how many were left out
   * @param skipped the same by reason; null in outputs of versions that did not count them so
   * @param manyPageFiles how many have more pages than one; absent: none
   * @param remarks on columns that not all files have, and on what they hold that is no column;
   *     absent: none
   * @param bytes of the files
   * @param key the column that identifies a sample; null: its path
   * @param batchAxis the axis of files that counts samples; absent: there is none
   * @param table the catalog's table that was read, in place of files; absent: files
   * @param earlier the runs that made it; absent: it is no output
   */
  public record Input(
      List<String> paths,
      String format,
      long files,
      long skippedFiles,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<Skipped> skipped,
      @JsonInclude(JsonInclude.Include.NON_NULL) Long manyPageFiles,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<String> remarks,
      long bytes,
      @JsonInclude(JsonInclude.Include.ALWAYS) String key,
      @JsonInclude(JsonInclude.Include.NON_NULL) Integer batchAxis,
      @JsonInclude(JsonInclude.Include.NON_NULL) Table table,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<Earlier> earlier,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public Input {
      Rule.natural("files", files);
      Rule.natural("skipped_files", skippedFiles);
      if (manyPageFiles != null) {
        Rule.natural("many_page_files", manyPageFiles);
      }
      Rule.natural("bytes", bytes);
      others = Rule.orNone(others);
    }

    private static <T> List<T> united(List<T> a, List<T> b) {
      return a == null
          ? b
          : b == null ? a : Stream.concat(a.stream(), b.stream()).distinct().toList();
    }

    private static Long sum(Long a, Long b) {
      return a == null ? b : b == null ? a : Long.valueOf(a + b);
    }

    /** What two runs read; the second one's words for how. */
    Input plus(Input more) {
      return new Input(
          Stream.concat(paths.stream(), more.paths.stream()).distinct().toList(),
          more.format,
          files + more.files,
          skippedFiles + more.skippedFiles,
          Skipped.sum(skipped, more.skipped),
          sum(manyPageFiles, more.manyPageFiles),
          united(remarks, more.remarks),
          bytes + more.bytes,
          more.key,
          more.batchAxis,
          more.table,
          united(earlier, more.earlier),
          more.others);
    }
  }

  /**
   * A run that made an input.
   *
   * @param output where its output lay
   * @param runId the last of its runs
   * @param digest of all its rows
   * @param seed of all its masks
   * @param steps what was done to each sample
   * @param earlier the runs that made its own input; absent: it was no output
   */
  public record Earlier(
      String output,
      String runId,
      String digest,
      long seed,
      List<Step> steps,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<Earlier> earlier,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public Earlier {
      Rule.digest("digest", digest);
      others = Rule.orNone(others);
    }

    /** {@code OUT, run 7, seed 42: spatial_dropout; digest …}, for eyes. */
    public String line() {
      return output
          + ", run "
          + runId
          + ", seed "
          + seed
          + ": "
          + String.join(", ", steps.stream().map(Step::step).toList())
          + "; digest "
          + digest;
    }
  }

  /**
   * A table of a catalog.
   *
   * @param name as it was given
   * @param format the engine that holds it
   * @param version the catalog's own name for it; {@code none}: it has no versions
   */
  public record Table(
      String name,
      String format,
      String version,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    /** What stands where a table has no versions. */
    public static final String NONE = "none";

    public Table {
      others = Rule.orNone(others);
    }
  }

  /**
   * What lies in an input and was not read, for one reason.
   *
   * @param reason why
   * @param files how many files; a folder that was not entered counts as one
   * @param first the first of them
   */
  public record Skipped(
      String reason,
      long files,
      String first,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public Skipped {
      Rule.natural("files", files);
      others = Rule.orNone(others);
    }

    private static List<Skipped> sum(List<Skipped> some, List<Skipped> more) {
      if (some == null || more == null) {
        return some == null ? more : some;
      }
      Map<String, Skipped> sums = new LinkedHashMap<>();
      Stream.concat(some.stream(), more.stream())
          .forEach(
              one ->
                  sums.merge(
                      one.reason,
                      one,
                      (a, b) -> new Skipped(a.reason, a.files + b.files, a.first, b.others)));
      return List.copyOf(sums.values());
    }
  }

  /**
   * What the selection came to.
   *
   * @param unselected samples that were left out
   * @param lastId the last id that a limit took; absent: none had to be left out
   * @param split rows by part of the split; none: there is no split
   */
  public record Selection(
      long unselected,
      @JsonInclude(JsonInclude.Include.NON_NULL) Long lastId,
      Map<String, Long> split,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public Selection {
      Rule.natural("unselected", unselected);
      split.forEach((part, rows) -> Rule.natural("split." + part, rows));
      others = Rule.orNone(others);
    }

    Selection plus(Selection more) {
      if (more == null) {
        return this;
      }
      Map<String, Long> rows = new TreeMap<>(split);
      more.split.forEach((part, count) -> rows.merge(part, count, Long::sum));
      return new Selection(unselected + more.unselected, more.lastId, rows, more.others);
    }
  }

  /**
   * What was written.
   *
   * @param path where, without credentials
   * @param format of the shards
   * @param encoding of tensor cells
   * @param columns of the shards, as DDL
   * @param shards how many
   * @param bytes of the shards
   * @param tensorColumn its name
   * @param partitionBy columns whose values are folders
   * @param exact false if the encoding does not keep every value as it is; else absent
   */
  public record Output(
      String path,
      String format,
      String encoding,
      String columns,
      long shards,
      long bytes,
      String tensorColumn,
      List<String> partitionBy,
      @JsonInclude(JsonInclude.Include.NON_NULL) Boolean exact,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
    public Output {
      Rule.natural("shards", shards);
      Rule.natural("bytes", bytes);
      others = Rule.orNone(others);
    }

    Output plus(Output more) {
      return new Output(
          more.path,
          more.format,
          more.encoding,
          more.columns,
          shards + more.shards,
          bytes + more.bytes,
          more.tensorColumn,
          more.partitionBy,
          more.exact,
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
