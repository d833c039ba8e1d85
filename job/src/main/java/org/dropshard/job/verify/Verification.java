package org.dropshard.job.verify;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.format.ShardFormat;
import org.dropshard.format.registry.Formats;
import org.dropshard.job.augment.SameRecipe;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.PipelineStep;
import org.dropshard.job.config.Share;
import org.dropshard.job.croissant.Croissant;
import org.dropshard.job.croissant.WidsIndex;
import org.dropshard.job.engine.Phase;
import org.dropshard.job.engine.Progress;
import org.dropshard.job.engine.ShardJob;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.output.AccountCheck;
import org.dropshard.job.output.Checkpoint;
import org.dropshard.job.output.Outputs;
import org.dropshard.job.output.ShardFiles;
import org.dropshard.job.provenance.Provenance;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.SessionSetting;
import org.dropshard.job.read.scan.Splits;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.DropRateBound;
import org.dropshard.job.record.InvalidRecordException;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.job.record.StatsRecord;
import org.dropshard.job.record.SummaryPart;
import org.dropshard.job.sign.VerifyingKey;

/** Checks one output. */
public final class Verification {
  private static final String PAGE_CHECKSUMS = "parquet.page.verify-checksum.enabled";

  private final SparkSession spark;
  private final PastRun past;
  private final RunRecord run;
  private final AugmentConfig config;
  private final Map<String, Long> shards = new LinkedHashMap<>();
  private final ShardSums sums = new ShardSums();
  private final VerifiableMask verifiable;
  private final List<String> findings = new ArrayList<>();
  private final Map<String, ShardSummary> found = new LinkedHashMap<>();
  private final ShardSummary total = new ShardSummary();
  private final Map<String, Long> split = new TreeMap<>();
  private String accountWords;
  private String provenance;

