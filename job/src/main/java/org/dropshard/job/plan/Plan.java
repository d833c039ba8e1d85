package org.dropshard.job.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.dropshard.format.ArrayFormat;
import org.dropshard.format.TableFormat;
import org.dropshard.job.augment.EarlierRuns;
import org.dropshard.job.augment.Judgement;
import org.dropshard.job.config.Also;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.BatchAxis;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.NodataConfig;
import org.dropshard.job.config.Pipeline;
import org.dropshard.job.config.PipelineStep;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.config.SelectConfig;
import org.dropshard.job.error.JobException;
import org.dropshard.job.image.Pages;
import org.dropshard.job.output.Outputs;
import org.dropshard.job.read.IdScan;
import org.dropshard.job.read.Sources;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.LeftOut;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.read.sample.Probe;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.recipe.BoxShares;
import org.dropshard.job.recipe.KeptPlaces;
import org.dropshard.job.record.DropoutRecord;
import org.dropshard.job.record.InputRecord;
import org.dropshard.job.record.Json;
import org.dropshard.job.store.S3aCommit;
import org.dropshard.tensor.Layout;

/**
 * A run that passed every check.
 *
 * @param config what was asked
 * @param source the input, with a known layout
 * @param duplicateKeys samples whose key another has
 * @param memory what a task needs
 * @param runRows on the way back, the rows of the run: each should have its gradient
 */
