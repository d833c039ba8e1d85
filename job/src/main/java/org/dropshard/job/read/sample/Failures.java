package org.dropshard.job.read.sample;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;
import org.dropshard.format.Budget;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.store.Scratch;

/** Finds in a failed Spark job what the user can do something about. */
public final class Failures {
  /** How Spark names the file that it could not read. */
  private static final Pattern FILE =
      Pattern.compile("(?:reading file|read file|file:?) ((?:[a-z0-9]+:)?/[^\\s]+)");

  /** SQLSTATE of values that an expression cannot be computed of. */
  private static final Pattern DATA = Pattern.compile("22...");

  private static final int DEEPEST = 20;

  private Failures() {}

  /** One line for what is known to be the user's to mend; anything else as it is. */
  public static RuntimeException explained(Throwable failure) {
    Optional<JobException> known = known(failure);
    return known.isPresent()
        ? known.get()
        : failure instanceof RuntimeException runtime
            ? runtime
            : new IllegalStateException(failure.getMessage(), failure);
  }

  /** One line for what is known to be the user's to mend. */
  public static Optional<JobException> known(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
      if (cause instanceof JobException told) {
        return Optional.of(told);
      }
      if (cause instanceof OutOfMemoryError) {
        return Optional.of(new JobException(ExitCode.USAGE, Budget.exhausted(), failure));
      }
      if (cause instanceof SparkThrowable data && DATA.matcher(state(data)).matches()) {
        return Optional.of(
            new JobException(
                ExitCode.INPUT,
                "Cannot evaluate --where: "
                    + innermost(cause)
                    + " (try_ functions give null instead)",
                failure));
      }
      String message = String.valueOf(cause.getMessage());
      Matcher file = FILE.matcher(message);
      boolean reading =
          message.contains("FAILED_READ_FILE")
              || message.contains("Encountered error while reading file");
      if (reading && file.find()) {
        return Optional.of(
            new JobException(
                ExitCode.INPUT,
                "Cannot read file: "
                    + file.group(1).replaceAll("[.,]+$", "")
                    + " ("
                    + innermost(cause)
                    + ")",
                failure));
      }
    }
    return Scratch.explained(failure);
  }

  private static String state(SparkThrowable failure) {
    return String.valueOf(failure.getSqlState());
  }

  private static String innermost(Throwable cause) {
    Throwable last = cause;
    for (int depth = 0; last.getCause() != null && depth < DEEPEST; depth++) {
      last = last.getCause();
    }
    return String.valueOf(last.getMessage()).lines().findFirst().orElse("");
  }
}
