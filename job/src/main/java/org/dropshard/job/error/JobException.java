package org.dropshard.job.error;

import java.util.List;
import org.dropshard.tensor.Invalid;

/** An end that the user can do something about: a line, or one for each fault, and an exit code. */
public final class JobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;
  private final transient List<String> lines;

  public JobException(ExitCode code, String message) {
    this(code, message, null);
  }

  public JobException(ExitCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.lines = List.of(message);
  }

  /** Of several lines. */
  public JobException(ExitCode code, List<String> lines) {
    super(String.join("; ", lines));
    this.code = code;
    this.lines = lines;
  }

  /** What is said of it. */
  public List<String> lines() {
    return lines == null ? List.of(getMessage()) : lines; // after serialisation
  }

  public ExitCode code() {
    return code;
  }

  /** A mistake in the command line or the configuration. */
  public static JobException usage(String message) {
    return new JobException(ExitCode.USAGE, message);
  }

  /** The same of a value: {@code Invalid --copies: 0 (1 to 16777216)}. */
  public static JobException invalid(String what, Object value, String rule) {
    return usage(Invalid.message(what, value, rule));
  }

  /**
   * An output that cannot be written.
   *
   * @param output as the user named it
   */
  public static JobException unwritable(String output, Throwable cause) {
    return new JobException(
        ExitCode.OUTPUT, "Cannot write output: " + output + " (" + cause.getMessage() + ")", cause);
  }

  /**
   * An input that cannot be read.
   *
   * @param input as the user named it
   */
  public static JobException unreadable(Object input, Throwable cause) {
    return new JobException(
        ExitCode.INPUT, "Cannot read input: " + input + " (" + cause.getMessage() + ")", cause);
  }

  /** An input that cannot be used. */
  public static JobException input(String message) {
    return new JobException(ExitCode.INPUT, message);
  }
}
