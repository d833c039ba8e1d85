package org.dropshard.job.cli;

import java.io.PrintStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.config.Resolved;
import org.dropshard.job.config.Setting;
import org.dropshard.job.error.JobException;
import org.dropshard.job.output.Outputs;
import org.dropshard.job.report.Report;

/** {@code report}. Reads a few files, so it goes without a session. */
final class ReportCommand {
  private ReportCommand() {}

  static void run(Invocation invocation, PrintStream out) {
    Configuration hadoop = Application.hadoop();
    List<String> outputs = invocation.outputs();
    outputs.forEach(output -> Outputs.checkExists(output, hadoop));
    if (outputs.size() < 2) {
      if (invocation.to().isPresent()) {
        throw JobException.usage("Invalid --to: there is one output (--to is for comparing two)");
      }
      Path page = Report.again(invocation.settings().required(Setting.OUTPUT), hadoop);
      out.println("report     " + Resolved.shown(page.toString()));
      return;
    }
    String to = invocation.to().orElse(Commands.COMPARISON);
    Path page = Report.compare(outputs.get(0), outputs.get(1), to, hadoop);
    out.println("comparison " + Resolved.shown(page.toString()));
  }
}
