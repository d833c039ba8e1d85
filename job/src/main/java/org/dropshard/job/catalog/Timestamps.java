package org.dropshard.job.catalog;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.dropshard.job.config.InputTable;
import org.dropshard.job.error.JobException;
import org.dropshard.tensor.Invalid;

/** Moments and versions that users name. */
final class Timestamps {
  private Timestamps() {}

  /** A moment, in the session's time zone unless it says its own. */
  static Column of(String text) {
    return functions.lit(text).cast("timestamp");
  }

  static JobException before(InputTable asked) {
    return JobException.input(
        Invalid.message(
            "--timestamp",
            asked.timestamp().orElseThrow(),
            "no version of " + asked.name() + " is as old, or it is no time"));
  }

  static JobException missing(InputTable asked, String rule) {
    return JobException.input(
        Invalid.message(
            "--table-version", asked.version().orElseThrow() + " of " + asked.name(), rule));
  }
}
