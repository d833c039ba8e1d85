package org.dropshard.job.plan;

import java.util.HashSet;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.read.InputFile;
import org.dropshard.job.read.Source;

/** Samples that share a key with another, and so a mask. */
final class DuplicateKeys {
  private DuplicateKeys() {}

  /** How many samples have a key that an earlier one has. Reads the key column, not the tensors. */
  static long count(Source source, InputConfig config) {
    if (config.key().isPresent()) {
      String key = "`" + config.key().get() + "`";
      Row counts =
          source
              .rows()
              .agg(functions.count(functions.col(key)), functions.countDistinct(key))
              .first();
      return counts.getLong(0) - counts.getLong(1);
    }
    if (source.isTable()) {
      return 0; // a file and a row number occur once
    }
    Set<String> names = new HashSet<>();
    return source.files().stream().map(InputFile::name).filter(name -> !names.add(name)).count();
  }
}
