package org.dropshard.job.config;

import org.dropshard.job.error.JobException;

/** Whether an array of a file is one sample, or an axis of it counts samples. */
public enum BatchAxis {
  /** One sample; not if it has four axes and a step goes by channels: it may be a batch. */
  AUTO,
  /** One sample. */
  NONE,
  /** The first axis counts samples. */
  FIRST;

  static BatchAxis of(Settings settings) {
    String text = settings.required(Setting.BATCH_AXIS);
    return switch (text) {
      case "auto" -> AUTO;
      case "none" -> NONE;
      case "0" -> FIRST;
      default -> throw JobException.invalid("--batch-axis", text, "0, none, auto");
    };
  }
}
