package org.dropshard.job.output;

import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.record.RunId;

/**
 * An output that is written into a folder beside its place, which then takes its name. An old
 * output is moved aside just before and removed just after; between the two renames there is none,
 * and whoever comes next moves the old one back.
 */
final class StagedOutput extends OutputTransaction {
  private static final String OLD = "-old";

  private final Path folder;

  private StagedOutput(OutputSession session, Path folder) {
    super(session);
    this.folder = folder;
  }

  static StagedOutput begin(OutputSession session, RunId run) throws IOException {
    Path output = session.output();
    Path folder = new Path(output.getParent(), prefix(output) + run.token());
    session.fileSystem().mkdirs(folder);
    return new StagedOutput(session, folder);
  }

  private static String prefix(Path output) {
    return "." + output.getName() + ".dropshard-run-";
  }

  /** Clears up after runs that were killed. */
  static void recover(FileSystem fileSystem, Path output) throws IOException {
    FileStatus[] left =
        fileSystem.listStatus(
            output.getParent(), path -> path.getName().startsWith(prefix(output)));
    for (FileStatus folder : left) {
      Path path = folder.getPath();
      if (path.getName().endsWith(OLD) && !fileSystem.exists(output)) {
        OutputInPlace.rename(fileSystem, path, output);
      } else {
        fileSystem.delete(path, true);
      }
    }
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public Path written(String name) {
    return new Path(folder, name);
  }

  @Override
  public void commit() throws IOException {
    create(Outputs.SUCCESS).close();
    session.check();
    FileSystem fileSystem = session.fileSystem();
    Path old = new Path(folder.getParent(), folder.getName() + OLD);
    boolean replaces = fileSystem.exists(session.output());
    if (replaces) {
      OutputInPlace.rename(fileSystem, session.output(), old);
    }
    try {
      OutputInPlace.rename(fileSystem, folder, session.output());
    } catch (IOException e) {
      if (replaces) {
        OutputInPlace.rename(fileSystem, old, session.output());
      }
      throw e;
    }
    if (replaces) {
      fileSystem.delete(old, true);
    }
  }

  @Override
  public void close() throws IOException {
    session.fileSystem().delete(folder, true);
  }
}
