package org.dropshard.job.read.table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.dropshard.format.mds.ShardIndex;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.Listing;

/**
 * What the indexes among the files of an input name.
 *
 * @param indexes the files that are indexes
 * @param missing shards that one names and that are not there: the reason by file
 */
record MdsFolders(List<InputFile> indexes, Map<InputFile, String> missing) {
  /** No index. */
  static final MdsFolders NONE = new MdsFolders(List.of(), Map.of());

  static MdsFolders of(Listing listing, Configuration hadoop) {
    Set<String> there = new HashSet<>();
    listing.files().forEach(file -> there.add(file.path()));
    List<InputFile> indexes = new ArrayList<>();
    Map<InputFile, String> missing = new TreeMap<>(java.util.Comparator.comparing(InputFile::path));
    for (InputFile file : listing.files()) {
      if (!new Path(file.path()).getName().equals(ShardIndex.NAME)) {
        continue;
      }
      Optional<ShardIndex> index;
      try {
        index = ShardIndex.read(new Path(file.path()), hadoop);
      } catch (IOException e) {
        index = Optional.empty();
      }
      if (index.isPresent()) {
        indexes.add(file);
        for (ShardIndex.Shard shard : index.get().shards()) {
          String raw = sibling(file.path(), shard.raw());
          boolean zip = shard.zip() != null && there.contains(sibling(file.path(), shard.zip()));
          if (!there.contains(raw) && !zip) {
            missing.put(
                new InputFile(raw, sibling(file.name(), shard.raw()), 0),
                "Cannot read file: it is not there (its "
                    + ShardIndex.NAME
                    + " names it, with "
                    + shard.samples()
                    + " samples)");
          }
        }
      }
    }
    return new MdsFolders(indexes, missing);
  }

  private static String sibling(String index, ShardIndex.Form shard) {
    return index.substring(0, index.length() - ShardIndex.NAME.length()) + shard.basename();
  }
}
