package org.dropshard.job.output;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.record.RunId;
import org.dropshard.job.store.LocalFiles;
import org.dropshard.job.store.ObjectStores;

/**
 * A file beside an output that says who is writing it: one run at a time.
 *
 * <p>The owner gives a sign of life each minute, by the file's modification time. A lock is taken
 * over if its owner is a process of this machine that is no more, or has given no sign of life for
 * {@link #LEASE}, or was killed before it had written who it is; an owner that was only asleep
 * learns of it by {@link #check} before it begins and before it commits.
 */
final class OutputLock implements AutoCloseable {
  /** Longer than any pause of a live driver, shorter than a scheduler's hour. */
  static final Duration LEASE = Duration.ofMinutes(10);

  /** Who takes a lock writes who it is at once. */
  private static final Duration WRITTEN = Duration.ofSeconds(5);

  private static final long BEAT_SECONDS = 60;

  private final FileSystem fileSystem;
  private final Path output;
  private final Path file;
  private final String owner;
  private final ScheduledExecutorService beats =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "dropshard-lock");
            thread.setDaemon(true);
            return thread;
          });

  private OutputLock(FileSystem fileSystem, Path output, Path file, String owner) {
    this.fileSystem = fileSystem;
    this.output = output;
    this.file = file;
    this.owner = owner;
    beats.scheduleAtFixedRate(this::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Takes the lock of an output.
   *
   * @throws JobException if another run holds it
   */
  static OutputLock take(FileSystem summed, Path output, RunId run) throws IOException {
    FileSystem fileSystem = LocalFiles.withoutSums(summed);
    Path file = file(output);
    String owner = LockOwner.of(run).text();
    fileSystem.mkdirs(output.getParent());
    if (!create(fileSystem, file, owner)) {
      refuseLive(fileSystem, output, file);
      summed.delete(file, false); // with its checksum, which locks once had
      if (!create(fileSystem, file, owner)) {
        refuseLive(fileSystem, output, file); // another run was faster
      }
    }
    OutputLock lock = new OutputLock(fileSystem, output, file, owner);
    try {
      lock.check(); // object stores let two runs create a file; the last one's is there
    } catch (IOException | RuntimeException e) {
      lock.beats.shutdownNow();
      throw e;
    }
    return lock;
  }

  /**
   * Looks at the lock of an output, and leaves it.
   *
   * @throws JobException if another run holds it
   */
  static void check(FileSystem summed, Path output) throws IOException {
    FileSystem fileSystem = LocalFiles.withoutSums(summed);
    if (fileSystem.exists(file(output))) {
      refuseLive(fileSystem, output, file(output));
    }
  }

  static Path file(Path output) {
    return new Path(output.getParent(), "." + output.getName() + ".dropshard-lock");
  }

  private static boolean create(FileSystem fileSystem, Path file, String owner) throws IOException {
    FSDataOutputStream out;
    try {
      out = fileSystem.create(file, false);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      if (fileSystem.exists(file)) { // some file systems have no exception of their own for it
        return false;
      }
      throw e;
    }
    try (out) {
      out.write(owner.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      fileSystem.delete(file, false); // an empty one would stop the next run for a while
      throw e;
    }
    return true;
  }

  private static void refuseLive(FileSystem fileSystem, Path output, Path file) throws IOException {
    LockOwner owner;
    long silence;
    try {
      String text = written(fileSystem, file);
      owner = LockOwner.parse(text);
      silence = System.currentTimeMillis() - fileSystem.getFileStatus(file).getModificationTime();
      if (text.isEmpty() || owner.isDead() || silence > LEASE.toMillis()) {
        return;
      }
    } catch (FileNotFoundException e) {
      return; // its run has ended meanwhile
    }
    throw new JobException(
        ExitCode.OUTPUT,
        "Output is locked: "
            + output
            + " by "
            + owner
            + ", last sign of life "
            + Math.max(0, silence / 1000)
            + " s ago (a dead run's lock goes after "
            + LEASE.toMinutes()
            + " min; sooner if you delete "
            + file
            + ")");
  }

  /** What a lock's owner writes into it; empty if it has not for {@link #WRITTEN}. */
  private static String written(FileSystem fileSystem, Path file) throws IOException {
    long start = System.nanoTime();
    String text = text(fileSystem, file);
    while (text.isEmpty() && System.nanoTime() - start < WRITTEN.toNanos()) {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw (IOException) new InterruptedIOException().initCause(e);
      }
      text = text(fileSystem, file);
    }
    return text;
  }

  private static String text(FileSystem fileSystem, Path file) throws IOException {
    try (FSDataInputStream in = fileSystem.open(file)) {
      return new String(in.readNBytes(4096), StandardCharsets.UTF_8);
    }
  }

  /**
   * Makes sure that the lock is still this run's.
   *
   * @throws JobException if another run has taken it over
   */
  void check() throws IOException {
    if (!fileSystem.exists(file) || !text(fileSystem, file).equals(owner)) {
      throw new JobException(
          ExitCode.OUTPUT,
          "Output lock was lost: " + output + " (another run took it, or someone deleted it)");
    }
  }

  private void beat() {
    try {
      check();
      if (ObjectStores.holds(file)) { // their times are those of the last write
        try (FSDataOutputStream out = fileSystem.create(file, true)) {
          out.write(owner.getBytes(StandardCharsets.UTF_8));
        }
      } else {
        fileSystem.setTimes(file, System.currentTimeMillis(), -1);
      }
    } catch (IOException | RuntimeException e) {
      // The next beat may succeed; and what counts is asked again before the commit.
    }
  }

  /** Gives the lock back, unless another run has it. */
  @Override
  public void close() throws IOException {
    beats.shutdownNow();
    if (fileSystem.exists(file) && text(fileSystem, file).equals(owner)) {
      fileSystem.delete(file, false);
    }
  }
}
