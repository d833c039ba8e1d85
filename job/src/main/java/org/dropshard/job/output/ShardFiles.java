package org.dropshard.job.output;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.format.ShardFormat;
import org.dropshard.format.registry.Formats;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.store.FileTree;

/**
 * The files that an account names, beside those that are there. Loaders pass over names that begin
 * with a dot; most pass over those that begin with {@code _}, but a pattern such as {@code
 * OUT/*.parquet} takes them in.
 */
public final class ShardFiles {
  /** What may be said of a dataset beside it, where hubs look for it. */
  private static final String CARD = "README.md";

  private ShardFiles() {}

  /**
   * What differs, in words that name the file.
   *
   * @param shards the account's shards: sizes by path below the output
   * @param run its record
   * @param output qualified
   * @param others whether files that are no shards by their names may be there too
   */
  public static List<String> differences(
      Map<String, Long> shards, RunRecord run, FileSystem fileSystem, Path output, boolean others)
      throws IOException {
    Map<String, Long> files = FileTree.sizes(fileSystem, output);
    Set<String> types = shards.keySet().stream().map(ShardFiles::type).collect(toSet());
    Set<String> known = beside(run, shards.keySet());
    files
        .keySet()
        .removeIf(
            name ->
                known.contains(name)
                    || isPassedOver(name, types) && !(run.files() != null && isQuarantine(name))
                    || others
                        && !types.contains(type(name))
                        && !name.matches("(.*/)?(\\w+-)?part-\\d+-.*"));
    List<String> differences = new ArrayList<>();
    shards.forEach(
        (file, bytes) -> {
          Long there = files.get(file);
          if (there == null) {
            differences.add("shard is missing: " + file);
          } else if (!there.equals(bytes)) {
            differences.add(
                "shard has " + there + " bytes, the account says " + bytes + ": " + file);
          }
        });
    files.keySet().stream()
        .filter(file -> !shards.containsKey(file))
        .forEach(
            file ->
                differences.add(
                    "file is no "
                        + (isQuarantine(file) ? "quarantine" : "shard")
                        + " of the account: "
                        + file));
    return differences;
  }

  private static boolean isQuarantine(String name) {
    return name.matches(Account.QUARANTINE + "/[^.].*");
  }

  private static String type(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static boolean isPassedOver(String name, Set<String> types) {
    String path = "/" + name;
    return path.contains("/.")
        || !types.contains(type(name)) && (path.contains("/_") || name.equals(CARD));
  }

  /** What an output's format needs beside its shards. */
  private static Set<String> beside(RunRecord run, Set<String> shards) {
    if (run.files() != null) {
      return run.files().keySet();
    }
    Set<String> indexes = new HashSet<>();
    Formats.shards(run.output().format())
        .flatMap(ShardFormat::indexName)
        .ifPresent(
            index ->
                Stream.concat(shards.stream(), Stream.of(""))
                    .map(shard -> shard.substring(0, shard.lastIndexOf('/') + 1) + index)
                    .forEach(indexes::add));
    return indexes;
  }
}
