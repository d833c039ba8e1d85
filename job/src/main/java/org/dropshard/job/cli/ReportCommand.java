package org.dropshard.job.cli;

import java.io.PrintStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.error.JobException;
import org.dropshard.job.report.Report;

/** {@code report}. Reads a few files, so it goes without a session, unless one is a table's. */
final class ReportCommand {
  private ReportCommand() {}

  static void run(Invocation invocation, PrintStream out) {
    Configuration hadoop = Application.hadoop();
    List<OutputPlace> places =
        invocation.outputs().size() < 2
            ? List.of(OutputPlace.of(invocation.settings(), hadoop))
            : invocation.outputs().stream().map(name -> OutputPlace.of(name, hadoop)).toList();
    if (places.stream().allMatch(place -> place.path().isPresent())) {
      draw(invocation, places.stream().map(place -> place.path().get()).toList(), hadoop, out);
    } else {
      Application.withSession(
          "report",
          spark ->
              draw(
                  invocation,
                  places.stream().map(place -> place.folder(spark)).toList(),
                  spark.sessionState().newHadoopConf(),
                  out));
    }
  }

  private static void draw(
      Invocation invocation, List<String> outputs, Configuration hadoop, PrintStream out) {
    if (outputs.size() < 2) {
      if (invocation.to().isPresent()) {
        throw JobException.invalid("--to", "there is one output", "--to is for comparing two");
      }
      Path page = Report.again(outputs.get(0), hadoop);
      out.println("report     " + Resolved.shown(page.toString()));
      return;
    }
    String to = invocation.to().orElse(Commands.COMPARISON);
    Path page = Report.compare(outputs.get(0), outputs.get(1), to, hadoop);
    out.println("comparison " + Resolved.shown(page.toString()));
  }
}
