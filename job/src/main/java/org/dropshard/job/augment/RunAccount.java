package org.dropshard.job.augment;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.dropshard.format.EachFile;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.croissant.Croissant;
import org.dropshard.job.croissant.Description;
import org.dropshard.job.croissant.WidsIndex;
import org.dropshard.job.engine.StageTimes;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.output.AccountFiles;
import org.dropshard.job.output.OutputTransaction;
import org.dropshard.job.preview.Preview;
import org.dropshard.job.provenance.Provenance;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.LearnedGradients;
import org.dropshard.job.record.ParametersArchive;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.record.SampleCounts;
import org.dropshard.job.record.ShardRecord;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.job.record.StatsRecord;
import org.dropshard.job.report.Report;
import org.dropshard.job.store.FileSum;

/**
 * The account of a run and of all before it, in its files.
 *
 * @param files the transaction's
 * @param past the account of the runs before; empty: there is none
 */
record RunAccount(
    SparkSession spark,
    AugmentConfig config,
    Source source,
    OutputFormat format,
    OutputTransaction transaction,
    AccountFiles files,
    Optional<Account> past) {
  /** Of more files a statement would take hundreds of megabytes. */
  private static final int MOST_DIGESTED = 100_000;

  /** Writes all of it but what lies beside the shards. */
  void write(RunOutcome outcome, RunTotal total, StageTimes stages) throws IOException {
    ShardSummary all =
        past.map(account -> account.read(Account.SUMMARY)).orElseGet(ShardSummary::new);
    all.merge(outcome.summary());
    Preview shown = past.map(account -> account.read(Preview.PART)).orElseGet(Preview::new);
    shown.merge(total.preview);
    RunRecord next = outcome.record(spark.version(), stages.ended(), parameters(total));
    RunRecord run = past.map(account -> account.run().plus(next, all)).orElse(next);
    past.ifPresent(account -> files.keep(account.run()));
    files.add(total.quarantined);
    files.write(Account.STATS, Json.pretty(StatsRecord.of(all, source.layout().orElseThrow())));
    files.write(Account.SUMMARY, all::write);
    if (past.isPresent() ? past.get().has(SampleCounts.FILE) : config.expectations().ofTraits()) {
      if (past.isPresent()) {
        SampleCounts.of(past.get()).ifPresent(total.counts::merge);
      }
      files.write(SampleCounts.FILE, Json.pretty(total.counts.json()));
    }
    files.write(Preview.PART, shown::write);
    Optional<Description> description = config.shards().croissant();
    if (description.isEmpty() && past.isPresent()) {
      description = Croissant.of(past.get());
    }
    if (description.isPresent()) {
      List<ShardRecord.File> shards = new ArrayList<>();
      written().shardFiles(shards::add);
      files.write(Croissant.FILE, Croissant.text(run, shards, description.get()));
    }
    Optional<String> wids = WidsIndex.text(run.output().format(), written());
    if (wids.isPresent()) {
      files.write(WidsIndex.FILE, wids.get());
    }
    files.write(run);
    transaction.write(Account.REPORT, report());
  }

  /** The page that the report is. */
  String report() throws IOException {
    return Report.page(
        transaction.folder().getFileSystem(spark.sessionState().newHadoopConf()),
        transaction::written,
        transaction.folder());
  }

  /** Writes where all of the output comes from, which has to be known by its SHA-256. */
  void state() throws IOException {
    Optional<String> statement = Provenance.text(written(), config.shards().key(), past, inputs());
    if (statement.isPresent()) {
      transaction.write(Provenance.FILE, statement.get());
    }
  }

  /** The SHA-256 of the input's files by their paths, where that is asked for and they are few. */
  private Map<String, String> inputs() throws IOException {
    if (!config.shards().hashesInput() || source.files().size() > MOST_DIGESTED) {
      return Map.of();
    }
    List<String> paths = source.files().stream().map(InputFile::path).toList();
    List<String> sums =
        EachFile.by(spark)
            .ask(
                paths,
                (path, hadoop) -> {
                  try (InputStream in = InputFile.open(new Path(path), hadoop)) {
                    return FileSum.of(in, true).sha256().orElseThrow();
                  }
                });
    Map<String, String> inputs = new TreeMap<>();
    for (int i = 0; i < sums.size(); i++) {
      inputs.put(Resolved.masked(paths.get(i)), sums.get(i));
    }
    return inputs;
  }

  /** The account before the output has it. */
  private Account written() throws IOException {
    FileSystem fileSystem =
        transaction.folder().getFileSystem(spark.sessionState().newHadoopConf());
    return new Account(fileSystem, transaction::written, ExitCode.OUTPUT);
  }

  /** Writes the gradients of parameters of this run and all before it; null: none are asked for. */
  private RunRecord.Parameters parameters(RunTotal total) throws IOException {
    if (!config.parameters()) {
      return null;
    }
    past.ifPresent(account -> total.learned.merge(account.read(LearnedGradients.PART)));
    ParametersArchive archive = ParametersArchive.of(total.learned);
    files.write(LearnedGradients.PART, total.learned::write);
    try (OutputStream out = files.create(LearnedGradients.ARCHIVE)) {
      out.write(archive.npz());
    }
    return archive.record();
  }

  /**
   * Writes what lists the shards of this run and all before it.
   *
   * @param output where those before lie
   */
  void writeIndexes(Path output, RunTotal total) throws IOException {
    Map<String, Path> shards = new TreeMap<>();
    past.ifPresent(
        account ->
            account.shardFiles(shard -> shards.put(shard.file(), new Path(output, shard.file()))));
    total.files.forEach(file -> shards.put(file, new Path(transaction.folder(), file)));
    for (Map.Entry<String, String> index : format.indexes(spark, shards).entrySet()) {
      files.write(index.getKey(), index.getValue());
    }
  }

  /** Writes the card that loaders read, if the format has one. */
  void writeCard(RunTotal total) throws IOException {
    Set<String> parts = new TreeSet<>(total.summary.splits.keySet());
    past.map(Account::stats)
        .map(StatsRecord::splits)
        .ifPresent(before -> before.forEach(part -> parts.add(part.split())));
    Optional<String> card =
        config.table().isPresent()
            ? Optional.empty() // its files are its engine's
            : format.card(Account.SHARDS + " " + files.sum(Account.SHARDS), parts);
    if (card.isPresent()) {
      files.write(Account.CARD, card.get());
    }
  }
}
