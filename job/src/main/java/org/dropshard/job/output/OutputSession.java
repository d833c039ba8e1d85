package org.dropshard.job.output;

import java.io.IOException;
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
 * @param lock held until this is closed
 * @param table takes in rows, where {@code output} is the account alone
 */
public record OutputSession(
    FileSystem fileSystem, Path output, OutputLock lock, Optional<TableCommit> table)
    implements AutoCloseable {
  /**
   * Takes an output's lock and clears up after runs that were killed.
   *
   * @throws JobException if another run holds the lock
   */
  public static OutputSession open(String path, RunId run, Configuration hadoop) {
    return open(path, run, hadoop, Optional.empty());
  }

  /**
   * The same of what may be a table.
   *
   * @param path of a table the folder of its account
   */
  public static OutputSession open(
      String path, RunId run, Configuration hadoop, Optional<TableCommit> table) {
    try {
      FileSystem fileSystem =
          new Path(path).getFileSystem(LocalFiles.using(hadoop, new Path(path)));
      Path output = Outputs.place(path, fileSystem);
      OutputLock lock = OutputLock.take(fileSystem, output, run);
      OutputSession session = new OutputSession(fileSystem, output, lock, table);
      try {
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

  /**
   * Takes the lock of a table's own folder for a run whose account lies elsewhere, since others may
   * have theirs in a third place.
   *
   * @return empty if nothing can be written there
   * @throws JobException if another run holds the lock
   */
  public static Optional<AutoCloseable> lock(String path, RunId run, Configuration hadoop) {
    try {
      FileSystem fileSystem = new Path(path).getFileSystem(hadoop);
      return Optional.of(OutputLock.take(fileSystem, Outputs.place(path, fileSystem), run));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
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
    try {
      lock.close();
    } catch (IOException e) {
      // The run's own end says more; the lock of a process that is no more is taken over.
    }
  }
}
