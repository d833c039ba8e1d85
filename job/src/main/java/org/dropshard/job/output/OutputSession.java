package org.dropshard.job.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.error.JobException;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.RunId;
import org.dropshard.job.store.LocalFiles;
import org.dropshard.job.store.ObjectStores;

/**
 * An output under its lock, cleared of what dead runs left.
 *
 * @param fileSystem where it lies
 * @param output its qualified path
 * @param locks held until this is closed: its own, and that of a table whose account it is
 * @param table takes in rows, where {@code output} is the account alone
 */
public record OutputSession(
    FileSystem fileSystem, Path output, List<OutputLock> locks, Optional<TableCommit> table)
    implements AutoCloseable {
  /**
   * Takes an output's lock and clears up after runs that were killed.
   *
   * @throws JobException if another run holds the lock
   */
  public static OutputSession open(String path, RunId run, Configuration hadoop) {
    return open(path, run, hadoop, Optional.empty(), Optional.empty());
  }

  /**
   * The same of what may be a table.
   *
   * @param path of a table the folder of its account
   * @param tableFolder the table's own folder, if its account lies elsewhere: it is locked too,
   *     since others may have theirs in a third place
   */
  public static OutputSession open(
      String path,
      RunId run,
      Configuration hadoop,
      Optional<TableCommit> table,
      Optional<String> tableFolder) {
    try {
      FileSystem fileSystem =
          new Path(path).getFileSystem(LocalFiles.using(hadoop, new Path(path)));
      Path output = Outputs.place(path, fileSystem);
      List<OutputLock> locks = new ArrayList<>();
      OutputSession session = new OutputSession(fileSystem, output, locks, table);
      try {
        if (tableFolder.isPresent()) {
          lock(tableFolder.get(), run, hadoop).ifPresent(locks::add);
        }
        locks.add(OutputLock.take(fileSystem, output, run));
        if (table.isEmpty() && !ObjectStores.holds(output)) {
          StagedOutput.recover(fileSystem, output);
        }
        session.recover();
        return session;
      } catch (IOException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (IOException e) {
      throw JobException.unwritable(path, e);
    }
  }

  /** The lock of a table's own folder; empty if nothing can be written there. */
  private static Optional<OutputLock> lock(String path, RunId run, Configuration hadoop) {
    try {
      FileSystem fileSystem = new Path(path).getFileSystem(hadoop);
      return Optional.of(OutputLock.take(fileSystem, Outputs.place(path, fileSystem), run));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Checks that the locks are still held, as is done before anything counts: local file systems let
   * two runs create a file, the last one's is there.
   *
   * @throws JobException if one is not
   */
  public void check() throws IOException {
    for (OutputLock lock : locks) {
      lock.check();
    }
  }

  /** The output's account so far; empty if it has none. */
  public Optional<Account> account() throws IOException {
    return Outputs.account(fileSystem, output);
  }

  /**
   * Ends a run of increments: what Spark remembers is noted, or forgotten if no batch was
   * committed, so that nothing is left.
   */
  public void endIncrements() throws IOException {
    if (account().isPresent()) {
      Checkpoint.seal(fileSystem, output);
    } else {
      fileSystem.delete(new Path(output, Outputs.CHECKPOINT), true);
      recover();
    }
  }

  private void recover() throws IOException {
    if (table.isPresent()) {
      TableTransaction.recover(fileSystem, output, table.get());
    } else {
      OutputInPlace.recover(fileSystem, output);
    }
  }

  /**
   * Begins a run. A new output, and on file systems that can rename folders one that replaces
   * another, is written beside its place and takes it in one step; else it is written in place,
   * under a journal.
   *
   * @param adds whether what is there stays
   */
  public OutputTransaction begin(RunId run, boolean adds) throws IOException {
    if (table.isPresent()) {
      return TableTransaction.begin(this, table.get(), adds);
    }
    return adds && fileSystem.exists(output) || ObjectStores.holds(output)
        ? OutputInPlace.begin(this, run, !adds)
        : StagedOutput.begin(this, run);
  }

  @Override
  public void close() {
    for (OutputLock lock : locks) {
      try {
        lock.close();
      } catch (IOException e) {
        // The run's own end says more; the lock of a process that is no more is taken over.
      }
    }
  }
}
