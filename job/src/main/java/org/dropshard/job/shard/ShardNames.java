package org.dropshard.job.shard;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What the shards of a run are called: as Spark's commit protocol named them, or, where loaders
 * count on it, by numbers without a gap, {@code PREFIX-000017.tar}. How many shards there are, and
 * so which number one has, is known at the end alone.
 */
public final class ShardNames {
  private final Optional<String> prefix;
  private final Map<String, String> numbered = new LinkedHashMap<>();

  /**
   * @param prefix what names begin with; empty: shards keep the names that they have
   */
  public ShardNames(Optional<String> prefix) {
    this.prefix = prefix;
  }

  /**
   * The name of the next shard; its folder and what follows the first dot stay.
   *
   * @param file its path below the output, as it was written
   */
  String next(String file) {
    if (prefix.isEmpty()) {
      return file;
    }
    int name = file.lastIndexOf('/') + 1;
    String extension = file.substring(file.indexOf('.', name));
    String next = "%s-%06d%s".formatted(prefix.get(), numbered.size(), extension);
    numbered.put(file, file.substring(0, name) + next);
    return numbered.get(file);
  }

  /** Gives the shards their names. */
  public void rename(FileSystem fileSystem, Path folder) throws IOException {
    for (Map.Entry<String, String> shard : numbered.entrySet()) {
      Path from = new Path(folder, shard.getKey());
      Path to = new Path(folder, shard.getValue());
      if (!fileSystem.rename(from, to)) {
        throw new IOException("Cannot rename " + from + " to " + to);
      }
    }
  }
}
