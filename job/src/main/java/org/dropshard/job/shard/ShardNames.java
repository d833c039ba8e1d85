package org.dropshard.job.shard;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What the shards of a run are called: as Spark's commit protocol named them, or, where loaders
 * count on it, by numbers without a gap, {@code PREFIX-000017.tar}, and of the parts of a split by
 * how many there are, too, {@code train-00003-of-00008.parquet}. How many shards there are, and so
 * which number one has, is known at the end alone.
 */
public final class ShardNames {
  /** Stands in a written name behind the part of a split whose rows alone are in it. */
  private static final String OF_PART = "-part-";

  private final Optional<String> prefix;
  private final boolean tellHowMany;
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<String, String> renamed = new LinkedHashMap<>();

  private ShardNames(Optional<String> prefix, boolean tellHowMany) {
    this.prefix = prefix;
    this.tellHowMany = tellHowMany;
  }

  /**
   * @param prefix what names begin with; empty: shards keep the names that they have
   */
  public static ShardNames numbered(Optional<String> prefix) {
    return new ShardNames(prefix, false);
  }

  /** Those of shards that hold one part of a split each. */
  public static ShardNames ofParts() {
    return new ShardNames(Optional.empty(), true);
  }

  /** Whether all shards have to be counted before the first is named. */
  boolean tellHowMany() {
    return tellHowMany;
  }

  /** Counts a shard that will be named. */
  void count(String file) {
    if (tellHowMany) {
      counts.merge(part(file), 1, Integer::sum);
    }
  }

  /** The part's name with the folder before it. */
  private static String part(String file) {
    return file.substring(0, file.lastIndexOf(OF_PART));
  }

  /**
   * The name of the next shard; its folder and what follows the first dot stay, but for the codec
   * in names of Parquet.
   *
   * @param file its path below the output, as it was written
   */
  String next(String file) {
    int name = file.lastIndexOf('/') + 1;
    String extension = file.substring(file.indexOf('.', name));
    if (tellHowMany) {
      String part = part(file);
      int number = numbers.merge(part, 1, Integer::sum) - 1;
      String end =
          extension.replaceFirst("^\\.\\w+(?=\\.parquet$)", ""); // the codec, as Spark has it
      renamed.put(file, "%s-%05d-of-%05d%s".formatted(part, number, counts.get(part), end));
    } else if (prefix.isPresent()) {
      String next = "%s-%06d%s".formatted(prefix.get(), renamed.size(), extension);
      renamed.put(file, file.substring(0, name) + next);
    }
    return renamed.getOrDefault(file, file);
  }

  /** Gives the shards their names. */
  public void rename(FileSystem fileSystem, Path folder) throws IOException {
    for (Map.Entry<String, String> shard : renamed.entrySet()) {
      Path from = new Path(folder, shard.getKey());
      Path to = new Path(folder, shard.getValue());
      if (!fileSystem.rename(from, to)) {
        throw new IOException("Cannot rename " + from + " to " + to);
      }
    }
  }
}
