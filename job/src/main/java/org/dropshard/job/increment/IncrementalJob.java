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
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.engine.Phase;
import org.dropshard.job.engine.Progress;
import org.dropshard.job.error.JobException;
import org.dropshard.job.output.Outputs;
import org.dropshard.job.plan.Plan;
import org.dropshard.job.read.listing.Listing;
import org.dropshard.job.read.sample.Failures;
import org.dropshard.job.record.RunId;
import org.dropshard.job.store.Scratch;

/**
 * Adds the files that are new since the last run to an output, batch by batch. A batch is a run
 * whose name is its number: one that was committed before a crash is known by it, and not taken in
 * again.
 */
public final class IncrementalJob {
  private static final long POLL_MILLIS = 200;

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
   * Runs until every file that is there now is taken in.
   *
   * @return the batches that were added; none if there was no new file
   * @throws JobException if the output is not one of increments, or a batch fails; those before it
   *     stay
   */
  public static List<RunOutcome> run(SparkSession spark, AugmentConfig config, Progress progress) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    check(spark, config);
    try (Outputs.Session session =
        Outputs.open(config.output(), new RunId("--incremental"), hadoop)) {
      Outputs.check(config, hadoop);
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
   * @return the files that are there now, new or not
   * @throws JobException for the first rule that is broken
   */
  private static Listing check(SparkSession spark, AugmentConfig config) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Listing listing = Listing.ofAny(config.input().paths(), hadoop);
    listing.checkStream();
    Plan.checkPlaces(config, hadoop);
    return listing;
  }

  /**
   * The files that a run would take in now: their sizes by full path.
   *
   * @throws JobException for the first rule that is broken
   */
  public static Map<String, Long> newFiles(SparkSession spark, AugmentConfig config) {
    Set<String> taken = Outputs.takenIn(config.output(), spark.sessionState().newHadoopConf());
    Map<String, Long> sizes = new TreeMap<>();
    check(spark, config).files().stream()
        .filter(file -> !taken.contains(file.path()))
        .forEach(file -> sizes.put(file.path(), file.length()));
    return sizes;
  }

  private void run(Outputs.Session session) {
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
          NewFiles.stream(spark, config.input().paths(), config.batchBytes())
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

  private void add(Outputs.Session session, Dataset<Row> batch, long number) throws Exception {
    RunId run = new RunId("batch " + number);
    if (session.account().flatMap(account -> account.run().run(run)).isPresent()) {
      return; // killed between our commit and Spark's note of it
    }
    Map<String, Long> sizes = NewFiles.sizes(batch);
    if (sizes.isEmpty()) {
      return; // all were taken away before their turn
    }
    Plan plan = Plan.of(spark, config, sizes);
    AugmentJob job =
        new AugmentJob(
            spark,
            plan.config(),
            plan.source(),
            run,
            plan.duplicateKeys(),
            plan.runRows(),
            session.account());
    try (Phase.Scope phase = Phase.begin(spark.sparkContext(), reports.size() + 1, 0)) {
      reports.add(job.run(session, true, progress));
    }
  }
}
