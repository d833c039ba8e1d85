package org.dropshard.job.augment;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.engine.Progress;
import org.dropshard.job.engine.ShardJob;
import org.dropshard.job.engine.StageTimes;
import org.dropshard.job.engine.Tally;
import org.dropshard.job.error.Interruption;
import org.dropshard.job.error.JobException;
import org.dropshard.job.expect.Facts;
import org.dropshard.job.output.AccountFiles;
import org.dropshard.job.output.OutputSession;
import org.dropshard.job.output.OutputTransaction;
import org.dropshard.job.provenance.Provenance;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.Splits;
import org.dropshard.job.recipe.DropRates;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.Finding;
import org.dropshard.job.record.InputRecord;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.RunId;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.record.SampleCounts;
import org.dropshard.job.record.SelectionRecord;
import org.dropshard.job.record.StatsRecord;
import org.dropshard.job.report.Report;
import org.dropshard.job.shard.ShardLog;
import org.dropshard.job.shard.ShardNames;
import org.dropshard.job.shard.ShardSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of {@code augment}: an input becomes an output, or a part of one, in one Spark job. */
public final class AugmentJob {
  private static final Logger LOG = LoggerFactory.getLogger(AugmentJob.class);

  private final SparkSession spark;
  private final AugmentConfig config;
  private final Source source;
  private final RunId runId;
  private final long duplicateKeys;
  private final OptionalLong runRows;
  private final Instant started = Instant.now();
  private final OutputFormat format;
  private final OutputColumns columns;
  private final List<InputRecord.Earlier> earlier;

  /**
   * @param source the input, whose layout is known
   * @param runId names the run
   * @param duplicateKeys samples whose key another has, for the record
   * @param runRows on the way back, the rows of the run
   * @param past the output that it adds to; empty: there is none
   * @throws JobException if the output cannot have the columns that it would get
   */
  public AugmentJob(
      SparkSession spark,
      AugmentConfig config,
      Source source,
      RunId runId,
      long duplicateKeys,
      OptionalLong runRows,
      Optional<Account> past) {
    this.spark = spark;
    this.config = config;
    this.source = source;
    this.runId = runId;
    this.duplicateKeys = duplicateKeys;
    this.runRows = runRows;
    this.format =
        new OutputFormat(config, source, past.map(account -> account.run().output().encoding()));
    this.columns = format.columns();
    this.earlier = EarlierRuns.of(config.input().files(), spark.sessionState().newHadoopConf());
    SampleTraits.of(source, config.expectations(), false); // refuses labels that are not there
  }

  /** The columns of the shards. */
  public StructType columns() {
    return columns.files();
  }

  /**
   * Runs the job. What it writes becomes a part of the output as a whole, or not at all.
   *
   * @param session the output, under its lock
   * @param adds whether the run adds to what is there
   * @throws JobException if the output cannot be written or was made in another way, or bad records
   *     end the run
   */
  public RunOutcome run(OutputSession session, boolean adds, Progress progress) {
    try {
      Optional<Account> past = adds ? session.account() : Optional.empty();
      past.ifPresent(this::check);
      Judgement judgement =
          Judgement.of(
              config.expectations(), session.account(), spark.sessionState().newHadoopConf());
      try (OutputTransaction transaction = session.begin(runId, adds)) {
        return write(transaction, past, session, judgement, progress);
      }
    } catch (IOException e) {
      throw JobException.unwritable(config.output(), e);
    }
  }

  /** The run over a few samples, which leaves nothing behind. */
  public Trial trial() {
    return new Trial(spark, config, source, format, columns);
  }

  /**
   * Whether an output has taken in the run.
   *
   * @throws JobException if it has taken in another of this name, over another input
   */
  public boolean isDone(Account past) {
    Optional<RunRecord.Run> done = past.run().run(runId);
    List<String> input = record().input().paths();
    if (done.isPresent() && !done.get().input().equals(input)) {
      throw JobException.invalid(
          "--run-id",
          runId.text(),
          "the output has a run of that name over "
              + Json.line(done.get().input())
              + ", not "
              + Json.line(input));
    }
    return done.isPresent();
  }

  /**
   * Checks that the run is made in the same way as those before it.
   *
   * @throws JobException naming the first difference
   */
  public void check(Account past) {
    SameRecipe.check(past.run(), record(), config.output());
    checkSignature(past);
  }

