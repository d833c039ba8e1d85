package org.dropshard.job.plan;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.util.QuotingUtils;
import org.apache.spark.sql.functions;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.read.KeyIds;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.sample.Source;

/** Samples that share a key with another, and so a mask. */
final class DuplicateKeys {
  /** Keys that one task compares. Spark's 200 tasks may take longer than all dropout. */
  private static final double KEYS_OF_A_TASK = 500_000;

  private static final String SHUFFLE_PARTITIONS = "spark.sql.shuffle.partitions";

  private DuplicateKeys() {}

  /** How many samples have a key that an earlier one has. Reads the key column, not the tensors. */
  static long count(SparkSession spark, Source source, InputConfig config) {
    if (config.key().isPresent()) {
      String key = config.key().get();
      return KeyIds.of(spark, source, key)
          .map(ids -> duplicates(ids))
          .orElseGet(() -> byShuffle(source, QuotingUtils.quoteIdentifier(key)));
    }
    if (source.isTable()) {
      return 0; // a file and a row number occur once
    }
    Set<String> names = new HashSet<>();
    return source.files().stream().map(InputFile::name).filter(name -> !names.add(name)).count();
  }

  private static long duplicates(long[] ids) {
    Arrays.sort(ids);
    return IntStream.range(1, ids.length).filter(i -> ids[i] == ids[i - 1]).count();
  }

  private static long byShuffle(Source source, String key) {
    Row counts =
        source
            .rows()
            .select(key)
            .repartition(tasks(source), functions.col(key))
            .agg(functions.count(functions.col(key)), functions.countDistinct(key))
            .first();
    return counts.getLong(0) - counts.getLong(1);
  }

  /** As many as the keys need, by the size of the files if they are known; Spark's own at most. */
  private static int tasks(Source source) {
    double keys =
        source.files().isEmpty()
            ? source.rows().count()
            : source.bytes() / Math.max(1, source.probe().meanBytes());
    int most = Integer.parseInt(source.rows().sparkSession().conf().get(SHUFFLE_PARTITIONS));
    return (int) Math.max(1, Math.min(most, Math.ceil(keys / KEYS_OF_A_TASK)));
  }
}