public record Plan(
    AugmentConfig config,
    Source source,
    long duplicateKeys,
    TaskMemory memory,
    OptionalLong runRows) {
  private static final String MOVES = "a step moves values to other places";

  /**
   * Checks a run.
   *
   * @throws JobException for the first rule that is broken
   */
  public static Plan of(SparkSession spark, AugmentConfig config) {
    checkPlaces(config, spark.sessionState().newHadoopConf());
    return of(
        spark, config, Sources.open(spark, config.input(), config.share(), partitionBytes(config)));
  }

  /**
   * Checks a run over some of the input's files.
   *
   * @param sizes the files' sizes by full path
   * @throws JobException for the first rule that is broken
   */
  public static Plan of(SparkSession spark, AugmentConfig config, Map<String, Long> sizes) {
    return of(
        spark,
        config,
        Sources.open(spark, config.input(), config.share(), partitionBytes(config), sizes));
  }

  /**
   * Checks where a run reads and writes, as far as that is no table.
   *
   * @throws JobException if one place lies within the other, or the output is taken
   */
  public static void checkPlaces(AugmentConfig config, Configuration hadoop) {
    if (config.table().isEmpty()) {
      PathOverlap.check(config.input().files(), config.output(), hadoop);
      S3aCommit.check(config.output(), hadoop);
      Outputs.check(config, hadoop);
    }
    Judgement.of(config.expectations(), Optional.empty(), hadoop);
  }

  private static long partitionBytes(AugmentConfig config) {
    return Math.max(1, config.shardBytes() / config.copies());
  }

  /**
   * Checks a run over an input that is open.
   *
   * @throws JobException for the first rule that is broken
   */
  public static Plan of(SparkSession spark, AugmentConfig given, Source read) {
    AugmentConfig config = given.named(read.channelNames()).withNodata(read.nodata());
    Source source = read.withNodata(config.nodataConfig().flatMap(NodataConfig::ofFiles));
    config.input().checkKey();
    Layout layout = source.layout().orElseGet(() -> withoutLayout(config));
    checkAlso(config, source, layout);
    checkBoxes(config, source, layout);
    for (Probe.Header tensor : source.probe().tensors()) {
      config.checkRounding(tensor.dtype());
    }
    long sums = config.parameters() ? config.pipeline().learned() : 0;
    int shards =
        config.partitionBy().contains(SelectConfig.COLUMN) || config.shards().splitFiles()
            ? Math.max(1, source.selection().parts().size())
            : 1;
    TaskMemory memory =
        TaskMemory.of(spark.sparkContext(), largestBytes(config, source, layout), sums, shards);
    memory.check();
    // A gradient's key is there once a copy.
    long duplicates =
        config.run().isPresent() ? 0 : DuplicateKeys.count(spark, source, config.input());
    return new Plan(
        config, source.orLayout(Optional.of(layout)), duplicates, memory, OptionalLong.empty());
  }

  /** The same with its output elsewhere. */
  public Plan at(AugmentConfig placed) {
    return new Plan(placed, source, duplicateKeys, memory, runRows);
  }

  /** The same as the way back of a run. */
  public Plan ofRun(long rows) {
    return new Plan(config, source, duplicateKeys, memory, OptionalLong.of(rows));
  }

  /** Refuses other tensors that are not there, or that nothing would drop. */
  private static void checkAlso(AugmentConfig config, Source source, Layout layout) {
    for (Also also : config.input().also()) {
      String rule = null;
      if (source.also().isEmpty()) {
        rule = source.format().label() + " files are read without columns that could be";
      } else if (layout == Layout.NONE) {
        throw InputConfig.layoutMissing();
      } else if (!KeptPlaces.suits(config.pipeline())) {
        rule = MOVES;
      } else if (also.channels().length == 0
          && !KeptPlaces.dropsPlaces(config.pipeline(), layout)) {
        rule =
            config.pipeline().label()
                + " drops no whole places: {channels = 0} names the channel that it follows";
      }
      if (rule != null) {
        throw JobException.usage("Invalid --also: " + also.column() + " (" + rule + ")");
      }
    }
  }

  /** Refuses boxes where one place is not dropped without another, or values move. */
  private static void checkBoxes(AugmentConfig config, Source source, Layout layout) {
    BoxShares boxes = BoxShares.of(config, source.orLayout(Optional.of(layout)));
    if (!boxes.isAny()) {
      return;
    }
    if (layout == Layout.NONE) {
      throw InputConfig.layoutMissing();
    }
    String rule =
        !KeptPlaces.suits(config.pipeline())
            ? MOVES
            : KeptPlaces.tellsPlaces(config.pipeline(), layout)
                ? null
                : config.pipeline().label() + " drops channels or samples, not places";
    if (rule != null) {
      throw JobException.usage(
          "Invalid --boxes: " + boxes.boxes().asked().column() + " (" + rule + ")");
    }
  }

  private static Layout withoutLayout(AugmentConfig config) {
    if (config.pipeline().needsLayout()) {
      throw InputConfig.layoutMissing();
    }
    return Layout.NONE;
  }

  /**
   * Finds the largest tensor on the way.
   *
   * @throws JobException if no sample that was seen suits the steps; where some do, the others are
   *     bad records
   */
  private static long largestBytes(AugmentConfig config, Source source, Layout layout) {
    long largest = source.probe().largestBytes();
    if (config.run().isPresent()) {
      return largest;
    }
    String refusal = null;
    int suitable = 0;
    for (Probe.Header tensor : source.probe().tensors()) {
      int width = config.dtype().orElse(tensor.dtype()).bytes();
      try {
        config.pipeline().checkAxes(tensor.shape());
        largest = Math.max(largest, config.pipeline().largest(tensor.shape(), layout) * width);
        suitable++;
      } catch (IllegalArgumentException e) {
        String first = e.getMessage() + ", for " + tensor + " " + layout;
        refusal = refusal == null ? first : refusal;
      }
    }
    if (refusal != null && suitable == 0) {
      throw JobException.usage(refusal);
    }
    return largest;
  }

  /**
   * The plan as JSON.
   *
   * @param outputRows how many rows to expect
   * @param outputBytes how large its shards
   */
  public ObjectNode json(long outputRows, long outputBytes) {
    ObjectNode json = Json.object();
    rows().forEach(json::put);
    json.putObject("expected").put("rows", outputRows).put("bytes", outputBytes);
    ArrayNode bad = json.putArray("bad_samples_seen");
    source.probe().bad().stream().map(BadRecord::line).forEach(bad::add);
    json.set("config", Json.tree(config.settings()));
    return json;
  }

  /**
   * The plan as a table of two columns.
   *
   * @param outputRows how many rows to expect
   * @param outputBytes how large its shards
   */
  public String table(long outputRows, long outputBytes) {
    StringBuilder table = new StringBuilder();
    rows().forEach((name, value) -> table.append(line(name, value)));
    table.append(
        line(
            "expected output",
            "about " + outputRows + " rows, " + outputBytes + " bytes of shards"));
    source.probe().bad().forEach(record -> table.append(line("bad sample", record.line())));
    return table.toString();
  }

  private static String line(String name, String value) {
    return String.format("  %-16s %s%n", name, Resolved.shown(value));
  }

  private Map<String, String> rows() {
    Layout layout = source.layout().orElseThrow();
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("input", String.join(", ", config.input().paths()));
    rows.put("format", source.format().label() + ", " + extent());
    List<InputRecord.Earlier> earlier =
        EarlierRuns.of(
            config.input().files(), source.rows().sparkSession().sessionState().newHadoopConf());
    if (!earlier.isEmpty()) {
      rows.put("made by", earlier.stream().map(Plan::told).collect(Collectors.joining("; ")));
    }
    if (!source.leftOut().isEmpty()) {
      rows.put(
          "left out",
          source.leftOut().stream().map(LeftOut::toString).collect(Collectors.joining("; ")));
    }
    if (!config.input().select().isAll()) {
      rows.put("selection", config.input().select().label() + selected());
    }
    rows.put(
        "tensors",
        String.join(
                "; ", source.probe().tensors().stream().map(Object::toString).distinct().toList())
            + (layout == Layout.NONE ? ", each as a whole" : " " + layout)
            + (config.dtype().map(type -> ", written as " + type.label()).orElse("")));
    if (!source.also().isEmpty()) {
      rows.put(
          "dropped too",
          source.also().stream()
              .map(also -> also.name() + " (" + also.encoding().label() + ")")
              .collect(Collectors.joining(", ")));
    }
    config
        .boxes()
        .ifPresent(
            boxes ->
                rows.put("boxes", boxes.label() + ": what stays visible in " + boxes.shares()));
    if (source.probe().manyPages() > 0) {
      rows.put(
          "pages",
          config.input().pictures().pages().name().toLowerCase(Locale.ROOT)
              + "; more than one in "
              + source.probe().manyPages()
              + " of the files looked at");
    }
    if (!source.remarks().isEmpty()) {
      rows.put("columns", String.join(", ", source.remarks()));
    }
    config
        .nodataConfig()
        .ifPresent(nodata -> rows.put("no data", nodata.valueText() + ": counted, left as it is"));
    Pipeline pipeline = config.pipeline();
    rows.put(
        "dropout",
        pipeline.label()
            + pipeline.asked().map(p -> ", p = " + p).orElse("")
            + ", seed "
            + config.seed()
            + ", shared by "
            + config.share().label()
            + ", copies "
            + config.copies());
    for (PipelineStep step : pipeline.steps()) {
      rows.put("stream " + step.stream(), step.step().name() + " " + step.step().parameters());
    }
    source.probe().tensors().stream()
        .findFirst()
        .ifPresent(tensor -> rows.put("result", result(tensor, layout)));
    rows.put(
        "key",
        config.input().key().orElse("path" + (source.isTable() || batches() ? " and row" : "")));
    rows.put("duplicate keys", Long.toString(duplicateKeys));
    rows.put("partitions", Integer.toString(source.rows().rdd().getNumPartitions()));
    rows.put(
        "task memory",
        (memory.needed() >> 20) + " MB needed, " + (memory.available() >> 20) + " MB there");
    rows.put("output", config.target() + ifExists());
    return rows;
  }

  /** A run that made an input, and those before it. */
  private static String told(InputRecord.Earlier run) {
    return "run "
        + run.runId()
        + ": "
        + run.steps().stream().map(DropoutRecord.Step::step).collect(Collectors.joining(", "))
        + ", seed "
        + run.seed()
        + ", digest "
        + run.digest()
        + (run.earlier() == null
            ? ""
            : run.earlier().stream()
                .map(Plan::told)
                .collect(Collectors.joining("; ", "; of ", "")));
  }

  private String extent() {
    return config.input().table().isPresent()
        ? "version " + source.version().orElse("none")
        : source.files().size() + " files, " + source.bytes() + " bytes";
  }

  /** How many samples are selected, where names, footers and columns of a table tell. */
  private String selected() {
    boolean told =
        source.isTable()
            ? ((TableFormat) source.format()).isColumnar()
            : !batches()
                && config.input().pictures().pages() != Pages.EACH
                && source.files().stream().noneMatch(this::isArchive);
    if (!told) {
      return "";
    }
    IdScan ids = IdScan.of(source.rows().sparkSession(), source, 0);
    long came = ids.selected() + ids.unselected();
    return ": " + ids.selected() + " of " + (came + source.unselectedByWhere(came)) + " samples";
  }

  private boolean isArchive(InputFile file) {
    return source.format() instanceof ArrayFormat arrays
        && arrays.isArchive(file.name().toLowerCase(Locale.ROOT));
  }

  private boolean batches() {
    return config.input().batchAxis() == BatchAxis.FIRST;
  }

  private String ifExists() {
    return switch (config.ifExists()) {
      case FAIL -> config.incremental() ? " (new files are added to it)" : "";
      case OVERWRITE -> " (replaced if it exists)";
      case APPEND -> " (added to if it exists)";
    };
  }

  private String result(Probe.Header tensor, Layout layout) {
    try {
      int[] shape = config.pipeline().shape(tensor.shape(), layout);
      return Arrays.toString(shape)
          + (layout == Layout.NONE ? "" : ", channels " + layout.channels(shape));
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }
}
