package org.dropshard.job.augment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.util.VersionInfo;
import org.dropshard.dropout.DropProbability;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.BatchAxis;
import org.dropshard.job.config.Pipeline;
import org.dropshard.job.config.PipelineStep;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.engine.Tally;
import org.dropshard.job.error.OneLine;
import org.dropshard.job.read.listing.LeftOut;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.record.DropoutRecord;
import org.dropshard.job.record.Finding;
import org.dropshard.job.record.InputRecord;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.OutputRecord;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.record.SelectionRecord;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.job.record.Timings;
import org.dropshard.job.record.Versions;
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
 * @param tally what was said of the input
 * @param selection what was selected; null: all, without a split
 * @param duplicateKeys samples whose key another has
 * @param runRows on the way back, the rows of the run
 * @param earlier the runs that made the input
 * @param output where the output lies
 * @param findings what became of the expectations
 */
public record RunOutcome(
    String runId,
    Instant started,
    Instant finished,
    Source source,
    AugmentConfig config,
    OutputColumns columns,
    CellEncoding encoding,
    ShardSummary summary,
    int shards,
    Tally tally,
    SelectionRecord selection,
    long duplicateKeys,
    OptionalLong runRows,
    List<InputRecord.Earlier> earlier,
    String output,
    List<Finding> findings) {

  /**
   * What {@code run.json} has of it.
   *
   * @param spark the version of Spark
   * @param stages what Spark did
   * @param parameters gradients of the steps' parameters; null: none were asked for
   */
  RunRecord record(String spark, List<Timings.Stage> stages, RunRecord.Parameters parameters) {
    Map<String, JsonNode> none = Map.of();
    RunRecord.Rows rows =
        new RunRecord.Rows(
            samples(),
            summary.rows,
            tally.bad(),
            duplicateKeys,
            missing().isPresent() ? missing().getAsLong() : null,
            none);
    Timings timings = new Timings(started.toString(), finished.toString(), seconds(), stages, none);
    InputRecord input = input();
    return new RunRecord(
        runId,
        RunRecord.CONTRACT,
        config.seed(),
        summary.digest.hex(),
        rows,
        tally.reasons(),
        dropout(config, source.layout().orElseThrow().name()),
        input,
        selection,
        written(),
        parameters,
        config.settings(),
        Versions.of(spark, VersionInfo.getVersion()),
        timings,
        List.of(new RunRecord.Run(runId, summary.digest.hex(), rows, timings, input.paths(), none)),
        findings.isEmpty() ? null : findings,
        null,
        none);
  }

  /** What a configuration does to tensors of a layout. */
  public static DropoutRecord dropout(AugmentConfig config, String layout) {
    Pipeline pipeline = config.pipeline();
    Optional<Step> only =
        Optional.ofNullable(pipeline.kind()).map(kind -> pipeline.steps().get(0).step());
    Optional<DropProbability> p =
        only.filter(step -> pipeline.levels() == 1).flatMap(Step::dropProbability);
    Map<String, JsonNode> parameters = only.map(RunOutcome::parameters).orElse(Map.of());
    return new DropoutRecord(
        pipeline.kind(),
        p.map(DropProbability::value).orElse(null),
        p.filter(DropProbability::inKeep).map(DropProbability::keep).orElse(null),
        p.map(DropProbability::threshold).orElse(null),
        parameters.get("scale"),
        parameters.get("fill"),
        config.copies(),
        config.share().label(),
        layout,
        pipeline.mode().name().toLowerCase(Locale.ROOT),
        config.run().isPresent() ? "backward" : "forward",
        pipeline.preset() == null ? null : pipeline.preset().label(),
        pipeline.steps().stream().map(RunOutcome::step).toList(),
        Map.of());
  }

  /** A step as it was resolved; of parameters from files, their digests. */
  private static DropoutRecord.Step step(PipelineStep step) {
    Map<String, JsonNode> parameters = parameters(step.step());
    if (step.levels().size() > 1) {
      for (String name : List.of("drop", "keep")) {
        if (parameters.remove(name) != null) {
          parameters.put(name + "_of_copies", ofCopies(step, name));
        }
      }
    }
    step.files().forEach((name, sha256) -> parameters.put(name, Json.tree("sha256:" + sha256)));
    return new DropoutRecord.Step(step.step().name(), step.stream(), step.apply(), parameters);
  }

  private static JsonNode ofCopies(PipelineStep step, String name) {
    return Json.tree(step.levels().stream().map(level -> level.parameters().get(name)).toList());
  }

  private static Map<String, JsonNode> parameters(Step step) {
    Map<String, JsonNode> parameters = new LinkedHashMap<>();
    step.parameters().forEach((name, value) -> parameters.put(name, Json.tree(value)));
    return parameters;
  }

  private InputRecord input() {
    List<String> names =
        config.channelNames().isEmpty() ? source.channelNames() : config.channelNames();
    return new InputRecord(
        config.input().paths().stream().map(Resolved::masked).toList(),
        source.format().label(),
        source.files().size(),
        source.leftOut().stream().mapToLong(LeftOut::files).sum(),
        source.leftOut().stream()
            .map(
                out ->
                    new InputRecord.Skipped(
                        out.reason().label(), out.files(), out.first(), Map.of()))
            .toList(),
        tally.manyPages() == 0 ? null : tally.manyPages(),
        source.remarks().isEmpty() ? null : source.remarks(),
        source.bytes(),
        config.input().key().orElse(null),
        batchAxis(config),
        names.isEmpty() ? null : names,
        config
            .input()
            .table()
            .map(
                table ->
                    new InputRecord.Table(
                        table.name(),
                        source.format().label(),
                        source.version().orElse(InputRecord.Table.NONE),
                        Map.of()))
            .orElse(null),
        earlier.isEmpty() ? null : earlier,
        Map.of());
  }

  static Integer batchAxis(AugmentConfig config) {
    return config.input().batchAxis() == BatchAxis.FIRST ? 0 : null;
  }

  private OutputRecord written() {
    return new OutputRecord(
        Resolved.masked(output),
        config.shards().format().label(),
        encoding.label(),
        columns.files().toDDL(),
        shards,
        summary.bytes,
        columns.tensorColumn(),
        config.partitionBy(),
        columns.folders().isEmpty() ? null : columns.folders().toDDL(),
        config.shards().isExact() ? null : Boolean.FALSE,
        Map.of());
  }

  /** The same with what became of the expectations. */
  RunOutcome judged(List<Finding> judged) {
    return new RunOutcome(
        runId,
        started,
        finished,
        source,
        config,
        columns,
        encoding,
        summary,
        shards,
        tally,
        selection,
        duplicateKeys,
        runRows,
        earlier,
        output,
        judged);
  }

  /** The run as one line of JSON, for whoever collects logs. */
  String logLine() {
    ObjectNode line = Json.object();
    line.put("event", "dropshard.run");
    line.put("run_id", Resolved.masked(runId));
    line.put("output", Resolved.masked(output));
    line.put("kind", config.pipeline().label());
    config.pipeline().dropProbability().ifPresent(p -> line.put("p", p.value()));
    line.put("seed", config.seed());
    line.put("rows_in", samples());
    line.put("rows_out", summary.rows);
    line.put("bad", tally.bad());
    if (selection != null) {
      line.put("unselected", selection.unselected());
    }
    line.put("units", summary.units);
    line.put("dropped", summary.dropped);
    line.put("shards", shards);
    line.put("bytes", summary.bytes);
    line.put("seconds", seconds());
    line.put("digest", summary.digest.hex());
    return OneLine.json(Json.line(line));
  }

  /** How many samples there were, bad ones among them. */
  public long samples() {
    return summary.samples + tally.bad();
  }

  /** On the way back, how many rows of the run have no gradient in what was written. */
  public OptionalLong missing() {
    return runRows.isPresent()
        ? OptionalLong.of(runRows.getAsLong() - summary.rows)
        : OptionalLong.empty();
  }

  /** How long the run took. */
  public double seconds() {
    return Duration.between(started, finished).toMillis() / 1000.0;
  }
}
