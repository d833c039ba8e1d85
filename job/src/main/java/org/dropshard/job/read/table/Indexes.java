package org.dropshard.job.read.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.dropshard.format.TableFormat;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.Listing;

/**
 * What the indexes among the files of an input name.
 *
 * @param files those that are indexes
 * @param missing shards that one names and that are not there: the reason by file
 */
record Indexes(List<InputFile> files, Map<InputFile, String> missing) {
  /** No index. */
  static final Indexes NONE = new Indexes(List.of(), Map.of());

  static Indexes of(Listing listing, TableFormat format, Configuration hadoop) {
    Set<String> there = new HashSet<>();
    listing.files().forEach(file -> there.add(file.path()));
    List<InputFile> indexes = new ArrayList<>();
    Map<InputFile, String> missing = new TreeMap<>(Comparator.comparing(InputFile::path));
    for (InputFile file : listing.files()) {
      String index = new Path(file.path()).getName();
      if (!index.endsWith(".json")) {
        continue;
      }
      String folder = file.path().substring(0, file.path().length() - index.length());
      String name = file.name().substring(0, file.name().length() - index.length());
      Optional<Map<String, Long>> named;
      try {
        named =
            format.missing(new Path(file.path()), shard -> there.contains(folder + shard), hadoop);
      } catch (IOException e) { // it is counted as a file of another kind
        named = Optional.empty();
      }
      if (named.isPresent()) {
        indexes.add(file);
        named
            .get()
            .forEach(
                (shard, samples) ->
                    missing.put(
                        new InputFile(folder + shard, name + shard, 0),
                        "Cannot read file: it is not there (its "
                            + index
                            + " names it, with "
                            + samples
                            + " samples)"));
      }
    }
    return new Indexes(indexes, missing);
  }
}
