package org.dropshard.job.augment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.util.VersionInfo;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.BatchAxis;
import org.dropshard.job.config.Pipeline;
import org.dropshard.job.config.PipelineStep;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.engine.StageTimes;
import org.dropshard.job.manifest.Json;
import org.dropshard.job.manifest.ShardSummary;
import org.dropshard.job.manifest.Versions;
import org.dropshard.job.read.cell.CellEncoding;
import org.dropshard.job.read.sample.Source;
import org.dropshard.step.Step;

/**
 * What a run did.
 *
 * @param runId names the run
 * @param started when it began
 * @param finished when all was written
 * @param source what was read
 * @param config how
 * @param columns the columns of the output
 * @param encoding how its tensor cells are encoded
 * @param summary counts, digest and statistics of the run's shards
 * @param shards how many there are
 * @param bad bad records
 * @param reasons bad records by rule
 * @param duplicateKeys samples whose key another has
 * @param output where the output lies
 */
public record RunReport(
    String runId,
    Instant started,
    Instant finished,
    Source source,
    AugmentConfig config,
    OutputColumns columns,
    CellEncoding encoding,
    ShardSummary summary,
    int shards,
    long bad,
    Map<String, Long> reasons,
    long duplicateKeys,
    String output) {

  /** The contract that the masks follow. */
  public static final int CONTRACT = 1;

  /**
   * {@code run.json}: enough to make every mask again.
   *
   * @param stages what Spark did, as {@link StageTimes} has it
   */
  ObjectNode json(SparkSession spark, ArrayNode stages) {
    ObjectNode run = Json.object();
    run.put("run_id", runId);
    run.put("contract", CONTRACT);
    run.put("seed", config.seed());
    run.put("digest", summary.digest.hex());
    ObjectNode rows = run.putObject("rows");
    rows.put("in", summary.samples + bad);
    rows.put("out", summary.rows);
    rows.put("bad", bad);
    rows.put("duplicate_keys", duplicateKeys);
    ObjectNode reasonCounts = run.putObject("bad_records");
    reasons.forEach(reasonCounts::put);
    run.set("dropout", dropout());
    run.set("input", input());
    ObjectNode written = run.putObject("output");
    written.put("path", Resolved.masked(output));
    written.put("format", config.shards().format());
    written.put("encoding", encoding.label());
    written.put("columns", columns.files().toDDL());
    written.put("shards", shards);
    written.put("bytes", summary.bytes);
    written.put("tensor_column", columns.tensorColumn());
    ArrayNode folders = written.putArray("partition_by");
    config.partitionBy().forEach(folders::add);
    run.set("config", Json.tree(config.settings()));
    run.set("versions", Versions.of(spark.version(), VersionInfo.getVersion()));
    ObjectNode timings = run.putObject("timings");
    timings.put("started", started.toString());
    timings.put("finished", finished.toString());
    timings.put("seconds", seconds());
    timings.set("stages", stages);
    ObjectNode self = run.putArray("runs").addObject();
    for (String name : List.of("run_id", "digest", "rows", "timings")) {
      self.set(name, run.get(name).deepCopy());
    }
    self.set("input", run.at("/input/paths").deepCopy());
    return run;
  }

  private ObjectNode dropout() {
    Pipeline pipeline = config.pipeline();
    ObjectNode dropout = Json.object();
    if (pipeline.kind() != null) {
      Step step = pipeline.steps().get(0).step();
      dropout.put("kind", pipeline.kind());
      step.dropProbability()
          .ifPresent(
              p -> {
                dropout.put("p", p.value());
                if (p.inKeep()) {
                  dropout.put("keep", p.keep());
                }
                dropout.put("threshold", p.threshold());
              });
      ObjectNode parameters = Json.tree(step.parameters());
      for (String name : List.of("scale", "fill")) {
        if (parameters.has(name)) {
          dropout.set(name, parameters.get(name));
        }
      }
    }
    dropout.put("copies", config.copies());
    dropout.put("share", config.share().label());
    dropout.put("layout", source.layout().orElseThrow().name());
    dropout.put("mode", pipeline.mode().name().toLowerCase(Locale.ROOT));
    dropout.put("direction", config.run().isPresent() ? "backward" : "forward");
    dropout.put("preset", pipeline.preset() == null ? null : pipeline.preset().label());
    ArrayNode steps = dropout.putArray("steps");
    pipeline.steps().forEach(step -> steps.add(step(step)));
    return dropout;
  }

  /** A step as it was resolved; of parameters from files, their digests. */
  private static ObjectNode step(PipelineStep step) {
    ObjectNode json = Json.object();
    json.put("step", step.step().name());
    json.put("stream", step.stream());
    json.put("apply", step.apply());
    json.setAll(Json.tree(step.step().parameters()));
    step.files().forEach((name, sha256) -> json.put(name, "sha256:" + sha256));
    return json;
  }

  private ObjectNode input() {
    ObjectNode input = Json.object();
    ArrayNode paths = input.putArray("paths");
    config.input().paths().forEach(path -> paths.add(Resolved.masked(path)));
    input.put("format", source.format());
    input.put("files", source.files().size());
    input.put("skipped_files", source.skipped());
    input.put("bytes", source.bytes());
    input.put("key", config.input().key().orElse(null));
    if (config.input().batchAxis() == BatchAxis.FIRST) {
      input.put("batch_axis", 0);
    }
    return input;
  }

  /** The run as one line of JSON, for whoever collects logs. */
  String logLine() {
    ObjectNode line = Json.object();
    line.put("event", "dropshard.run");
    line.put("run_id", runId);
    line.put("output", Resolved.masked(output));
    line.put("kind", config.pipeline().label());
    config.pipeline().dropProbability().ifPresent(p -> line.put("p", p.value()));
    line.put("seed", config.seed());
    line.put("rows_in", summary.samples + bad);
    line.put("rows_out", summary.rows);
    line.put("bad", bad);
    line.put("units", summary.units);
    line.put("dropped", summary.dropped);
    line.put("shards", shards);
    line.put("bytes", summary.bytes);
    line.put("seconds", seconds());
    line.put("digest", summary.digest.hex());
    return Json.line(line);
  }

  /** How long the run took. */
  public double seconds() {
    return Duration.between(started, finished).toMillis() / 1000.0;
  }
}
