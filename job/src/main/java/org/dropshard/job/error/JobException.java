package org.dropshard.job.error;

/** An end that the user can do something about: one line and an exit code. */
public final class JobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  public JobException(ExitCode code, String message) {
    this(code, message, null);
  }

  public JobException(ExitCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public ExitCode code() {
    return code;
  }

  /** A mistake in the command line or the configuration. */
  public static JobException usage(String message) {
    return new JobException(ExitCode.USAGE, message);
  }

  /** An input that cannot be used. */
  public static JobException input(String message) {
    return new JobException(ExitCode.INPUT, message);
  }
}
