package org.dropshard.job.verify;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Setting;
import org.dropshard.job.config.Settings;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.InputRecord;
import org.dropshard.job.record.RunRecord;
import org.dropshard.tensor.Layout;

/**
 * An output and the run that made it.
 *
 * @param folder the output
 * @param account what it says of itself
 * @param run its run.json
 */
public record PastRun(Path folder, Account account, RunRecord run) {

  /**
   * Reads it.
   *
   * @param damaged how the command ends if the account is damaged
   * @throws JobException if the folder is no output, or its account cannot be read
   */
  public static PastRun read(String output, Configuration hadoop, ExitCode damaged) {
    try {
      FileSystem fileSystem = new Path(output).getFileSystem(hadoop);
      Path folder = fileSystem.makeQualified(new Path(output));
      Account account = Account.of(fileSystem, folder, damaged);
      if (!account.exists()) {
        throw JobException.input("Invalid output: " + output + " (it has no " + Account.RUN + ")");
      }
      return new PastRun(folder, account, account.run());
    } catch (IOException | IllegalArgumentException e) {
      throw new JobException(
          damaged, "Cannot read output: " + output + " (" + e.getMessage() + ")", e);
    }
  }

  /** The run's own configuration. */
  public AugmentConfig config() {
    try {
      return AugmentConfig.of(Settings.resolve(Optional.empty(), List.of(), settings()));
    } catch (JobException e) {
      throw account.invalid(Account.RUN, "config: " + e.getMessage());
    }
  }

  /** The columns of its shards, and those that are folders. */
  StructType columns() {
    try {
      return StructType.fromDDL(run.output().columns());
    } catch (Exception e) { // Scala throws checked ones unannounced
      throw account.invalid(Account.RUN, "output.columns: no columns");
    }
  }

  /** Where the output's tensors hold their channels. */
  Layout layout() {
    return Layout.valueOf(run.dropout().layout());
  }

  /** The run's own settings. */
  public Map<Setting, List<String>> settings() {
    Map<Setting, List<String>> settings = new TreeMap<>();
    settings.put(Setting.BATCH_AXIS, List.of("none")); // what runs did that knew no batches
    run.config()
        .forEach(
            (key, value) ->
                Setting.ofKey(key).ifPresent(setting -> settings.put(setting, texts(value))));
    InputRecord.Table table = run.input().table();
    if (table != null) { // the version that was read, and not what stands for it by now
      settings.remove(Setting.TIMESTAMP);
      settings.remove(Setting.TABLE_VERSION);
      if (!table.version().equals(InputRecord.Table.NONE)) {
        settings.put(Setting.TABLE_VERSION, List.of(table.version()));
      }
    }
    return settings;
  }

  private static List<String> texts(Object value) {
    return value instanceof List<?> list
        ? list.stream().map(String.class::cast).toList()
        : List.of((String) value);
  }
}
