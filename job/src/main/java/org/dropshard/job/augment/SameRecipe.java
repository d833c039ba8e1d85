package org.dropshard.job.augment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dropshard.format.cell.NamedEncoding;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Boxes;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.config.SelectConfig;
import org.dropshard.job.config.Setting;
import org.dropshard.job.error.JobException;
import org.dropshard.job.record.DropoutRecord;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.RunRecord;

/**
 * What has to be the same for all runs of an output, so that one seed explains all.
 *
 * @param fields texts by their paths in run.json
 */
public record SameRecipe(Map<String, String> fields) {
  /** What counts of the settings. */
  private static final List<Setting> SETTINGS =
      Stream.concat(
              Stream.of(
                  Setting.CHANNELS,
                  Setting.PAGES,
                  Setting.PARAMETERS,
                  Setting.NODATA,
                  Setting.STATS_BY,
                  Setting.ALSO),
              SelectConfig.SETTINGS.stream())
          .toList();

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
    of(past).check(of(next), output);
  }

  /**
   * Refuses settings that make a run in another way, whatever its input is like: layout and columns
   * are taken as they were, and so is an encoding that follows the input.
   *
   * @throws JobException naming the first difference
   */
  public static void check(RunRecord past, AugmentConfig config) {
    of(past).check(of(past, config), config.output());
  }

  /**
   * Whether a record is what the settings come to, as {@link #check(RunRecord, AugmentConfig)} has
   * it.
   */
  public static Optional<Difference> difference(RunRecord past, AugmentConfig config) {
    return of(past).difference(of(past, config));
  }

  private static SameRecipe of(RunRecord past, AugmentConfig next) {
    AugmentConfig config = next.named(names(past)).withNodata(nodata(past));
    return of(
        RunRecord.CONTRACT,
        config.seed(),
        RunOutcome.dropout(config, past.dropout().layout()),
        config.input().key().orElse(null),
        RunOutcome.batchAxis(config),
        config.settings(),
        config.shards().format().label(),
        encoding(past.output().encoding(), config),
        past.output().columns(),
        config.partitionBy());
  }

  private static List<String> names(RunRecord past) {
    return past.config().get(Setting.CHANNEL_NAMES.key()) instanceof List<?> names
        ? names.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** What the files of those runs say, as far as it was asked of them. */
  private static Optional<String> nodata(RunRecord past) {
    return Optional.ofNullable(past.config().get(Setting.NODATA.key()))
        .map(text -> String.valueOf(text).replaceFirst("^file=", ""));
  }

  private static String encoding(String past, AugmentConfig config) {
    return config
        .shards()
        .encoding()
        .filter(encoding -> !encoding.makes(past))
        .map(NamedEncoding::label)
        .orElse(past);
  }

  private static SameRecipe of(RunRecord run) {
    return of(
        run.contract(),
        run.seed(),
        run.dropout(),
        run.input().key(),
        run.input().batchAxis(),
        run.config(),
        run.output().format(),
        run.output().encoding(),
        run.output().columns(),
        run.output().partitionBy());
  }

  private static SameRecipe of(
      int contract,
      long seed,
      DropoutRecord dropout,
      String key,
      Integer batchAxis,
      Map<String, Object> settings,
      String format,
      String encoding,
      String columns,
      List<String> partitionBy) {
    Map<String, String> texts = new LinkedHashMap<>();
    put(texts, "contract", contract);
    put(texts, "seed", seed);
    Json.<ObjectNode>tree(dropout)
        .properties()
        .forEach(field -> put(texts, "dropout." + field.getKey(), field.getValue()));
    texts.put("input.key", String.valueOf(key)); // null is the path
    put(texts, "input.batch_axis", batchAxis);
    for (Setting setting : SETTINGS) {
      Object value = settings.getOrDefault(setting.key(), setting.defaultValue().orElse(null));
      put(texts, "config." + setting.key(), value);
    }
    put(texts, "config.boxes", Boxes.of(settings).map(Boxes::label).orElse(null));
    put(texts, "output.format", format);
    put(texts, "output.encoding", encoding);
    put(texts, "output.columns", columns);
    put(texts, "output.partition_by", partitionBy);
    return new SameRecipe(texts);
  }

  private void check(SameRecipe next, String output) {
    difference(next)
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

  private Optional<Difference> difference(SameRecipe next) {
    return Stream.concat(fields.keySet().stream(), next.fields.keySet().stream())
        .distinct()
        .map(
            field ->
                new Difference(
                    field,
                    fields.getOrDefault(field, "none"),
                    next.fields.getOrDefault(field, "none")))
        .filter(difference -> !difference.past().equals(difference.next()))
        .findFirst();
  }

  private static void put(Map<String, String> texts, String field, Object value) {
    if (value != null) {
      JsonNode node = Json.tree(value);
      texts.put(field, node.isTextual() ? node.asText() : node.toString());
    }
  }
}
