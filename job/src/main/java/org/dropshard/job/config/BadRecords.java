package org.dropshard.job.config;

import java.io.Serializable;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;

/**
 * What becomes of bad records.
 *
 * @param policy what to do with one
 * @param most how many are allowed, as a number or a share of all; infinite for no limit
 * @param percent whether {@code most} is a percentage
 */
public record BadRecords(Policy policy, double most, boolean percent) implements Serializable {
  public enum Policy {
    FAIL,
    DROP,
    QUARANTINE
  }

  static BadRecords of(Settings settings) {
    Policy policy =
        switch (settings.required(Setting.ON_ERROR)) {
          case "fail" -> Policy.FAIL;
          case "drop" -> Policy.DROP;
          case "quarantine" -> Policy.QUARANTINE;
          default ->
              throw JobException.invalid(
                  "--on-error", settings.required(Setting.ON_ERROR), "fail, drop, quarantine");
        };
    String limit = settings.text(Setting.MAX_BAD).orElse("");
    if (limit.isEmpty()) {
      return new BadRecords(policy, Double.POSITIVE_INFINITY, false);
    }
    if (!limit.matches("\\d{1,15}|\\d{1,3}(\\.\\d+)?%")) {
      throw JobException.invalid("--max-bad", limit, "a number, or a percentage: 0.1%");
    }
    boolean percent = limit.endsWith("%");
    return new BadRecords(
        policy,
        Double.parseDouble(percent ? limit.substring(0, limit.length() - 1) : limit),
        percent);
  }

  /** Whether {@code bad} of {@code all} records are more than allowed. */
  public boolean exceeded(long bad, long all) {
    return percent ? bad * 100.0 > most * all : bad > most;
  }

  /**
   * Refuses a run of which too many records were bad.
   *
   * @throws JobException if more were than is allowed
   */
  public void check(long bad, long all) {
    if (exceeded(bad, all)) {
      throw new JobException(ExitCode.BAD_RECORDS, "Too many bad records: " + bad + " of " + all);
    }
  }
}
