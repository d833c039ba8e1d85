package org.dropshard.job.config;

import org.dropshard.job.error.JobException;

/** Whether dropout drops. */
public enum Mode {
  /** Masks are drawn and applied. */
  TRAIN,
  /** Nothing is random: inverted kinds change nothing, vanilla ones multiply by 1 − p. */
  EVAL;

  /** The mode of a lower-case name; what else it is called is told from the right one. */
  static Mode ofLabel(String label) {
    return switch (label) {
      case "train" -> TRAIN;
      case "eval" -> EVAL;
      default ->
          throw JobException.usage(
              "Invalid --mode: "
                  + label
                  + " ("
                  + switch (label) {
                    case "test", "inference", "validation", "evaluation", "val", "predict" ->
                        "did you mean eval? ";
                    case "training", "fit" -> "did you mean train? ";
                    default -> "";
                  }
                  + "train, eval)");
    };
  }
}
