package org.dropshard.job.write;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.ExitCode;
import org.dropshard.job.JobException;

/** A file beside an output that says who is writing it. One run at a time. */
final class OutputLock implements AutoCloseable {
  private final FileSystem fileSystem;
  private final Path file;

  private OutputLock(FileSystem fileSystem, Path file) {
    this.fileSystem = fileSystem;
    this.file = file;
  }

  /**
   * Takes the lock of an output.
   *
   * @throws JobException if another run holds it
   */
  static OutputLock take(FileSystem fileSystem, Path output, String runId) throws IOException {
    Path file = new Path(output.getParent(), "." + output.getName() + ".dropshard-lock");
    fileSystem.mkdirs(output.getParent());
    try (FSDataOutputStream out = fileSystem.create(file, false)) {
      String owner =
          InetAddress.getLocalHost().getHostName() + ", process " + ProcessHandle.current().pid();
      out.write((owner + ", run " + runId + "\n").getBytes(StandardCharsets.UTF_8));
      return new OutputLock(fileSystem, file);
    } catch (FileAlreadyExistsException e) {
      throw held(fileSystem, output, file);
    } catch (IOException e) {
      if (fileSystem.exists(file)) { // some file systems have no exception of their own for it
        throw held(fileSystem, output, file);
      }
      throw e;
    }
  }

  private static JobException held(FileSystem fileSystem, Path output, Path file)
      throws IOException {
    String owner = "an unknown run";
    try (FSDataInputStream in = fileSystem.open(file)) {
      owner = new String(in.readNBytes(1000), StandardCharsets.UTF_8).strip();
    }
    Instant since = Instant.ofEpochMilli(fileSystem.getFileStatus(file).getModificationTime());
    return new JobException(
        ExitCode.OUTPUT,
        "Output is locked: "
            + output
            + " by "
            + owner
            + ", for "
            + Duration.between(since, Instant.now()).toMinutes()
            + " min (if that run is dead, delete "
            + file
            + ")");
  }

  @Override
  public void close() throws IOException {
    fileSystem.delete(file, false);
  }
}
