package org.dropshard.job.output;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.format.mds.MdsIndex;
import org.dropshard.job.store.FileTree;

/** The shards that an account names, beside the files that are there. */
public final class ShardFiles {
  private ShardFiles() {}

  /**
   * What differs, in words that name the file.
   *
   * @param shards the account's shards: sizes by path below the output
   * @param output qualified
   * @param others whether files that are no shards by their names may be there too
   */
  public static List<String> differences(
      Map<String, Long> shards, FileSystem fileSystem, Path output, boolean others)
      throws IOException {
    Map<String, Long> files = FileTree.sizes(fileSystem, output);
    Set<String> types = shards.keySet().stream().map(ShardFiles::type).collect(toSet());
    files
        .keySet()
        .removeIf(
            name ->
                isHidden(name)
                    || others
                        && !types.contains(type(name))
                        && !name.matches("(.*/)?part-\\d+-.*"));
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
        .forEach(file -> differences.add("file is no shard of the account: " + file));
    return differences;
  }

  private static String type(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static boolean isHidden(String name) {
    return name.startsWith("_")
        || name.startsWith(".")
        || name.contains("/.")
        || name.endsWith(MdsIndex.NAME);
  }
}
