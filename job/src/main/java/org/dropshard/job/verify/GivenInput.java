package org.dropshard.job.verify;

import java.util.List;
import java.util.Optional;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.InputTable;
import org.dropshard.job.config.Setting;
import org.dropshard.job.config.Settings;

/**
 * What an output is compared with.
 *
 * @param paths of its files; none: of no files
 * @param table a catalog's table; empty: none
 */
public record GivenInput(List<String> paths, Optional<InputTable> table) {
  /**
   * Reads the settings.
   *
   * @throws org.dropshard.job.error.JobException if more is said than one
   */
  public static GivenInput of(Settings settings) {
    return new GivenInput(settings.list(Setting.INPUT), InputTable.of(settings));
  }

  /** Whether there is nothing to compare with. */
  public boolean isEmpty() {
    return paths.isEmpty() && table.isEmpty();
  }

  /** Read as a run read its own; of the same table the version that the run read, unless said. */
  InputConfig as(InputConfig run) {
    if (table.isEmpty()) {
      return run.at(paths);
    }
    InputTable asked = table.get();
    boolean same =
        asked.version().isEmpty()
            && asked.timestamp().isEmpty()
            && run.table().filter(read -> read.name().equals(asked.name())).isPresent();
    return same ? run : run.at(asked);
  }
}
