package org.dropshard.job.engine;

/** A sample that was read and cannot be used as the run asks; the message names the rule. */
public final class UnusableSampleException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnusableSampleException(IllegalArgumentException cause) {
    super(cause.getMessage(), cause);
  }
}
