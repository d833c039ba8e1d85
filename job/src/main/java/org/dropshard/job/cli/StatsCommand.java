package org.dropshard.job.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dropshard.job.augment.Judgement;
import org.dropshard.job.augment.StatsJob;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.BadRecords;
import org.dropshard.job.config.ExpectConfig;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.NodataConfig;
import org.dropshard.job.config.Setting;
import org.dropshard.job.config.Share;
import org.dropshard.job.error.JobException;
import org.dropshard.job.expect.Expectations;
import org.dropshard.job.expect.Facts;
import org.dropshard.job.read.Sources;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.record.ChannelRecord;
import org.dropshard.job.record.Finding;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.NormalizationRecord;
import org.dropshard.job.record.ValueParts;
import org.dropshard.tensor.Layout;

/** {@code stats}. */
final class StatsCommand {
  /** Input bytes a task; nothing is written, so no shard has a say. */
  private static final long TASK_BYTES = 128L << 20;

  private StatsCommand() {}

  static void run(Invocation invocation, PrintStream out) {
    InputConfig config = InputConfig.of(invocation.settings());
    if (config.badRecords().policy() == BadRecords.Policy.QUARANTINE) {
      throw JobException.invalid("--on-error", "quarantine", "stats writes nothing: fail or drop");
    }
    Expectations expectations = ExpectConfig.ofDataset(invocation.settings());
    String how = AugmentConfig.progress(invocation.settings());
    Sources.checkPaths(config, Application.hadoop());
    Application.withSession(
        "stats",
        spark -> {
          Judgement judgement =
              Judgement.of(expectations, Optional.empty(), spark.sessionState().newHadoopConf());
          Source read = Sources.open(spark, config, Share.SAMPLE, TASK_BYTES);
          Optional<NodataConfig> nodata =
              NodataConfig.of(invocation.settings()).map(asked -> asked.resolved(read.nodata()));
          Source source = read.consistent(nodata.flatMap(NodataConfig::ofFiles), List.of());
          StatsJob.Result result =
              ProgressDisplay.during(
                  how,
                  spark.sparkContext(),
                  progress ->
                      StatsJob.run(
                          spark,
                          config,
                          source,
                          nodata.map(NodataConfig::value),
                          invocation.settings().text(Setting.STATS_BY),
                          expectations,
                          progress));
          Layout layout = source.layout().orElse(Layout.NONE);
          List<ChannelRecord> channels = ChannelRecord.of(result.statistics(), layout);
          List<Finding> findings =
              judgement.of(
                  Facts.of(result.samples() + result.bad(), result.bad(), channels, List.of())
                      .withCounts(
                          Optional.of(result.counts()).filter(counts -> expectations.ofTraits())));
          boolean selects = !config.select().isAll();
          print(result, layout, selects, findings, invocation.json(), out);
          if (!judgement.allows(findings)) {
            throw Judgement.missed(findings);
          }
        });
  }

  private static void print(
      StatsJob.Result result,
      Layout layout,
      boolean selects,
      List<Finding> findings,
      boolean asJson,
      PrintStream out) {
    if (asJson) {
      ObjectNode json = Json.object();
      ObjectNode rows =
          json.putObject("rows")
              .put("in", result.samples() + result.bad())
              .put("bad", result.bad());
      if (selects) {
        rows.put("unselected", result.unselected());
      }
      json.set("channels", Json.tree(ChannelRecord.of(result.statistics(), layout)));
      Optional.ofNullable(NormalizationRecord.of(result.statistics(), layout))
          .ifPresent(channels -> json.set("normalize", Json.tree(channels)));
      if (!result.by().isEmpty()) {
        json.set("by", Json.tree(result.by().before(layout)));
      }
      result.counts().json().forEach((trait, values) -> json.set(trait, Json.tree(values)));
      if (!findings.isEmpty()) {
        json.set("expectations", Json.tree(findings));
      }
      out.print(Json.pretty(json));
    } else {
      print(result, layout, selects, out);
    }
  }

  private static void print(
      StatsJob.Result result, Layout layout, boolean selects, PrintStream out) {
    out.printf("%d samples, %d bad records", result.samples(), result.bad());
    out.println(selects ? ", " + result.unselected() + " not selected" : "");
    print(ChannelRecord.of(result.statistics(), layout), out);
    if (!result.by().isEmpty()) {
      for (ValueParts.Value value : result.by().before(layout)) {
        out.println(value.value());
        print(value.channels(), out);
      }
    }
  }

  private static void print(List<ChannelRecord> channels, PrintStream out) {
    boolean lacks = channels.stream().anyMatch(c -> c.nodata() != null);
    out.printf(
        "%7s %14s %14s %14s %12s %12s %12s %8s %8s%s%n",
        "channel",
        "count",
        "mean",
        "std",
        "min",
        "max",
        "zeros",
        "nan",
        "infinite",
        lacks ? "      nodata" : "");
    for (ChannelRecord c : channels) {
      out.printf(
          Locale.ROOT,
          "%7s %14d %14.7g %14.7g %12.6g %12.6g %12d %8d %8d%s%n",
          c.channel().asText(),
          c.count(),
          c.mean(),
          c.std(),
          c.min(),
          c.max(),
          c.zeros(),
          c.nan(),
          c.infinite(),
          lacks ? String.format(Locale.ROOT, " %11d", c.nodata() == null ? 0 : c.nodata()) : "");
    }
  }
}
