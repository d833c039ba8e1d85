package org.dropshard.job.cli;

import org.dropshard.job.error.ExitCode;

/**
 * What the launcher's class archive is made of: the demo, and dropout of the Parquet files that it
 * wrote, so that pictures and tables both start fast.
 */
public final class QuickStarts {
  private QuickStarts() {}

  /** Takes the folder to do it in, which is new. */
  public static void main(String[] folder) {
    run("demo", "--progress", "none", "--output", folder[0]);
    run(
        "augment",
        "--progress",
        "none",
        "--kind",
        "element",
        "--drop",
        "0.3",
        "--seed",
        "42",
        "--input",
        folder[0] + "/augmented",
        "--output",
        folder[0] + "/again");
  }

  private static void run(String... command) {
    ExitCode code = Application.process(command);
    if (code != ExitCode.DONE) {
      System.exit(code.number());
    }
  }
}
