package org.dropshard.job.config;

import java.io.Serializable;
import org.dropshard.job.error.JobException;

/**
 * Who shares a mask.
 *
 * @param scope the kind of group
 * @param batchSize samples a batch, for {@link Scope#BATCH}
 * @param column the group's column, for {@link Scope#GROUP}
 */
public record Share(Scope scope, long batchSize, String column) implements Serializable {
  /** Every sample has a mask of its own. */
  public static final Share SAMPLE = new Share(Scope.SAMPLE, 1, "");

  public enum Scope {
    SAMPLE,
    BATCH,
    GROUP,
    DATASET
  }

  /** Reads {@code sample}, {@code batch:N}, {@code group:COLUMN} or {@code dataset}. */
  public static Share parse(String text) {
    if (text.equals("sample")) {
      return SAMPLE;
    }
    if (text.equals("dataset")) {
      return new Share(Scope.DATASET, 1, "");
    }
    if (text.startsWith("group:") && text.length() > 6) {
      return new Share(Scope.GROUP, 1, text.substring(6));
    }
    if (text.matches("batch:[1-9]\\d{0,17}")) {
      return new Share(Scope.BATCH, Long.parseLong(text.substring(6)), "");
    }
    throw JobException.invalid("--share", text, "sample, batch:N, group:COLUMN, dataset");
  }

  /** As {@link #parse} reads it. */
  public String label() {
    return switch (scope) {
      case SAMPLE -> "sample";
      case DATASET -> "dataset";
      case GROUP -> "group:" + column;
      case BATCH -> "batch:" + batchSize;
    };
  }
}
