package org.dropshard.job.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.engine.Phase;
import org.dropshard.job.engine.Progress;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.output.AccountCheck;
import org.dropshard.job.record.InputRecord;
import org.dropshard.job.sign.VerifyingKey;

/** Checks one output. */
public final class Verification {
  private Verification() {}

  /**
   * What was found in order.
   *
   * @param rows rows that were read
   * @param shards shards that were read; 0: of a table
   * @param digest the digest of all rows, in words
   * @param masks what was checked of masks, in words
   * @param bytes what was checked of the bytes of shards, likewise
   * @param account what was checked of the account's own
   * @param provenance what was checked of the statement and its signature
   * @param earlier the runs that made the input, as the output has them
   * @param exact whether values could be checked
   */
  public record Result(
      long rows,
      int shards,
      String digest,
      String masks,
      String bytes,
      String account,
      String provenance,
      List<InputRecord.Earlier> earlier,
      boolean exact) {}

  /**
   * Reads every row of an output and makes its mask again.
   *
   * @param input the input to compare kept values with; none: they are covered by the digest alone
   * @param key of which the output has to be signed; empty: of none
   * @throws JobException with {@link ExitCode#VERIFICATION} for the first thing that is wrong, and
   *     how many more there are
   */
  public static Result run(
      SparkSession spark,
      String output,
      GivenInput input,
      Optional<VerifyingKey> key,
      Progress progress) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    PastRun past = PastRun.read(output, hadoop, ExitCode.VERIFICATION);
    AugmentConfig config = past.config();
    VerifiableMask verifiable = VerifiableMask.of(config);
    boolean table = config.table().isPresent();
    boolean backward = config.run().isPresent();
    Map<String, Long> shards = new LinkedHashMap<>();
    ShardSums sums = new ShardSums();
    past.account()
        .shardFiles(
            shard -> {
              shards.put(shard.file(), shard.bytes());
              sums.add(shard);
            });
    Differences differences = new Differences();
    FilesCheck files = new FilesCheck(spark, past, table, shards, differences);
    files.run(hadoop, key);
    RecipeCheck.weights(past, config, differences);
    if (differences.isEmpty()) {
      RecipeCheck.facts(past, config);
    }
    RowsCheck rows = new RowsCheck(spark, past, config, verifiable, differences);
    int phases = input.isEmpty() ? 2 : 3;
    if (differences.isEmpty() && !table) {
      try (Phase.Scope phase = Phase.begin(spark.sparkContext(), 1, phases)) {
        differences.addAll(sums.differences(spark, past.folder()));
      }
    }
    if (differences.isEmpty()) {
      try (Phase.Scope phase = Phase.begin(spark.sparkContext(), 2, phases)) {
        rows.run(!shards.isEmpty(), progress);
      }
    }
    if (differences.isEmpty() && !input.isEmpty()) {
      try (Phase.Scope phase = Phase.begin(spark.sparkContext(), 3, phases)) {
        differences.addAll(InputComparison.run(spark, past, input));
      }
    }
    if (differences.isEmpty() && backward) {
      differences.addAll(RunRows.compare(spark, past));
    }
    differences.conclude();
    AccountCheck.sums(past.account());
    return new Result(
        rows.count(),
        rows.shards(),
        rows.digest(),
        verifiable.words(),
        table ? "those of a table are its engine's: its rows are proven" : sums.words(),
        files.account(),
        files.provenance(),
        Optional.ofNullable(past.run().input().earlier()).orElse(List.of()),
        verifiable.exact());
  }
}
