package org.dropshard.job.config;

import java.util.List;
import java.util.Optional;
import org.dropshard.format.registry.Formats;
import org.dropshard.job.error.JobException;

/**
 * A table of a catalog that a run writes.
 *
 * @param name as SQL has it
 * @param branch a branch of Iceberg; empty: the table itself
 * @param account the folder that holds the account; empty: where the table lies
 * @param partitionBy columns that a new table is partitioned by
 */
public record OutputTable(
    String name, Optional<String> branch, Optional<String> account, List<String> partitionBy) {

  /**
   * Reads the settings.
   *
   * @throws JobException if something is said that goes with no table, or with a table alone
   */
  public static Optional<OutputTable> of(Settings settings) {
    Optional<String> name = settings.text(Setting.OUTPUT_TABLE);
    Optional<String> branch = settings.text(Setting.BRANCH);
    Optional<String> account = settings.text(Setting.ACCOUNT);
    if (name.isEmpty() && (branch.isPresent() || account.isPresent())) {
      throw JobException.usage(
          "Missing --output-table NAME ("
              + (branch.isPresent() ? Setting.BRANCH : Setting.ACCOUNT).option()
              + " is one of a table)");
    }
    if (name.isPresent() && settings.text(Setting.OUTPUT).isPresent()) {
      throw JobException.usage("Both --output and --output-table (a run writes one or the other)");
    }
    String format = settings.required(Setting.OUTPUT_FORMAT);
    if (name.isPresent() && !format.equals(Formats.shards().get(0).label())) {
      throw JobException.invalid(
          "--output-format", format, "a table's rows are written by its engine");
    }
    if (branch.filter(text -> !text.matches("\\w[\\w-]*") || text.equals("main")).isPresent()) {
      throw JobException.invalid(
          "--branch", branch.get(), "letters, digits, _ and -, and not main");
    }
    return name.map(
        given -> new OutputTable(given, branch, account, settings.list(Setting.PARTITION_BY)));
  }
}
