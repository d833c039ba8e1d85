package org.dropshard.job.output;

import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.record.TableRecord;

/** A table that takes in a run's rows in one commit, which bears a name. */
public interface TableCommit {
  /** The table, before it has taken in a run. */
  TableRecord table();

  /** The version that a commit of this name made; empty if the table has none. */
  Optional<String> version(String commit);

  /**
   * Commits rows.
   *
   * @param rows a folder of Parquet files
   * @param run what is known of the output with them
   * @param commit names the commit
   * @throws org.dropshard.job.error.JobException if another run was faster
   */
  void commit(Path rows, RunRecord run, String commit);

  /** Writes into the table's properties what its rows are made by. */
  void describe(RunRecord run);
}
