package org.dropshard.job.record;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code run.json}, {@code input}: what was read.
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
 * @param channelNames what the dataset or {@code --channel-names} calls channels; absent: nothing
 * @param table the catalog's table that was read, in place of files; absent: files
 * @param earlier the runs that made it; absent: it is no output
 */
public record InputRecord(
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
    @JsonInclude(JsonInclude.Include.NON_NULL) List<String> channelNames,
    @JsonInclude(JsonInclude.Include.NON_NULL) Table table,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<Earlier> earlier,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {
  public InputRecord {
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
  InputRecord plus(InputRecord more) {
    return new InputRecord(
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
        more.channelNames,
        more.table,
        united(earlier, more.earlier),
        more.others);
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
      List<DropoutRecord.Step> steps,
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
          + String.join(", ", steps.stream().map(DropoutRecord.Step::step).toList())
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
}
