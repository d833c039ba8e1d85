package org.dropshard.job.config;

/** Whether dropout drops. */
public enum Mode {
  /** Masks are drawn and applied. */
  TRAIN,
  /** Nothing is random: inverted kinds change nothing, vanilla ones multiply by 1 − p. */
  EVAL
}