  /** Whether the output has a statement, which the run has to go on with. */
  private boolean checkSignature(Account past) {
    try {
      boolean stated = Provenance.checkAppend(past, config.shards().key(), config.output());
      if (!stated && config.shards().croissant().isPresent()) {
        throw JobException.usage(
            "Cannot append to output: "
                + config.output()
                + " has shards without SHA-256, which --croissant tells of each");
      }
      return stated;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is known of the run before it begins. */
  private RunRecord record() {
    return outcome(new RunTotal(config.output()), Tally.NONE)
        .record(spark.version(), List.of(), null);
  }

  private RunOutcome write(
      OutputTransaction transaction,
      Optional<Account> past,
      OutputSession session,
      Judgement judgement,
      Progress progress)
      throws IOException {
    boolean stated = past.isPresent() && checkSignature(past.get());
    boolean counts =
        config.expectations().ofTraits() || past.isPresent() && past.get().has(SampleCounts.FILE);
    ShardCommit shards = ShardCommit.begin(spark, format, transaction.folder(), runId);
    ShardSpec spec =
        shards.spec(spark, started, config, format, config.shards().sha256() || stated);
    RunTotal total = new RunTotal(config.output());
    AccountFiles files = new AccountFiles(transaction);
    ShardNames names =
        !transaction.isStaged()
            ? ShardNames.numbered(Optional.empty())
            : config.shards().splitFiles()
                ? ShardNames.ofParts()
                : ShardNames.numbered(config.shards().prefix());
    StageTimes stages = StageTimes.of(spark.sparkContext(), "dropshard-" + runId.token());
    Tally tally;
    List<Finding> findings;
    try {
      try (stages;
          OutputStream lines = files.create(Account.SHARDS)) {
        if (past.isPresent()) {
          past.get().copyShards(lines);
        }
        ShardLog log = new ShardLog(lines, names, source.layout().orElseThrow());
        tally =
            ShardJob.run(
                spark.sparkContext(),
                Splits.rdd(spark, columns.sorted(source.rows()), source),
                new AugmentTask(
                    source,
                    config,
                    format.encoding(),
                    columns,
                    spec,
                    SampleTraits.of(source, config.expectations(), counts),
                    progress),
                config.input().badRecords(),
                "dropshard-" + runId.token(),
                description(),
                (partition, outcome) -> {
                  shards.add(outcome.commit());
                  total.add(partition, outcome, log);
                });
        log.finish();
        config.input().badRecords().check(tally.bad(), tally.bad() + total.summary.samples);
      }
      findings = judge(judgement, transaction, files, total, tally, stages);
      Interruption.check(); // from here on it is faster to finish than to undo
      transaction.beforeShards();
      shards.commit(names);
    } catch (IOException | RuntimeException e) {
      shards.abort();
      throw e;
    }
    RunOutcome outcome = outcome(total, tally).judged(findings);
    RunAccount account = account(transaction, files, past);
    if (format.hasIndex()) {
      account.writeIndexes(session.output(), total);
    }
    account.writeCard(total);
    account.write(outcome, total, stages);
    if (config.shards().sha256() || stated) {
      account.state();
    }
    transaction.commit();
    Interruption.written();
    LOG.info("{}", outcome.logLine());
    return outcome;
  }

  /**
   * Judges the run while its shards are still to appear.
   *
   * @throws JobException if an expectation was missed that ends the run; its report is kept
   */
  private List<Finding> judge(
      Judgement judgement,
      OutputTransaction transaction,
      AccountFiles files,
      RunTotal total,
      Tally tally,
      StageTimes stages)
      throws IOException {
    RunOutcome outcome = outcome(total, tally);
    StatsRecord stats = StatsRecord.of(total.summary, source.layout().orElseThrow());
    List<Finding> findings =
        judgement.of(
            Facts.of(
                    outcome.record(spark.version(), List.of(), null),
                    stats,
                    total.preview.before.channels())
                .withCounts(Optional.of(total.counts))
                .withRates(DropRates.of(config.pipeline(), total.summary)));
    if (judgement.allows(findings)) {
      return findings;
    }
    RunAccount account = account(transaction, files, Optional.empty());
    account.write(outcome.judged(findings), total, stages);
    Path kept = new Path(config.output()).suffix(".refused.html");
    Report.write(account.report(), kept, spark.sessionState().newHadoopConf());
    throw Judgement.missed(
        findings,
        "Nothing written to " + config.output() + "; the report of what was not: " + kept);
  }

  private RunAccount account(
      OutputTransaction transaction, AccountFiles files, Optional<Account> past) {
    return new RunAccount(spark, config, source, format, transaction, files, past);
  }

  private RunOutcome outcome(RunTotal total, Tally tally) {
    return new RunOutcome(
        runId.text(),
        started,
        Instant.now(),
        source.passing(tally.passed()),
        config,
        columns,
        format.encoding(),
        total.summary,
        total.files.size(),
        tally,
        selection(total, tally),
        duplicateKeys,
        runRows,
        earlier,
        config.output(),
        List.of());
  }

  /** What was selected; null: nothing was asked for. */
  private SelectionRecord selection(RunTotal total, Tally tally) {
    return config.input().select().isAll()
        ? null
        : new SelectionRecord(
            tally.unselected()
                + source.unselectedByWhere(
                    total.summary.samples + tally.bad() + tally.unselected()),
            source.selection().last() == Long.MAX_VALUE ? null : source.selection().last(),
            total.summary.rowsOfSplits(),
            Map.of());
  }

  private String description() {
    return "dropshard "
        + (config.run().isPresent() ? "backward: " : "augment: ")
        + config.pipeline().label()
        + config.pipeline().dropProbability().map(p -> " " + p.value()).orElse("")
        + " seed "
        + config.seed()
        + " to "
        + config.output();
  }
}
