package org.dropshard.job.output;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.IfExists;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.record.Account;

/** Checks outputs before a run, and says what they are. */
public final class Outputs {
  /** Says that the output is whole. */
  public static final String SUCCESS = "_SUCCESS";

  /** Where an output that grows by increments remembers which files it has taken in. */
  public static final String CHECKPOINT = Account.FOLDER + "/checkpoint";

  /** Where a table's branches have accounts of their own. */
  public static final String BRANCHES = Account.FOLDER + "/branches";

  private Outputs() {}

  /**
   * Checks that an output may be written.
   *
   * @throws JobException if it exists and is neither to be replaced nor added to, or is a file
   */
  public static void check(String path, IfExists ifExists, Configuration hadoop) {
    try {
      FileSystem fileSystem = new Path(path).getFileSystem(hadoop);
      Path output = place(path, fileSystem);
      if (output.isRoot()) {
        throw JobException.invalid("--output", path, "a folder, not the root");
      }
      FileStatus status = fileSystem.getFileStatus(output);
      if (status.isFile()) {
        throw new JobException(ExitCode.OUTPUT, "Cannot write output: " + path + " is a file");
      }
      boolean ours = fileSystem.exists(new Path(output, Account.FOLDER));
      if (ifExists == IfExists.FAIL
          && (ours ? isTaken(fileSystem, output) : holdsAny(fileSystem, output))) {
        throw new JobException(
            ExitCode.OUTPUT,
            "Output exists: " + path + " (set --if-exists overwrite or append, or choose another)");
      }
      if (!ours && holdsAny(fileSystem, output)) {
        throw new JobException(
            ExitCode.OUTPUT,
            "Cannot "
                + (ifExists == IfExists.OVERWRITE ? "overwrite" : "append to")
                + " output: "
                + path
                + " holds files that no run wrote (choose another, or delete it yourself)");
      }
    } catch (FileNotFoundException e) {
      return; // as it should be
    } catch (IOException | IllegalArgumentException e) {
      throw JobException.unwritable(path, e);
    }
  }

  /**
   * Where an output lies: a local link's folder, so that what is made beside it is on its disk, the
   * link stays, and every name of it has one lock.
   *
   * @throws JobException if a link leads nowhere
   */
  static Path place(String path, FileSystem fileSystem) throws IOException {
    Path output = fileSystem.makeQualified(new Path(path));
    if (!"file".equals(output.toUri().getScheme())) {
      return output;
    }
    java.nio.file.Path local = java.nio.file.Path.of(output.toUri().getPath());
    if (!Files.isSymbolicLink(local)) {
      return output;
    }
    if (!Files.exists(local)) {
      throw new JobException(
          ExitCode.OUTPUT,
          "Cannot write output: "
              + path
              + " is a link to "
              + Files.readSymbolicLink(local)
              + ", which leads to no folder");
    }
    return fileSystem.makeQualified(new Path(local.toRealPath().toUri().getPath()));
  }

  /**
   * Checks that there is something of this name.
   *
   * @throws JobException if there is not
   */
  public static void checkExists(String path, Configuration hadoop) {
    if (!exists(path, hadoop)) {
      throw JobException.input("Cannot read output: " + path + " does not exist");
    }
  }

