package org.dropshard.job;

import org.dropshard.job.cli.Application;
import org.dropshard.job.error.ExitCode;

/** What spark-submit starts. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    ExitCode code = Application.process(arguments);
    if (code != ExitCode.DONE) {
      System.exit(code.number());
    }
  }
}
