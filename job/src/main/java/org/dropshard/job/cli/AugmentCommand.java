package org.dropshard.job.cli;

import java.io.PrintStream;
import org.dropshard.job.augment.AugmentJob;
import org.dropshard.job.augment.Progress;
import org.dropshard.job.augment.RunReport;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.manifest.Json;
import org.dropshard.job.plan.Plan;

/** {@code augment} and {@code plan}. */
final class AugmentCommand {
  private AugmentCommand() {}

  static void augment(Invocation invocation, PrintStream out) {
    run(AugmentConfig.of(invocation.settings()), "augment", out);
  }

  /** Checks, runs, and prints the summary. */
  static void run(AugmentConfig config, String command, PrintStream out) {
    Application.withSession(
        command,
        spark -> {
          Plan plan = Plan.of(spark, config);
          Progress progress = Progress.of(spark.sparkContext());
          RunReport report;
          try (ProgressDisplay display =
              ProgressDisplay.start(config.progress(), spark.sparkContext(), progress)) {
            report =
                new AugmentJob(spark, config, plan.source()).run(progress, plan.duplicateKeys());
          }
          out.print(Summary.of(report));
        });
  }

  static void plan(Invocation invocation, PrintStream out) {
    AugmentConfig config = AugmentConfig.of(invocation.settings());
    Application.withSession(
        "plan",
        spark -> {
          Plan plan = Plan.of(spark, config);
          out.print(invocation.json() ? Json.pretty(plan.json()) : plan.table());
        });
  }
}