  private Verification(SparkSession spark, PastRun past) {
    this.spark = spark;
    this.past = past;
    this.run = past.run();
    this.config = past.config();
    this.verifiable = VerifiableMask.of(config);
    past.account()
        .shardFiles(
            shard -> {
              shards.put(shard.file(), shard.bytes());
              sums.add(shard);
            });
  }

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
      List<RunRecord.Earlier> earlier,
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
    Verification verification =
        new Verification(spark, PastRun.read(output, hadoop, ExitCode.VERIFICATION));
    verification.files(hadoop, key);
    verification.weights();
    if (verification.findings.isEmpty()) {
      verification.recipe();
    }
    int phases = input.isEmpty() ? 2 : 3;
    if (verification.findings.isEmpty() && !verification.isTable()) {
      try (Phase.Scope phase = Phase.begin(spark.sparkContext(), 1, phases)) {
        verification.findings.addAll(
            verification.sums.differences(spark, verification.past.folder()));
      }
    }
    if (verification.findings.isEmpty()) {
      try (Phase.Scope phase = Phase.begin(spark.sparkContext(), 2, phases)) {
        verification.readRows(progress);
      }
    }
    if (verification.findings.isEmpty() && !input.isEmpty()) {
      try (Phase.Scope phase = Phase.begin(spark.sparkContext(), 3, phases)) {
        verification.findings.addAll(InputComparison.run(spark, verification.past, input));
      }
    }
    if (verification.findings.isEmpty() && verification.backward()) {
      verification.findings.addAll(RunRows.compare(spark, verification.past));
    }
    verification.conclude();
    AccountCheck.sums(verification.past.account());
    return new Result(
        verification.total.rows,
        verification.isTable() ? 0 : verification.found.size(),
        verification.digestWords(),
        verification.verifiable.words(),
        verification.isTable()
            ? "those of a table are its engine's: its rows are proven"
            : verification.sums.words(),
        verification.accountWords,
        verification.provenance,
        Optional.ofNullable(verification.past.run().input().earlier()).orElse(List.of()),
        verification.verifiable.exact());
  }

  private String digestWords() {
    return verifiable.exact() ? total.digest.hex() : run.digest() + " (as the account says)";
  }

  private void readRows(Progress progress) {
    try {
      rows(progress);
      compare();
    } catch (JobException e) { // a shard that cannot be read is not what the account says
      findings.add(e.getMessage());
    }
  }

  private void conclude() {
    if (!findings.isEmpty()) {
      String more = findings.size() > 1 ? " (and " + (findings.size() - 1) + " more)" : "";
      throw new JobException(
          ExitCode.VERIFICATION, "Verification failed: " + findings.get(0) + more);
    }
  }

  private void files(Configuration hadoop, Optional<VerifyingKey> key) {
    try {
      FileSystem fileSystem = past.folder().getFileSystem(hadoop);
      if (Outputs.isInterrupted(fileSystem, past.folder())) {
        findings.add(
            "a run was killed while it was being committed (the next run undoes or finishes it)");
      }
      accountWords =
          past.account().checkSums() ? "as it was written" : "checksums not recorded: only sums";
      Checkpoint.check(fileSystem, past.folder(), ExitCode.VERIFICATION);
      Croissant.check(past.account());
      WidsIndex.check(past.account());
      provenance = Provenance.check(past.account(), key);
      if (isTable()) {
        return;
      }
      findings.addAll(ShardFiles.differences(shards, run, fileSystem, past.folder(), false));
      if (!fileSystem.exists(new Path(past.folder(), Outputs.SUCCESS))) {
        findings.add("file is missing: " + Outputs.SUCCESS + " (a run was not committed)");
      }
      Optional<ShardFormat> format = Formats.shards(run.output().format());
      if (findings.isEmpty() && format.isPresent()) {
        indexes(format.get(), fileSystem);
      }
    } catch (IOException e) {
      throw new JobException(
          ExitCode.VERIFICATION,
          "Cannot read output: " + past.folder() + " (" + e.getMessage() + ")",
          e);
    }
  }

  /** Indexes say again what the shards do. */
  private void indexes(ShardFormat format, FileSystem fileSystem) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    shards.keySet().forEach(name -> files.put(name, new Path(past.folder(), name)));
    for (Map.Entry<String, String> index : format.indexes(spark, files).entrySet()) {
      try (FSDataInputStream in = fileSystem.open(new Path(past.folder(), index.getKey()))) {
        String said = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        if (!Json.parse(said).equals(Json.parse(index.getValue()))) {
          findings.add("index is not that of the shards: " + index.getKey());
        }
      } catch (FileNotFoundException e) {
        findings.add("index is missing: " + index.getKey());
      } catch (InvalidRecordException e) {
        findings.add("index is damaged: " + index.getKey() + " (" + e.getMessage() + ")");
      }
    }
  }

  private void rows(Progress progress) {
    if (shards.isEmpty()) {
      return;
    }
    Source source = OutputSource.of(spark, past);
    int copy = List.of(source.rows().columns()).indexOf("copy");
    ShardJob.run(
        spark.sparkContext(),
        checked(source),
        new VerifyTask(
            source,
            Recipe.of(config, past.layout(), source),
            verifiable,
            copy,
            backward()
                ? -1
                : config.maskColumn().map(List.of(source.rows().columns())::indexOf).orElse(-1),
            progress),
        config.input().badRecords(),
        "dropshard-verify-" + run.runId(),
        "dropshard verify " + past.folder(),
        (partition, outcome) -> {
          findings.addAll(outcome.notes());
          outcome.split().forEach((part, rows) -> split.merge(part, rows, Long::sum));
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

  private boolean isTable() {
    return config.table().isPresent();
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
    differ("rows", run.rows().out(), total.rows);
    if (!verifiable.exact()) {
      return;
    }
    differ("digest", run.digest(), total.digest.hex());
    config
        .input()
        .select()
        .limit()
        .filter(limit -> total.rows > (long) limit * config.copies())
        .ifPresent(limit -> findings.add("more samples than --limit " + limit + " takes"));
    if (!config.input().select().split().isEmpty()) {
      differ("split", run.selection() == null ? null : run.selection().split(), split);
    }
    statistics(
        "the output", past.account().stats().after(), StatsRecord.After.of(total, past.layout()));
    if (config.share().scope() != Share.Scope.SAMPLE || backward()) {
      return;
    }
    config.pipeline().dropRate().ifPresent(p -> rate("drop rate", total.dropped, total.units, p));
    total.levels.forEach(
        (copy, part) ->
            config
                .pipeline()
                .dropRate(copy)
                .ifPresent(p -> rate("drop rate of copy " + copy, part.dropped, part.units, p)));
    config
        .pipeline()
        .dropRates()
        .forEach(
            (group, p) -> {
              SummaryPart part = total.groups.getOrDefault(group, new SummaryPart());
              rate("drop rate of " + group, part.dropped, part.units, p);
            });
  }

  private void rate(String what, long dropped, long units, double p) {
    double rate = dropped / (double) units;
    if (Math.abs(rate - p) > DropRateBound.of(units)) {
      findings.add(what + " is " + rate + ", too far from " + p + " for " + units + " units");
    }
  }

  private void compareShards() {
    past.account()
        .shards(
            shard -> {
              ShardSummary summary = found.getOrDefault(shard.file(), new ShardSummary());
              differ("rows of shard " + shard.file(), shard.rows(), summary.rows);
              if (!verifiable.exact()) {
                return;
              }
              differ("digest of shard " + shard.file(), shard.digest(), summary.digest.hex());
              statistics(
                  "shard " + shard.file(),
                  shard.after(),
                  StatsRecord.After.of(summary, past.layout()));
            });
  }

  private boolean backward() {
    return config.run().isPresent();
  }

  /** What run.json says in the open has to be what its settings come to. */
  private void recipe() {
    SameRecipe.difference(run, config)
        .ifPresent(
            other -> {
              throw past.account()
                  .invalid(
                      Account.RUN,
                      other.field() + ": " + other.past() + ", config says " + other.next());
            });
  }

  /** Weights that were read from files have to be the ones that the run read. */
  private void weights() {
    List<PipelineStep> steps = config.pipeline().steps();
    if (run.dropout().steps().size() != steps.size()) {
      throw past.account().invalid(Account.RUN, "dropout.steps: not those of config");
    }
    for (int i = 0; i < steps.size(); i++) {
      RunRecord.Step said = run.dropout().steps().get(i);
      steps
          .get(i)
          .files()
          .forEach(
              (name, sha256) ->
                  differ(
                      name + " of step " + said.step(),
                      said.parameters().get(name),
                      Json.tree("sha256:" + sha256)));
    }
  }

  private void differ(String what, Object said, Object is) {
    if (!is.equals(said)) {
      findings.add(what + ": the account says " + said + ", found " + is);
    }
  }

  private void statistics(String of, StatsRecord.After said, StatsRecord.After is) {
    boolean equal =
        verifiable.counts()
            ? Json.line(is).equals(Json.line(said))
            : Json.line(is.channels()).equals(Json.line(said.channels())); // units the input tells
    if (!equal) {
      findings.add("statistics of " + of + ": the account's are not those of its rows");
    }
  }
}
