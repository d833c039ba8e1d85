package org.dropshard.job.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.InvalidRecordException;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.record.TableRecord;
import org.dropshard.job.store.FileSystems;

/**
 * A run into a table. Its shards are written beside the account, where no reader looks, so that
 * they are counted, judged and hashed as those of any output; then the table takes all of them in
 * by one commit, which costs writing them twice. The steps can be taken again after a crash:
 *
 * <ol>
 *   <li>shards and the new account are written into folders of their own;
 *   <li>the journal names the commit;
 *   <li>the table takes in the rows under that name: the run counts;
 *   <li>the account takes its place, and the shards go.
 * </ol>
 *
 * <p>A crash before the commit is undone, after it finished, by the next run.
 */
final class TableTransaction extends OutputTransaction {
  private static final String ROWS = Account.FOLDER + "/rows";

  private final TableCommit table;
  private final boolean adds;

  private TableTransaction(OutputSession session, TableCommit table, boolean adds) {
    super(session);
    this.table = table;
    this.adds = adds;
  }

  static TableTransaction begin(OutputSession session, TableCommit table, boolean adds)
      throws IOException {
    session.fileSystem().mkdirs(new Path(session.output(), ROWS));
    return new TableTransaction(session, table, adds);
  }

  /** Undoes or finishes what a killed run had begun. */
  static void recover(FileSystem fileSystem, Path output, TableCommit table) throws IOException {
    Path account = new Path(output, Account.FOLDER);
    if (!fileSystem.exists(account)) {
      return;
    }
    Optional<Journal> journal = Journal.read(fileSystem, output);
    Optional<String> version = journal.map(Journal::run).flatMap(table::version);
    if (version.isPresent()) {
      finish(fileSystem, output, table, journal.get(), version.get());
    }
    fileSystem.delete(new Path(output, OutputInPlace.NEXT), true);
    fileSystem.delete(new Path(output, ROWS), true);
    Journal.delete(fileSystem, output);
    if (fileSystem.listStatus(account).length == 0) { // it was the first run
      fileSystem.delete(account, false);
    }
  }

  @Override
  public Path folder() {
    return new Path(output(), ROWS);
  }

  @Override
  public Path written(String name) {
    return new Path(output(), OutputInPlace.NEXT + "/" + name);
  }

  @Override
  public void commit() throws IOException {
    FileSystem fileSystem = session.fileSystem();
    for (String name : OutputInPlace.files(fileSystem, folder(), file -> file.startsWith("_"))) {
      fileSystem.mkdirs(written(name).getParent()); // what was set aside of bad records
      OutputInPlace.rename(fileSystem, new Path(folder(), name), written(name));
    }
    String commit = UUID.randomUUID().toString();
    Journal journal = new Journal(commit, adds ? List.of() : old());
    session.check();
    journal.write(fileSystem, output());
    table.commit(folder(), account(written("")).run(), commit);
    String version = table.version(commit).orElseThrow();
    finish(fileSystem, output(), table, journal, version);
    fileSystem.delete(folder(), true);
  }

  /** The account that a run replaces. */
  private List<String> old() throws IOException {
    return OutputInPlace.files(
        session.fileSystem(),
        output(),
        name ->
            name.startsWith(Account.FOLDER + "/")
                && !name.startsWith(OutputInPlace.NEXT + "/")
                && !name.startsWith(ROWS + "/")
                && !name.startsWith(Outputs.BRANCHES + "/"));
  }

  private Account account(Path folder) {
    return Account.of(session.fileSystem(), folder, ExitCode.OUTPUT);
  }

  private static void finish(
      FileSystem fileSystem, Path output, TableCommit table, Journal journal, String version)
      throws IOException {
    Path next = new Path(output, OutputInPlace.NEXT);
    Account account = Account.of(fileSystem, next, ExitCode.OUTPUT);
    if (account.exists()) { // else it has taken its place
      RunRecord run = account.run();
      table.describe(run);
      String text = Json.pretty(versions(fileSystem, output, table, run, version));
      try (OutputStream out = fileSystem.create(new Path(next, TableRecord.FILE), true)) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
    }
    OutputInPlace.move(fileSystem, output, journal);
    Journal.delete(fileSystem, output);
    fileSystem.delete(next, true);
  }

  /** What the table calls the runs of the account. */
  private static TableRecord versions(
      FileSystem fileSystem, Path output, TableCommit table, RunRecord run, String version)
      throws IOException {
    TableRecord versions = table.table();
    Path before = new Path(output, TableRecord.FILE);
    if (run.runs().size() > 1 && fileSystem.exists(before)) {
      try {
        versions = Json.read(FileSystems.text(fileSystem, before), TableRecord.class);
      } catch (InvalidRecordException e) {
        throw new IOException(before + ": " + e.getMessage(), e);
      }
    }
    return versions.plus(run.runId(), version);
  }

  @Override
  public void close() throws IOException {
    recover(session.fileSystem(), output(), table);
  }
}
