package org.dropshard.job.write;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.ExitCode;
import org.dropshard.job.JobException;

/**
 * One output, from nothing to whole. Everything is written into a folder beside it, which takes the
 * output's name in one rename; an old output is moved aside just before and removed just after. On
 * object stores, where renaming copies, the output is written in place and {@code _SUCCESS} marks
 * it whole.
 */
public final class OutputTransaction implements AutoCloseable {
  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "oss", "cos", "cosn", "obs", "wasb", "wasbs", "swift");

  private final FileSystem fileSystem;
  private final Path output;
  private final Path stage;
  private final boolean overwrite;
  private final OutputLock lock;

  private OutputTransaction(
      FileSystem fileSystem, Path output, Path stage, boolean overwrite, OutputLock lock) {
    this.fileSystem = fileSystem;
    this.output = output;
    this.stage = stage;
    this.overwrite = overwrite;
    this.lock = lock;
  }

  /**
   * Checks that an output may be written.
   *
   * @throws JobException if it exists and is not to be replaced, or is a file
   */
  public static void check(String path, boolean overwrite, Configuration hadoop) {
    try {
      Path output = new Path(path);
      FileSystem fileSystem = output.getFileSystem(hadoop);
      output = fileSystem.makeQualified(output);
      if (output.isRoot()) {
        throw JobException.usage("Invalid --output: " + path + " (a folder, not the root)");
      }
      FileStatus status = fileSystem.getFileStatus(output);
      if (status.isFile()) {
        throw new JobException(ExitCode.OUTPUT, "Cannot write output: " + path + " is a file");
      }
      if (fileSystem.listStatus(output).length > 0) {
        if (!overwrite) {
          throw new JobException(
              ExitCode.OUTPUT,
              "Output exists: " + path + " (set --if-exists overwrite, or choose another)");
        }
        if (!fileSystem.exists(new Path(output, "_dropshard"))) {
          throw new JobException(
              ExitCode.OUTPUT,
              "Cannot overwrite output: "
                  + path
                  + " holds files that no run wrote (delete it yourself)");
        }
      }
    } catch (FileNotFoundException e) {
      return; // as it should be
    } catch (IOException | IllegalArgumentException e) {
      throw new JobException(
          ExitCode.OUTPUT, "Cannot write output: " + path + " (" + e.getMessage() + ")", e);
    }
  }

  /**
   * Takes the output's lock and makes the folder to write into.
   *
   * @throws JobException as {@link #check} does, or if another run holds the lock
   */
  public static OutputTransaction begin(
      String path, boolean overwrite, String runId, Configuration hadoop) {
    try {
      FileSystem fileSystem = new Path(path).getFileSystem(hadoop);
      Path output = fileSystem.makeQualified(new Path(path));
      boolean inPlace = OBJECT_STORES.contains(output.toUri().getScheme());
      Path stage =
          inPlace
              ? output
              : new Path(output.getParent(), "." + output.getName() + ".dropshard-" + runId);
      OutputTransaction transaction =
          new OutputTransaction(
              fileSystem, output, stage, overwrite, OutputLock.take(fileSystem, output, runId));
      try {
        check(path, overwrite, hadoop); // under the lock: another run may just have ended
        if (inPlace && overwrite) {
          fileSystem.delete(output, true);
        }
        fileSystem.mkdirs(stage);
        return transaction;
      } catch (IOException | RuntimeException e) {
        transaction.close();
        throw e;
      }
    } catch (IOException e) {
      throw new JobException(
          ExitCode.OUTPUT, "Cannot write output: " + path + " (" + e.getMessage() + ")", e);
    }
  }

  /** Where to write. */
  public Path stage() {
    return stage;
  }

  /** Where it will be. */
  public Path output() {
    return output;
  }

  /** Writes a file of text into the stage. */
  public void write(String name, String text) throws IOException {
    try (FSDataOutputStream out = fileSystem.create(new Path(stage, name), true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Makes the stage the output. */
  public void commit() throws IOException {
    if (stage.equals(output)) {
      return;
    }
    Path old = null;
    if (fileSystem.exists(output)) {
      if (overwrite && fileSystem.listStatus(output).length > 0) {
        old = new Path(stage.getParent(), stage.getName() + "-old");
        rename(output, old);
      } else {
        fileSystem.delete(output, false); // an empty folder; fails if it no longer is
      }
    }
    try {
      rename(stage, output);
    } catch (IOException e) {
      if (old != null) {
        rename(old, output);
      }
      throw e;
    }
    if (old != null) {
      fileSystem.delete(old, true);
    }
  }

  private void rename(Path from, Path to) throws IOException {
    if (!fileSystem.rename(from, to)) {
      throw new IOException("Cannot rename " + from + " to " + to);
    }
  }

  /** Removes what was not committed, and the lock. */
  @Override
  public void close() throws IOException {
    if (!stage.equals(output)) {
      fileSystem.delete(stage, true);
    }
    lock.close();
  }
}
