package org.dropshard.job.config;

/** What becomes of an output that is there already. */
public enum IfExists {
  /** The run is refused. */
  FAIL,
  /** The run takes its place, once it is whole. */
  OVERWRITE,
  /** The run adds to it, once. */
  APPEND;

  static IfExists ofLabel(String label) {
    return valueOf(label.toUpperCase(java.util.Locale.ROOT));
  }
}
