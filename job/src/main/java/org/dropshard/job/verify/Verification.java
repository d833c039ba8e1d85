package org.dropshard.job.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.dropout.DropProbability;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.BatchAxis;
import org.dropshard.job.config.Features;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.PipelineStep;
import org.dropshard.job.config.Share;
import org.dropshard.job.engine.Progress;
import org.dropshard.job.engine.ShardJob;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.manifest.DropRateBound;
import org.dropshard.job.manifest.Json;
import org.dropshard.job.manifest.ShardSummary;
import org.dropshard.job.read.Sources;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.Passing;
import org.dropshard.job.read.scan.Splits;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.tensor.Layout;

/** Checks one output. */
public final class Verification {
  private static final String PAGE_CHECKSUMS = "parquet.page.verify-checksum.enabled";

  private final SparkSession spark;
  private final Manifest manifest;
  private final AugmentConfig config;
  private final Reach reach;
  private final List<String> findings = new ArrayList<>();
  private final Map<String, ShardSummary> found = new LinkedHashMap<>();
  private final ShardSummary total = new ShardSummary();

  private Verification(SparkSession spark, Manifest manifest) {
    this.spark = spark;
    this.manifest = manifest;
    this.config = manifest.config();
    this.reach = Reach.of(config);
  }

  /**
   * What was found in order.
   *
   * @param rows rows that were read
   * @param shards shards that were read
   * @param digest the digest of all rows
   * @param masks what was checked of masks, in words
   */
  public record Result(long rows, int shards, String digest, String masks) {}

