package org.dropshard.job.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dropshard.job.augment.RunOutcome;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Pipeline;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.Finding;
import org.dropshard.job.record.ShardSummary;

/** What a run did, in a few lines. The digest is the output's, the run digest that of one run. */
final class Summary {
  private Summary() {}

  static String of(RunOutcome report, Optional<Account> account) {
    ShardSummary summary = report.summary();
    StringBuilder text = new StringBuilder();
    line(
        text,
        "rows",
        "%d in, %d out, %d bad",
        report.samples(),
        summary.rows,
        report.tally().bad());
    Pipeline pipeline = report.config().pipeline();
    if (summary.units > 0) {
      rate(text, "drop rate", summary.dropped, summary.units, pipeline.asked().stream());
    }
    summary.levels.forEach(
        (copy, level) ->
            rate(
                text,
                "copy " + copy,
                level.dropped,
                level.units,
                pipeline.dropRate(copy).stream().boxed()));
    summary.groups.forEach(
        (name, group) ->
            rate(text, Resolved.shown(name), group.dropped, group.units, Stream.empty()));
    line(text, "shards", "%d, %d bytes, %.1f s", report.shards(), summary.bytes, report.seconds());
    line(text, "run digest", "%s", summary.digest.hex());
    account
        .map(Account::run)
        .ifPresent(
            run -> {
              line(text, "digest", "%s", run.digest());
              if (run.parameters() != null) {
                line(text, "parameters", "%s", run.parameters().arrays());
              }
            });
    if (report.selection() != null) {
      line(text, "selected", "%s", selected(report));
    }
    report.tally().reasons().forEach((rule, count) -> line(text, "bad", "%d × %s", count, rule));
    report.source().leftOut().forEach(out -> line(text, "left out", "%s", out));
    report.source().remarks().forEach(remark -> line(text, "columns", "%s", remark));
    if (report.tally().manyPages() > 0) {
      line(
          text,
          "pages",
          "%d files have more than one (--pages %s)",
          report.tally().manyPages(),
          report.config().input().pictures().pages().name().toLowerCase(Locale.ROOT));
    }
    if (report.duplicateKeys() > 0) {
      line(
          text,
          "note",
          "%d samples share a key, and so a mask, with another",
          report.duplicateKeys());
    }
    if (report.missing().orElse(0) > 0) {
      line(text, "missing", "%d rows of the run have no gradient", report.missing().getAsLong());
    }
    if (!report.findings().isEmpty()) {
      List<Finding> missed = report.findings().stream().filter(finding -> !finding.met()).toList();
      int met = report.findings().size() - missed.size();
      line(text, "expected", "%d of %d met", met, report.findings().size());
      missed.forEach(finding -> line(text, "missed", "%s", finding.line()));
    }
    line(text, "output", "%s", report.config().target());
    line(text, "report", "%s", report.output() + "/_dropshard/report.html");
    return text.toString();
  }

  /**
   * @param asked the rate that was asked for, if one was
   */
  private static void rate(
      StringBuilder text, String name, long dropped, long units, Stream<?> asked) {
    line(
        text,
        name,
        "%.4f found%s (%d of %d units)",
        dropped / (double) units,
        asked.map(p -> ", " + p + " asked").collect(Collectors.joining()),
        dropped,
        units);
  }

  private static String selected(RunOutcome report) {
    long samples = report.samples();
    String split =
        report.selection().split().entrySet().stream()
            .map(part -> part.getKey() + " " + part.getValue())
            .collect(Collectors.joining(", "));
    return samples
        + " of "
        + (samples + report.selection().unselected())
        + " samples"
        + (split.isEmpty() ? "" : "; rows of " + split);
  }

  /** What several batches did to an output, or what it is like if there was nothing to do. */
  static String of(AugmentConfig config, List<RunOutcome> reports, Optional<Account> account) {
    StringBuilder text = new StringBuilder();
    if (reports.isEmpty()) {
      line(
          text,
          "note",
          "%s: nothing to do",
          config
              .runId()
              .map(id -> "run " + id + " is in the output already")
              .orElse("no new file"));
    }
    for (RunOutcome report : reports) {
      line(
          text,
          report.runId(),
          "%d rows in, %d out, %d bad, %.1f s",
          report.samples(),
          report.summary().rows,
          report.tally().bad(),
          report.seconds());
    }
    account
        .map(Account::run)
        .ifPresent(
            run -> {
              line(text, "rows", "%d in all", run.rows().out());
              line(text, "digest", "%s", run.digest());
            });
    line(text, "output", "%s", config.target());
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String format, Object... values) {
    String value = Resolved.shown(String.format(Locale.ROOT, format, values));
    text.append(String.format("%-11s%s%n", name, value));
  }
}
