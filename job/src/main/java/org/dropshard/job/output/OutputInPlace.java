package org.dropshard.job.output;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.record.Account;
import org.dropshard.job.record.RunId;
import org.dropshard.job.store.FileTree;

/**
 * A run whose shards are committed straight into the output: one that adds to it, or any on an
 * object store. The steps can be taken again after a crash:
 *
 * <ol>
 *   <li>the journal names the run, and {@code _SUCCESS} goes: what follows is not whole;
 *   <li>the shards appear, their names telling whose they are;
 *   <li>the new account is written into a folder of its own, and last a mark: the run counts;
 *   <li>the account takes its place, what it replaces goes, {@code _SUCCESS} is back.
 * </ol>
 *
 * <p>Before the mark a crash is undone, after it finished, by the next run.
 */
final class OutputInPlace extends OutputTransaction {
  static final String NEXT = Account.FOLDER + "/next";
  private static final String BEGUN = "_BEGUN";
  private static final String MARK = "_COMMITTED";

  private final String token;
  private final boolean replaces;
  private boolean committed;

  private OutputInPlace(OutputSession session, String token, boolean replaces) {
    super(session);
    this.token = token;
    this.replaces = replaces;
  }

  /**
   * @param replaces whether what is there goes when the run is committed
   */
  static OutputInPlace begin(OutputSession session, RunId run, boolean replaces)
      throws IOException {
    OutputInPlace transaction = new OutputInPlace(session, run.token(), replaces);
    transaction.create(BEGUN).close(); // tells whose the committer's own folders are
    return transaction;
  }

  /** Undoes or finishes what a killed run had begun. */
  static void recover(FileSystem fileSystem, Path output) throws IOException {
    Path account = new Path(output, Account.FOLDER);
    if (!fileSystem.exists(account)) {
      return;
    }
    Optional<Journal> journal = Journal.read(fileSystem, output);
    if (journal.isPresent()) {
      if (fileSystem.exists(new Path(output, NEXT + "/" + MARK))) {
        finish(fileSystem, output, journal.get());
      } else {
        undo(fileSystem, output, journal.get());
      }
    }
    for (FileStatus left : fileSystem.listStatus(output, OutputInPlace::isCommittersOwn)) {
      fileSystem.delete(left.getPath(), true); // else its tasks were committed with the next job's
    }
    fileSystem.delete(new Path(output, NEXT), true);
    Journal.delete(fileSystem, output);
    if (fileSystem.listStatus(account).length == 0) { // it was the first run
      fileSystem.delete(account, false);
      if (fileSystem.listStatus(output).length == 0) {
        fileSystem.delete(output, false);
      }
    }
  }

  private static boolean isCommittersOwn(Path path) {
    return path.getName().equals("_temporary")
        || path.getName().startsWith("__magic")
        || path.getName().startsWith(".spark-staging-");
  }

  @Override
  public Path folder() {
    return session.output();
  }

  /** The names tell whose the shards are. */
  @Override
  public boolean isStaged() {
    return false;
  }

  @Override
  public void beforeShards() throws IOException {
    super.beforeShards();
    FileSystem fileSystem = session.fileSystem();
    List<String> old = replaces ? files(fileSystem, output(), name -> !isNew(name)) : List.of();
    new Journal(token, old).write(fileSystem, output());
    fileSystem.delete(new Path(output(), Outputs.SUCCESS), false);
  }

  @Override
  public Path written(String name) {
    return new Path(output(), NEXT + "/" + name);
  }

  @Override
  public void commit() throws IOException {
    session.check();
    create(MARK).close();
    committed = true;
    Journal journal = Journal.read(session.fileSystem(), output()).orElseThrow();
    finish(session.fileSystem(), output(), journal);
  }

  private static void finish(FileSystem fileSystem, Path output, Journal journal)
      throws IOException {
    move(fileSystem, output, journal);
    fileSystem.create(new Path(output, Outputs.SUCCESS), true).close();
    Journal.delete(fileSystem, output);
    fileSystem.delete(new Path(output, NEXT), true);
  }

  /** Puts what lies in {@link #NEXT} into its place, and takes away what it replaces. */
  static void move(FileSystem fileSystem, Path output, Journal journal) throws IOException {
    if (!journal.replaces().isEmpty()) {
      for (String name : journal.replaces()) {
        fileSystem.delete(new Path(output, name), false);
      }
      // From here on a file of such a name may be the new one.
      new Journal(journal.run(), List.of()).write(fileSystem, output);
    }
    Path next = new Path(output, NEXT);
    if (!fileSystem.exists(next)) {
      return;
    }
    for (String name : files(fileSystem, next, name -> !name.equals(MARK) && !name.equals(BEGUN))) {
      Path target = new Path(output, name);
      fileSystem.mkdirs(target.getParent());
      fileSystem.delete(target, false);
      rename(fileSystem, new Path(next, name), target);
    }
  }

  static void rename(FileSystem fileSystem, Path from, Path to) throws IOException {
    if (!fileSystem.rename(from, to)) {
      throw new IOException("Cannot rename " + from + " to " + to);
    }
  }

  private static void undo(FileSystem fileSystem, Path output, Journal journal) throws IOException {
    for (String name : files(fileSystem, output, name -> isOf(journal.run(), name))) {
      fileSystem.delete(new Path(output, name), false);
    }
    if (fileSystem.exists(new Path(output, Account.RUN))) {
      fileSystem.create(new Path(output, Outputs.SUCCESS), true).close();
    }
    Journal.delete(fileSystem, output);
  }

  private boolean isNew(String name) {
    return isOf(token, name) || name.startsWith(NEXT + "/") || name.startsWith("__magic");
  }

  /**
   * Spark names a task's files {@code part-NUMBER-JOB…}, and the run's token is the job; a part of
   * a split may stand before it.
   */
  private static boolean isOf(String token, String name) {
    return Pattern.matches("(.*/)?(\\w+-)?part-\\d+-" + token + "[.-][^/]*", name);
  }

  static List<String> files(FileSystem fileSystem, Path folder, Predicate<String> wanted)
      throws IOException {
    return FileTree.sizes(fileSystem, folder).keySet().stream().filter(wanted).toList();
  }

  @Override
  public void close() throws IOException {
    if (!committed) {
      recover(session.fileSystem(), output());
    }
  }
}
