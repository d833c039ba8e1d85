package org.dropshard.job.config;

import java.util.Optional;
import org.dropshard.job.error.JobException;

/**
 * A table of a catalog.
 *
 * @param name as SQL has it: its catalog, where that is not the session's own, its namespaces and
 *     its own name
 * @param version the version that is read, as the catalog names it; empty: the one at {@code
 *     timestamp}
 * @param timestamp a moment, as SQL reads it; empty: now
 */
public record InputTable(String name, Optional<String> version, Optional<String> timestamp) {

  /**
   * Reads the settings.
   *
   * @throws JobException if more is said than one table and one version
   */
  public static Optional<InputTable> of(Settings settings) {
    Optional<String> name = settings.text(Setting.INPUT_TABLE);
    Optional<String> version = settings.text(Setting.TABLE_VERSION);
    Optional<String> timestamp = settings.text(Setting.TIMESTAMP);
    if (name.isEmpty() && (version.isPresent() || timestamp.isPresent())) {
      throw JobException.usage(
          "Missing --input-table NAME ("
              + (version.isPresent() ? Setting.TABLE_VERSION : Setting.TIMESTAMP).option()
              + " is one of a table)");
    }
    if (version.isPresent() && timestamp.isPresent()) {
      throw JobException.usage("Both --table-version and --timestamp (say one)");
    }
    if (name.isPresent() && !settings.list(Setting.INPUT).isEmpty()) {
      throw JobException.usage("Both --input and --input-table (a run reads one or the other)");
    }
    if (name.isPresent() && settings.text(Setting.INPUT_FORMAT).isPresent()) {
      throw JobException.invalid(
          "--input-format",
          settings.required(Setting.INPUT_FORMAT),
          "the catalog knows what a table is");
    }
    return name.map(given -> new InputTable(given, version, timestamp));
  }

  /**
   * Checks that no version is named, where what is appended is read.
   *
   * @throws JobException if one is
   */
  public void checkNow() {
    if (version.isPresent() || timestamp.isPresent()) {
      throw JobException.invalid(
          (version.isPresent() ? Setting.TABLE_VERSION : Setting.TIMESTAMP).option(),
          version.or(() -> timestamp).get(),
          "--incremental reads what is appended, up to now");
    }
  }
}
