package org.dropshard.job.augment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.cell.ImageEncoding;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.RunRecord;

/** All runs of an output follow one recipe, so that one seed explains all. */
public final class SameRecipe {
  /** What has to be the same for all runs of an output. */
  private static final List<String> RECIPE =
      List.of(
          "/contract",
          "/seed",
          "/dropout",
          "/input/key",
          "/input/batch_axis",
          "/config/channels",
          "/config/parameters",
          "/output/format",
          "/output/encoding",
          "/output/columns",
          "/output/partition_by");

  private SameRecipe() {}

  /**
   * Where two records are made in another way.
   *
   * @param field its path in run.json
   * @param past its value in the one, as the file has it
   * @param next in the other
   */
  public record Difference(String field, String past, String next) {}

  /**
   * Refuses a run that is made in another way than those before it.
   *
   * @param past the record of those
   * @throws JobException naming the first difference
   */
  static void check(RunRecord past, RunRecord next, String output) {
    check(Json.tree(past), Json.tree(next), output);
  }

  /**
   * Whether a record is what the settings come to, as {@link #check(RunRecord, AugmentConfig)} has
   * it.
   */
  public static Optional<Difference> difference(RunRecord past, AugmentConfig config) {
    return difference(Json.tree(past), next(past, config));
  }

  /**
   * Refuses settings that make a run in another way, whatever its input is like: layout and columns
   * are taken as they were, and so is an encoding that follows the input.
   *
   * @throws JobException naming the first difference
   */
  public static void check(RunRecord past, AugmentConfig config) {
    check(Json.tree(past), next(past, config), config.output());
  }

  private static ObjectNode next(RunRecord past, AugmentConfig config) {
    ObjectNode next = Json.tree(past);
    next.put("contract", RunRecord.CONTRACT);
    next.put("seed", config.seed());
    next.set("dropout", Json.tree(RunOutcome.dropout(config, past.dropout().layout())));
    next.set("config", Json.tree(config.settings()));
    ObjectNode input = next.withObject("/input");
    input.put("key", config.input().key().orElse(null));
    input.remove("batch_axis");
    Optional.ofNullable(RunOutcome.batchAxis(config))
        .ifPresent(axis -> input.put("batch_axis", axis));
    ObjectNode output = next.withObject("/output");
    output.put("format", config.shards().format());
    output.set("partition_by", Json.tree(config.partitionBy()));
    String encoding = config.shards().encoding();
    if (!encoding.equals("auto")) {
      output.put("encoding", encoding.equals("image") ? ImageEncoding.LABEL : encoding);
    }
    return next;
  }

  private static void check(JsonNode before, JsonNode after, String output) {
    difference(before, after)
        .ifPresent(
            difference -> {
              String field = difference.field();
              throw JobException.usage(
                  "Cannot append to output: "
                      + Resolved.masked(output)
                      + " was made with "
                      + field.substring(field.lastIndexOf('.') + 1)
                      + " "
                      + difference.past()
                      + ", this run has "
                      + difference.next()
                      + " (write it to an output of its own)");
            });
  }

  private static Optional<Difference> difference(JsonNode before, JsonNode after) {
    return RECIPE.stream()
        .flatMap(pointer -> differences(pointer, before.at(pointer), after.at(pointer)))
        .findFirst();
  }

  private static Stream<Difference> differences(String pointer, JsonNode past, JsonNode next) {
    if (past.isObject() && next.isObject()) {
      Set<String> names = new LinkedHashSet<>();
      Stream.of(past, next).forEach(node -> node.fieldNames().forEachRemaining(names::add));
      return names.stream()
          .flatMap(name -> differences(pointer + "/" + name, past.path(name), next.path(name)));
    }
    return past.equals(next) || text(past).equals(text(next))
        ? Stream.empty()
        : Stream.of(new Difference(pointer.substring(1).replace('/', '.'), text(past), text(next)));
  }

  /** As the file has it: 1 and 1.0 read from a file differ from those in memory by type only. */
  private static String text(JsonNode node) {
    return node.isMissingNode() ? "none" : node.isTextual() ? node.asText() : node.toString();
  }
}
