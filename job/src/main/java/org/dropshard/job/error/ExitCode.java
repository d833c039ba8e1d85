package org.dropshard.job.error;

/** How the application ends, for schedulers. */
public enum ExitCode {
  DONE(0),
  /** The command line or the configuration is wrong. */
  USAGE(1),
  /** The input cannot be used. */
  INPUT(2),
  /** The output exists, another run holds it, or it or temporary files cannot be written. */
  OUTPUT(3),
  /** More bad records than allowed. */
  BAD_RECORDS(4),
  /** An output is not what its account says. */
  VERIFICATION(5),
  /** An expectation was missed; nothing was written. */
  EXPECTATION(6),
  /** A fault that is not the user's. */
  INTERNAL(10),
  /** Told to end. A process that a signal ends says 128 and the signal's number: 130, 143, 129. */
  INTERRUPTED(130);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