  /** Whether there is something of this name. */
  public static boolean exists(String path, Configuration hadoop) {
    try {
      return new Path(path).getFileSystem(hadoop).exists(new Path(path));
    } catch (IOException e) {
      throw new JobException(
          ExitCode.INPUT, "Cannot read output: " + path + " (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Checks that a run may write its output, and may add to it if it is to: then it is what its
   * account says. No row is read.
   *
   * @throws JobException if it may not
   */
  public static void check(AugmentConfig config, Configuration hadoop) {
    String path = config.output();
    check(path, config.adds() ? IfExists.APPEND : config.ifExists(), hadoop);
    if (!config.adds()) {
      return;
    }
    try {
      FileSystem fileSystem = new Path(path).getFileSystem(hadoop);
      Path output = place(path, fileSystem);
      if (config.incremental()) {
        checkIncremental(fileSystem, output);
      }
      Optional<Account> account = account(fileSystem, output);
      if (account.isPresent() && !isInterrupted(fileSystem, output)) {
        AccountCheck.check(account.get(), fileSystem, output);
      }
    } catch (IOException e) {
      throw JobException.unwritable(path, e);
    }
  }

  /** The files that increments of an output have taken in, by full path. */
  public static Set<String> takenIn(String path, Configuration hadoop) {
    try {
      Path output = new Path(path);
      FileSystem fileSystem = output.getFileSystem(hadoop);
      return TakenIn.files(fileSystem, new Path(fileSystem.makeQualified(output), CHECKPOINT));
    } catch (IOException e) {
      throw JobException.unwritable(path, e);
    }
  }

  /** Whether a run was killed while it was being committed in place. */
  public static boolean isInterrupted(FileSystem fileSystem, Path output) throws IOException {
    return Journal.read(fileSystem, output).isPresent();
  }

  /** The same of an output by its path. */
  public static boolean isInterrupted(String path, Configuration hadoop) {
    try {
      Path output = new Path(path);
      return isInterrupted(output.getFileSystem(hadoop), output);
    } catch (IOException e) {
      throw JobException.unwritable(path, e);
    }
  }

  /**
   * Checks that a table's account may be added to: it is whole.
   *
   * @param config whose output is its folder
   * @throws JobException naming the first file that is not
   */
  public static void checkAccount(AugmentConfig config, Configuration hadoop) {
    try {
      Path output = new Path(config.output());
      FileSystem fileSystem = output.getFileSystem(hadoop);
      Optional<Account> account = account(fileSystem, output);
      if (account.isPresent()) {
        account.get().checkSums();
        AccountCheck.sums(account.get());
        if (config.incremental()) {
          checkIncremental(fileSystem, output);
        }
      }
    } catch (IOException e) {
      throw JobException.unwritable(config.output(), e);
    }
  }

  /** Copies the account of a table, if it has one, to be that of a branch. */
  public static void copyAccount(String from, String to, Configuration hadoop) {
    try {
      Path source = new Path(from, Account.FOLDER);
      FileSystem fileSystem = source.getFileSystem(hadoop);
      if (!fileSystem.exists(new Path(from, Account.RUN))) {
        return;
      }
      for (FileStatus file : fileSystem.listStatus(source)) {
        if (file.isFile() && !file.getPath().getName().equals(Journal.NAME)) {
          Path target = new Path(to, Account.FOLDER + "/" + file.getPath().getName());
          FileUtil.copy(fileSystem, file.getPath(), fileSystem, target, false, true, hadoop);
        }
      }
    } catch (IOException e) {
      throw JobException.unwritable(to, e);
    }
  }

  private static boolean holdsAny(FileSystem fileSystem, Path folder) throws IOException {
    return fileSystem.listStatus(folder).length > 0;
  }

  /** Whether a folder that runs wrote holds more than what a killed first run leaves. */
  private static boolean isTaken(FileSystem fileSystem, Path output) throws IOException {
    if (isInterrupted(fileSystem, output)) {
      return false; // told under the lock, once the journal's run is undone or finished
    }
    return fileSystem.exists(new Path(output, Account.RUN))
        || fileSystem.exists(new Path(output, CHECKPOINT))
        || fileSystem.listStatus(output, path -> path.getName().matches("[^_.].*")).length > 0;
  }

  private static void checkIncremental(FileSystem fileSystem, Path output) throws IOException {
    Path checkpoint = new Path(output, CHECKPOINT);
    if (fileSystem.exists(new Path(output, Account.FOLDER)) && !fileSystem.exists(checkpoint)) {
      throw new JobException(
          ExitCode.OUTPUT,
          "Cannot add increments to output: "
              + output.toUri().getPath()
              + " was not begun by --incremental (choose another)");
    }
    Checkpoint.check(fileSystem, output, ExitCode.OUTPUT);
  }

  /**
   * The account of an output that may change at any time; empty if no run has ended there.
   *
   * @throws JobException if it cannot be read
   */
  public static Optional<Account> account(String path, Configuration hadoop) {
    try {
      Path output = new Path(path);
      return account(output.getFileSystem(hadoop), output);
    } catch (IOException e) {
      throw JobException.unwritable(path, e);
    }
  }

  static Optional<Account> account(FileSystem fileSystem, Path output) throws IOException {
    Account account = Account.of(fileSystem, output, ExitCode.OUTPUT);
    return account.exists() ? Optional.of(account) : Optional.empty();
  }

  /**
   * Checks that no run holds an output's lock.
   *
   * @throws JobException if one does
   */
  public static void checkLock(String path, Configuration hadoop) {
    try {
      FileSystem fileSystem = new Path(path).getFileSystem(hadoop);
      OutputLock.check(fileSystem, place(path, fileSystem));
    } catch (IOException e) {
      throw JobException.unwritable(path, e);
    }
  }
}
