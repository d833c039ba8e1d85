package org.dropshard.job.increment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.dropshard.job.augment.AugmentJob;
import org.dropshard.job.augment.RunOutcome;
import org.dropshard.job.augment.SameRecipe;
import org.dropshard.job.catalog.CatalogTable;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.engine.Phase;
import org.dropshard.job.engine.Progress;
import org.dropshard.job.error.JobException;
import org.dropshard.job.output.OutputSession;
import org.dropshard.job.output.Outputs;
import org.dropshard.job.plan.Plan;
import org.dropshard.job.read.listing.Listing;
import org.dropshard.job.read.sample.Failures;
import org.dropshard.job.read.table.CatalogSource;
import org.dropshard.job.record.RunId;
import org.dropshard.job.store.Scratch;
import org.dropshard.job.tables.TableTarget;

/**
 * Adds the files, or rows of a table, that are new since the last run to an output, batch by batch.
 * A batch is a run whose name is its number: one that was committed before a crash is known by it,
 * and not taken in again.
 */
public final class IncrementalJob {
  private static final long POLL_MILLIS = 200;
  private static final RunId INCREMENTAL = new RunId("--incremental");

  private final SparkSession spark;
  private final AugmentConfig config;
  private final Progress progress;
  private final List<RunOutcome> reports = new ArrayList<>();

  private IncrementalJob(SparkSession spark, AugmentConfig config, Progress progress) {
    this.spark = spark;
    this.config = config;
    this.progress = progress;
  }

  /**
   * Runs until all that is there now is taken in.
   *
   * @return the batches that were added; none if there was no new file
   * @throws JobException if the output is not one of increments, or a batch fails; those before it
   *     stay
   */
  public static List<RunOutcome> run(SparkSession spark, AugmentConfig config, Progress progress) {
    boolean empty = check(spark, config);
    Optional<TableTarget> target = TableTarget.of(spark, config);
    if (target.isEmpty()) {
      return run(spark, config, target, progress);
    }
    if (empty) {
      return List.of(); // and nothing tells what columns the table would have
    }
    AugmentJob first = Plan.of(spark, config).job(spark, INCREMENTAL, Optional.empty());
    return run(spark, target.get().create(first.columns()), target, progress);
  }

