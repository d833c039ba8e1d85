package org.dropshard.job.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Share;
import org.dropshard.job.engine.Progress;
import org.dropshard.job.engine.ShardJob;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.SessionSetting;
import org.dropshard.job.read.scan.Splits;
import org.dropshard.job.recipe.DropRates;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.record.DropRate;
import org.dropshard.job.record.NormalizationRecord;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.job.record.StatsRecord;

/**
 * Reads every row of an output, makes its mask again, and holds the account against what is there.
 */
final class RowsCheck {
  private static final String PAGE_CHECKSUMS = "parquet.page.verify-checksum.enabled";

  private final SparkSession spark;
  private final PastRun past;
  private final RunRecord run;
  private final AugmentConfig config;
  private final VerifiableMask verifiable;
  private final Differences differences;
  private final Map<String, ShardSummary> found = new LinkedHashMap<>();
  private final ShardSummary total = new ShardSummary();

  /**
   * @param differences takes what is found
   */
  RowsCheck(
      SparkSession spark,
      PastRun past,
      AugmentConfig config,
      VerifiableMask verifiable,
      Differences differences) {
    this.spark = spark;
    this.past = past;
    this.run = past.run();
    this.config = config;
    this.verifiable = verifiable;
    this.differences = differences;
  }

  /**
   * Reads them.
   *
   * @param any whether there are shards
   */
  void run(boolean any, Progress progress) {
    try {
      if (any) {
        rows(progress);
      }
      compare();
    } catch (JobException e) { // a shard that cannot be read is not what the account says
      differences.add(e.getMessage());
    }
  }

  /** Rows that were read. */
  long count() {
    return total.rows;
  }

  /** Shards that were read; 0: of a table. */
  int shards() {
    return isTable() ? 0 : found.size();
  }

  /** The digest of all rows, in words. */
  String digest() {
    return verifiable.exact() ? total.digest.hex() : run.digest() + " (as the account says)";
  }

  private void rows(Progress progress) {
    Source source = OutputSource.of(spark, past);
    ShardJob.run(
        spark.sparkContext(),
        checked(source),
        new VerifyTask(
            source, config, Recipe.of(config, past.layout(), source), verifiable, progress),
        config.input().badRecords(),
        "dropshard-verify-" + run.runId(),
        "dropshard verify " + past.folder(),
        (partition, outcome) -> {
          differences.addAll(outcome.notes());
          outcome
              .shards()
              .forEach(
                  shard -> {
                    ShardSummary summary = shard.summary();
                    found
                        .computeIfAbsent(name(shard.file()), file -> new ShardSummary())
                        .merge(summary);
                    total.merge(summary);
                  });
        });
  }

  /** The rows, with Parquet's checksums of pages: not every changed byte changes a value. */
  private RDD<InternalRow> checked(Source source) {
    try (SessionSetting checksums = SessionSetting.set(spark, PAGE_CHECKSUMS, "false", "true")) {
      return Splits.rdd(spark, source);
    }
  }

  private String name(String file) {
    if (isTable()) {
      return file;
    }
    return new Path(file).toUri().getPath().substring(past.folder().toUri().getPath().length() + 1);
  }

  private void compare() {
    if (!isTable()) {
      compareShards();
    }
    differences.compare("rows", run.rows().out(), total.rows);
    if (!verifiable.exact()) {
      return;
    }
    differences.compare("digest", run.digest(), total.digest.hex());
    config
        .input()
        .select()
        .limit()
        .filter(limit -> total.rows > (long) limit * config.copies())
        .ifPresent(limit -> differences.add("more samples than --limit " + limit + " takes"));
    if (!config.input().select().split().isEmpty()) {
      differences.compare(
          "split", run.selection() == null ? null : run.selection().split(), total.rowsOfSplits());
    }
    StatsRecord said = past.account().stats();
    statistics("the output", said.after(), StatsRecord.After.of(total, past.layout()));
    for (StatsRecord.Split part : Optional.ofNullable(said.splits()).orElse(List.of())) {
      ShardSummary is = total.splits.getOrDefault(part.split(), new ShardSummary());
      differences.compare("rows of split " + part.split(), part.rows(), is.rows);
      statistics("split " + part.split(), part.after(), StatsRecord.After.of(is, past.layout()));
    }
    if (config.share().scope() != Share.Scope.SAMPLE || isBackward()) {
      return;
    }
    for (DropRate rate : DropRates.of(config.pipeline(), total)) {
      if (rate.isTooFar()) {
        differences.add(
            rate.of()
                + " is "
                + rate.found()
                + ", too far from "
                + rate.p()
                + " for "
                + rate.units()
                + " units");
      }
    }
  }

  private void compareShards() {
    boolean normalized = past.account().stats().after().normalize() != null;
    past.account()
        .shards(
            shard -> {
              ShardSummary summary = found.getOrDefault(shard.file(), new ShardSummary());
              differences.compare("rows of shard " + shard.file(), shard.rows(), summary.rows);
              if (!verifiable.exact()) {
                return;
              }
              differences.compare(
                  "digest of shard " + shard.file(), shard.digest(), summary.digest.hex());
              StatsRecord.After is = StatsRecord.After.of(summary, past.layout());
              statistics("shard " + shard.file(), shard.after(), is);
              if (normalized) { // then of each shard, too
                differences.compare(
                    "normalize of shard " + shard.file(),
                    shard.after().normalize() != null,
                    is.normalize() != null);
              }
            });
  }

  private boolean isTable() {
    return config.table().isPresent();
  }

  private boolean isBackward() {
    return config.run().isPresent();
  }

  private void statistics(String of, StatsRecord.After said, StatsRecord.After is) {
    boolean equal =
        verifiable.counts() && verifiable.units()
            ? NormalizationRecord.isAsSaid(said, is)
            : NormalizationRecord.isAsSaid(said.channels(), is.channels()); // units the input tells
    if (!equal) {
      differences.add("statistics of " + of + ": the account's are not those of its rows");
    }
  }
}
