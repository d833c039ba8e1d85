package org.dropshard.job.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.dropshard.format.ArrayFormat;
import org.dropshard.format.TableFormat;
import org.dropshard.job.augment.EarlierRuns;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.BatchAxis;
import org.dropshard.job.config.Pipeline;
import org.dropshard.job.config.PipelineStep;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.image.Pages;
import org.dropshard.job.read.IdScan;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.LeftOut;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.read.sample.Probe;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.record.DropoutRecord;
import org.dropshard.job.record.InputRecord;
import org.dropshard.job.record.Json;
import org.dropshard.tensor.Layout;

/** A plan in words. */
public final class PlanText {
  private final Plan plan;
  private final AugmentConfig config;
  private final Source source;

  public PlanText(Plan plan) {
    this.plan = plan;
    this.config = plan.config();
    this.source = plan.source();
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
      rows.put("made by", earlier.stream().map(PlanText::told).collect(Collectors.joining("; ")));
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
    rows.put("duplicate keys", Long.toString(plan.duplicateKeys()));
    rows.put("partitions", Integer.toString(source.rows().rdd().getNumPartitions()));
    rows.put(
        "task memory",
        (plan.memory().needed() >> 20)
            + " MB needed, "
            + (plan.memory().available() >> 20)
            + " MB there");
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
                .map(PlanText::told)
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
