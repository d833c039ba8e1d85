package org.dropshard.job.cli;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.config.OutputTable;
import org.dropshard.job.config.Setting;
import org.dropshard.job.config.Settings;
import org.dropshard.job.error.JobException;
import org.dropshard.job.output.Outputs;
import org.dropshard.job.tables.TableTarget;
import org.dropshard.tensor.Invalid;

/**
 * An output that a command looks at: a folder, or a table that is found once there is a session.
 *
 * @param path the folder; empty: it is that of the table's account
 * @param table empty: files
 */
record OutputPlace(Optional<String> path, Optional<OutputTable> table) {
  /** What is no path as people write them: {@code db.features}, {@code delta.`/lake/features`}. */
  private static final Pattern TABLE = Pattern.compile("(\\w+|`[^`]+`)(\\.(\\w+|`[^`]+`))+");

  /**
   * Finds the output that is meant: what is there as a path is one.
   *
   * @throws org.dropshard.job.error.JobException if nothing of the name is there
   */
  static OutputPlace of(Settings settings, Configuration hadoop) {
    Optional<String> name = settings.text(Setting.OUTPUT_TABLE);
    Optional<String> branch = settings.text(Setting.BRANCH);
    Optional<String> account = settings.text(Setting.ACCOUNT);
    if (name.isPresent() || branch.isPresent() || account.isPresent()) {
      String table = name.orElseGet(() -> settings.required(Setting.OUTPUT));
      return new OutputPlace(
          Optional.empty(), Optional.of(new OutputTable(table, branch, account, List.of())));
    }
    return of(settings.required(Setting.OUTPUT), hadoop);
  }

  /** Whether a text names a table: it is no path, and nothing is there as one. */
  static boolean isTable(String output, Configuration hadoop) {
    return TABLE.matcher(output).matches() && !Outputs.exists(output, hadoop);
  }

  static OutputPlace of(String output, Configuration hadoop) {
    if (isTable(output, hadoop)) {
      return new OutputPlace(
          Optional.empty(),
          Optional.of(new OutputTable(output, Optional.empty(), Optional.empty(), List.of())));
    }
    Outputs.checkExists(output, hadoop);
    return new OutputPlace(Optional.of(output), Optional.empty());
  }

  /**
   * The folder that holds the account.
   *
   * @throws JobException if it is that of a table, and none
   */
  String folder(SparkSession spark) {
    if (path.isPresent()) {
      return path.get();
    }
    String folder = TableTarget.account(spark, table.orElseThrow());
    if (Outputs.account(folder, spark.sessionState().newHadoopConf()).isEmpty()) {
      throw JobException.input(
          Invalid.message(
              "output",
              "table " + table.get().name(),
              "no run has ended there; of one that was killed the next undoes or finishes what is left"));
    }
    return folder;
  }
}