  /**
   * Reads every row of an output and makes its mask again.
   *
   * @param inputs the inputs to compare kept values with; none: they are covered by the digest
   *     alone
   * @throws JobException with {@link ExitCode#VERIFICATION} for the first thing that is wrong, and
   *     how many more there are
   */
  public static Result run(
      SparkSession spark, String output, List<String> inputs, Progress progress) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Verification verification = new Verification(spark, Manifest.read(output, hadoop));
    verification.files();
    verification.weights();
    if (verification.findings.isEmpty()) {
      verification.readRows(progress);
    }
    if (verification.findings.isEmpty() && !inputs.isEmpty()) {
      verification.findings.addAll(
          InputComparison.run(spark, verification.config, inputs, verification.outputSource()));
    }
    verification.conclude();
    return new Result(
        verification.total.rows,
        verification.found.size(),
        verification.total.digest.hex(),
        verification.reach.words());
  }

  private void readRows(Progress progress) {
    try {
      rows(progress);
      compare();
    } catch (JobException e) { // a shard that cannot be read is not what the manifest says
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

  private void files() {
    if (manifest.isInterrupted()) {
      findings.add(
          "a run was killed while it was being committed (the next run undoes or finishes it)");
    }
    manifest
        .shards()
        .forEach(
            (file, shard) -> {
              Long bytes = manifest.files().get(file);
              if (bytes == null) {
                findings.add("shard is missing: " + file);
              } else if (bytes != shard.path("bytes").asLong()) {
                findings.add(
                    "shard has "
                        + bytes
                        + " bytes, the manifest says "
                        + shard.path("bytes")
                        + ": "
                        + file);
              }
            });
    manifest.files().keySet().stream()
        .filter(file -> !manifest.shards().containsKey(file))
        .forEach(file -> findings.add("file is no shard of the manifest: " + file));
  }

  /** The output as an input: keyed by its own sample ids, its cells as the run wrote them. */
  private Source outputSource() {
    InputConfig input = config.input();
    JsonNode output = manifest.run().path("output");
    String format = output.path("format").asText();
    boolean raw =
        format.equals("parquet")
            && List.of("raw", "array").contains(output.path("encoding").asText());
    InputConfig own =
        new InputConfig(
            List.of(manifest.folder().toString()),
            Optional.of(format),
            Optional.of(output.path("tensor_column").asText()),
            Optional.of("sample_id"),
            Optional.of(layout()),
            input.channels(),
            BatchAxis.NONE,
            raw ? cellDtype(input) : Optional.empty(),
            raw ? input.cellShape() : Optional.empty(),
            input.maxPixels(),
            input.badRecords(),
            Optional.empty(),
            input.features());
    return Sources.output(spark, own, config.share(), config.shardBytes(), format, columns(output));
  }

  /** Those of the output's columns that masks depend on. */
  private StructType columns(JsonNode output) {
    Features features = config.input().features();
    List<String> needed = new ArrayList<>(List.of("sample_id", "copy"));
    needed.add(output.path("tensor_column").asText());
    needed.add(features.shape());
    needed.add(features.dtype());
    if (config.share().scope() == Share.Scope.GROUP) {
      needed.add(config.share().column());
    }
    return new StructType(
        Arrays.stream(StructType.fromDDL(output.path("columns").asText()).fields())
            .filter(field -> needed.contains(field.name()))
            .toArray(StructField[]::new));
  }

  private Optional<String> cellDtype(InputConfig input) {
    return input.cellDtype().map(name -> config.dtype().map(type -> type.label()).orElse(name));
  }

  private Layout layout() {
    return Layout.valueOf(manifest.run().path("dropout").path("layout").asText());
  }

  private void rows(Progress progress) {
    if (manifest.shards().isEmpty()) {
      return;
    }
    Source source = outputSource();
    int copy = List.of(source.rows().columns()).indexOf("copy");
    ShardJob.run(
        spark.sparkContext(),
        checked(source),
        new VerifyTask(source, Recipe.of(config, layout(), source), reach, copy, progress),
        config.input().badRecords(),
        "dropshard-verify-" + manifest.run().path("run_id").asText(),
        "dropshard verify " + manifest.folder(),
        (partition, outcome) -> {
          findings.addAll(outcome.notes());
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
    try (Passing checksums = Passing.set(spark, PAGE_CHECKSUMS, "false", "true")) {
      return Splits.rdd(spark, source);
    }
  }

  private String name(String file) {
    return new Path(file)
        .toUri()
        .getPath()
        .substring(manifest.folder().toUri().getPath().length() + 1);
  }

  private void compare() {
    manifest
        .shards()
        .forEach(
            (file, shard) -> {
              ShardSummary summary = found.getOrDefault(file, new ShardSummary());
              differ("rows of shard " + file, shard.path("rows"), summary.rows);
              differ("digest of shard " + file, shard.path("digest"), summary.digest.hex());
              statistics(
                  "shard " + file,
                  shard.path("after"),
                  Json.stats(summary, layout()).path("after"));
            });
    JsonNode run = manifest.run();
    differ("rows", run.path("rows").path("out"), total.rows);
    differ("digest", run.path("digest"), total.digest.hex());
    statistics(
        "the output", manifest.stats().path("after"), Json.stats(total, layout()).path("after"));
    Optional<DropProbability> asked = config.pipeline().dropProbability();
    if (asked.isEmpty() || config.share().scope() != Share.Scope.SAMPLE || backward()) {
      return;
    }
    double p = asked.get().value();
    double rate = total.dropped / (double) total.units;
    if (Math.abs(rate - p) > DropRateBound.of(total.units)) {
      findings.add(
          "drop rate is " + rate + ", too far from " + p + " for " + total.units + " units");
    }
  }

  private boolean backward() {
    return config.run().isPresent();
  }

  /** Weights that were read from files have to be the ones that the run read. */
  private void weights() {
    JsonNode steps = manifest.run().at("/dropout/steps");
    List<PipelineStep> run = config.pipeline().steps();
    for (int i = 0; i < run.size(); i++) {
      JsonNode said = steps.path(i);
      run.get(i)
          .files()
          .forEach(
              (name, sha256) ->
                  differ(
                      name + " of step " + said.path("step").asText(),
                      said.path(name),
                      "sha256:" + sha256));
    }
  }

  private void differ(String what, JsonNode said, Object is) {
    if (!said.asText().equals(String.valueOf(is))) {
      findings.add(what + ": the manifest says " + said.asText() + ", found " + is);
    }
  }

  private void statistics(String of, JsonNode said, JsonNode is) {
    if (said.isObject() && !reach.counts()) { // of units that only the input tells
      ((ObjectNode) said).retain("channels");
      ((ObjectNode) is).retain("channels");
    }
    if (!Json.line((ObjectNode) is).equals(said.isObject() ? Json.line((ObjectNode) said) : "")) {
      findings.add("statistics of " + of + ": the manifest's are not those of its rows");
    }
  }
}
