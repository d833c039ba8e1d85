package org.dropshard.job.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.format.mds.MdsIndex;
import org.dropshard.job.augment.RunReport;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Setting;
import org.dropshard.job.config.Settings;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.manifest.Json;
import org.dropshard.job.output.Outputs;
import org.dropshard.job.store.FileTree;

/**
 * An output's own account.
 *
 * @param folder the output
 * @param run run.json
 * @param stats stats.json
 * @param shards the lines of shards.jsonl, by file
 * @param files the sizes of the data files that are there, by path below the output
 * @param isInterrupted whether a run was killed while it was being committed
 */
public record Manifest(
    Path folder,
    ObjectNode run,
    ObjectNode stats,
    Map<String, ObjectNode> shards,
    Map<String, Long> files,
    boolean isInterrupted) {

  /**
   * Reads it.
   *
   * @throws JobException if the folder is no output, or its account cannot be read
   */
  public static Manifest read(String output, Configuration hadoop) {
    try {
      Path folder = new Path(output);
      FileSystem fileSystem = folder.getFileSystem(hadoop);
      folder = fileSystem.makeQualified(folder);
      if (!fileSystem.exists(new Path(folder, "_dropshard/run.json"))) {
        throw JobException.input("Invalid output: " + output + " (it has no _dropshard/run.json)");
      }
      ObjectNode run = Json.parse(text(fileSystem, new Path(folder, "_dropshard/run.json")));
      if (run.path("contract").asInt() != RunReport.CONTRACT) {
        throw JobException.input(
            "Invalid contract: "
                + run.path("contract")
                + " (this version knows "
                + RunReport.CONTRACT
                + ")");
      }
      ObjectNode stats = Json.parse(text(fileSystem, new Path(folder, "_dropshard/stats.json")));
      Map<String, ObjectNode> shards = new LinkedHashMap<>();
      for (String line :
          text(fileSystem, new Path(folder, "_dropshard/shards.jsonl")).lines().toList()) {
        ObjectNode shard = Json.parse(line);
        shards.put(shard.path("file").asText(), shard);
      }
      return new Manifest(
          folder,
          run,
          stats,
          shards,
          files(fileSystem, folder),
          Outputs.isInterrupted(fileSystem, folder));
    } catch (IOException | IllegalArgumentException e) {
      throw new JobException(
          ExitCode.VERIFICATION,
          "Cannot read manifest: " + output + " (" + e.getMessage() + ")",
          e);
    }
  }

  private static String text(FileSystem fileSystem, Path file) throws IOException {
    try (FSDataInputStream in = fileSystem.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Map<String, Long> files(FileSystem fileSystem, Path folder) throws IOException {
    Map<String, Long> files = FileTree.sizes(fileSystem, folder);
    files.keySet().removeIf(Manifest::isHidden);
    return files;
  }

  private static boolean isHidden(String name) {
    return name.startsWith("_")
        || name.startsWith(".")
        || name.contains("/.")
        || name.endsWith(MdsIndex.NAME);
  }

  /** The run's own configuration. */
  public AugmentConfig config() {
    return AugmentConfig.of(Settings.resolve(Optional.empty(), List.of(), settings()));
  }

  /** The run's own settings. */
  public Map<Setting, List<String>> settings() {
    Map<Setting, List<String>> settings = new TreeMap<>();
    settings.put(Setting.BATCH_AXIS, List.of("none")); // what runs did that knew no batches
    run.path("config")
        .properties()
        .forEach(
            entry ->
                Setting.ofKey(entry.getKey())
                    .ifPresent(setting -> settings.put(setting, texts(entry.getValue()))));
    return settings;
  }

  private static List<String> texts(JsonNode value) {
    List<String> texts = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(element -> texts.add(element.asText()));
    } else {
      texts.add(value.asText());
    }
    return texts;
  }
}