  private static List<RunOutcome> run(
      SparkSession spark, AugmentConfig config, Optional<TableTarget> target, Progress progress) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    try (OutputSession session =
            target.isPresent()
                ? target.get().open(config, INCREMENTAL)
                : OutputSession.open(config.output(), INCREMENTAL, hadoop);
        TableTarget undone = target.orElse(null)) {
      if (undone == null) {
        Outputs.check(config, hadoop);
      } else {
        undone.check();
        Outputs.checkAccount(config, hadoop);
      }
      session.account().ifPresent(past -> SameRecipe.check(past.run(), config));
      IncrementalJob job = new IncrementalJob(spark, config, progress);
      try {
        job.run(session);
      } finally {
        session.endIncrements();
      }
      return job.reports;
    } catch (IOException e) {
      throw JobException.unwritable(config.output(), e);
    }
  }

  /**
   * Checks what can be before the output is locked.
   *
   * @return whether the input holds nothing, new or not
   * @throws JobException for the first rule that is broken
   */
  private static boolean check(SparkSession spark, AugmentConfig config) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Plan.checkPlaces(config, hadoop);
    if (config.input().table().isPresent()) {
      config.input().checkKey();
      config.input().table().get().checkNow();
      CatalogTable table = NewRows.table(spark, config.input().table().get());
      return spark.table(table.name().sql()).isEmpty();
    }
    return listing(config, hadoop).files().isEmpty();
  }

  private static Listing listing(AugmentConfig config, Configuration hadoop) {
    Listing listing = Listing.ofAny(config.input().paths(), hadoop);
    listing.checkStream();
    return listing;
  }

  /**
   * What a run would do now; empty: nothing.
   *
   * @throws JobException for the first rule that is broken
   */
  public static Optional<Plan> plan(SparkSession spark, AugmentConfig config) {
    if (check(spark, config)) {
      return Optional.empty();
    }
    if (config.input().table().isPresent()) {
      return Optional.of(Plan.of(spark, config));
    }
    Map<String, Long> sizes = newFiles(spark, config);
    return sizes.isEmpty() ? Optional.empty() : Optional.of(Plan.of(spark, config, sizes));
  }

  /** The files that a run would take in now: their sizes by full path. */
  private static Map<String, Long> newFiles(SparkSession spark, AugmentConfig config) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    String output = TableTarget.of(spark, config).map(TableTarget::check).orElse(config).output();
    Set<String> taken = output.isEmpty() ? Set.of() : Outputs.takenIn(output, hadoop);
    Map<String, Long> sizes = new TreeMap<>();
    listing(config, hadoop).files().stream()
        .filter(file -> !taken.contains(file.path()))
        .forEach(file -> sizes.put(file.path(), file.length()));
    return sizes;
  }

  private void run(OutputSession session) {
    CompletableFuture<Exception> failure = new CompletableFuture<>();
    VoidFunction2<Dataset<Row>, Long> batches =
        (batch, number) -> {
          try {
            add(session, batch, number);
          } catch (Exception e) {
            failure.complete(e);
            new CountDownLatch(1).await(); // until the query is stopped
          }
        };
    try {
      StreamingQuery query =
          stream()
              .writeStream()
              .queryName("dropshard augment --incremental")
              .foreachBatch(batches)
              .option(
                  "checkpointLocation", new Path(session.output(), Outputs.CHECKPOINT).toString())
              .trigger(Trigger.AvailableNow())
              .start();
      while (!query.awaitTermination(POLL_MILLIS)) {
        if (failure.isDone()) {
          query.stop(); // a batch that threw would be logged with its trace; one stopped is not
          throw failure.get();
        }
      }
    } catch (Exception e) { // Spark's StreamingQueryException is checked in Scala alone
      Optional<String> full = failure.isDone() ? Optional.empty() : Scratch.full(e);
      if (full.isPresent()) { // where Spark keeps what it remembers
        throw JobException.unwritable(config.output(), new IOException(full.get(), e));
      }
      throw Failures.explained(e);
    }
  }

  private Dataset<Row> stream() {
    return config
        .input()
        .table()
        .map(table -> NewRows.stream(spark, NewRows.table(spark, table), config.batchBytes()))
        .orElseGet(() -> NewFiles.stream(spark, config.input().paths(), config.batchBytes()));
  }

  /** Empty if nothing is left of the batch. */
  private Optional<Plan> plan(OutputSession session, Dataset<Row> batch, long number)
      throws IOException {
    if (config.input().table().isEmpty()) {
      Map<String, Long> sizes = NewFiles.sizes(batch);
      return sizes.isEmpty()
          ? Optional.empty() // all were taken away before their turn
          : Optional.of(Plan.of(spark, config, sizes));
    }
    if (batch.isEmpty()) {
      return Optional.empty(); // files were rewritten, and no row is new
    }
    CatalogTable table = NewRows.table(spark, config.input().table().get());
    String version = NewRows.version(session.fileSystem(), session.output(), number);
    return Optional.of(
        Plan.of(
            spark,
            config,
            CatalogSource.of(
                spark,
                config.input(),
                config.share(),
                config.shardBytes(),
                table,
                Optional.of(version),
                batch)));
  }

  private void add(OutputSession session, Dataset<Row> batch, long number) throws Exception {
    RunId run = new RunId("batch " + number);
    if (session.account().flatMap(account -> account.run().run(run)).isPresent()) {
      return; // killed between our commit and Spark's note of it
    }
    Optional<Plan> some = plan(session, batch, number);
    if (some.isEmpty()) {
      return;
    }
    AugmentJob job = some.get().job(spark, run, session.account());
    try (Phase.Scope phase = Phase.begin(spark.sparkContext(), reports.size() + 1, 0)) {
      reports.add(job.run(session, true, progress));
    }
  }
}
