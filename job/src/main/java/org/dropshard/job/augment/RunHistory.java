package org.dropshard.job.augment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.error.JobException;
import org.dropshard.job.manifest.ShardSummary;

/**
 * One run.json for all runs of an output. They follow one recipe, so that one seed explains all.
 */
final class RunHistory {
  /** What has to be the same for all runs of an output. */
  private static final List<String> RECIPE =
      List.of(
          "/contract",
          "/seed",
          "/dropout",
          "/input/key",
          "/input/batch_axis",
          "/config/channels",
          "/output/format",
          "/output/encoding",
          "/output/columns",
          "/output/partition_by");

  private RunHistory() {}

  /**
   * Refuses a run that is made in another way than those before it.
   *
   * @param past run.json so far
   * @param next the next run's
   * @throws JobException naming the first difference
   */
  static void check(ObjectNode past, ObjectNode next, String output) {
    for (String pointer : RECIPE) {
      check(pointer, past.at(pointer), next.at(pointer), output);
    }
  }

  private static void check(String pointer, JsonNode past, JsonNode next, String output) {
    if (past.isObject() && next.isObject()) {
      Set<String> names = new LinkedHashSet<>();
      Stream.of(past, next).forEach(node -> node.fieldNames().forEachRemaining(names::add));
      names.forEach(name -> check(pointer + "/" + name, past.path(name), next.path(name), output));
    } else if (!past.equals(next) && !text(past).equals(text(next))) {
      throw JobException.usage(
          "Cannot append to output: "
              + Resolved.masked(output)
              + " was made with "
              + pointer.substring(pointer.lastIndexOf('/') + 1)
              + " "
              + text(past)
              + ", this run has "
              + text(next)
              + " (write it to an output of its own)");
    }
  }

  /** As the file has it: 1 and 1.0 read from a file differ from those in memory by type only. */
  private static String text(JsonNode node) {
    return node.isMissingNode() ? "none" : node.isTextual() ? node.asText() : node.toString();
  }

  /**
   * Puts a run after those before it.
   *
   * @param past run.json so far
   * @param next the next run's
   * @param all digest and counts of all runs
   */
  static ObjectNode add(ObjectNode past, ObjectNode next, ShardSummary all) {
    ObjectNode run = next.deepCopy();
    run.put("digest", all.digest.hex());
    sum(run, past, "/rows", "in", "out", "bad", "duplicate_keys");
    ObjectNode reasons = (ObjectNode) run.at("/bad_records");
    past.at("/bad_records").fieldNames().forEachRemaining(name -> sum(reasons, past, name));
    sum(run, past, "/output", "shards", "bytes");
    sum(run, past, "/input", "files", "skipped_files", "bytes");
    Set<JsonNode> paths = new LinkedHashSet<>();
    past.at("/input/paths").forEach(paths::add);
    next.at("/input/paths").forEach(paths::add);
    ((ObjectNode) run.at("/input")).putArray("paths").addAll(paths);
    ObjectNode timings = (ObjectNode) run.at("/timings");
    timings.set("started", past.at("/timings/started"));
    timings.put(
        "seconds", past.at("/timings/seconds").asDouble() + timings.path("seconds").asDouble());
    ArrayNode runs = run.putArray("runs");
    past.path("runs").forEach(runs::add);
    next.path("runs").forEach(runs::add);
    return run;
  }

  private static void sum(ObjectNode reasons, ObjectNode past, String name) {
    reasons.put(name, reasons.path(name).asLong() + past.at("/bad_records").path(name).asLong());
  }

  private static void sum(ObjectNode run, ObjectNode past, String pointer, String... names) {
    ObjectNode node = (ObjectNode) run.at(pointer);
    for (String name : names) {
      node.put(name, node.path(name).asLong() + past.at(pointer).path(name).asLong());
    }
  }
}
