package org.dropshard.job.store;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.dropshard.job.error.JobException;

/**
 * Sums the files of one task while they are written, whoever writes them: a writer that opens its
 * file by {@link #configuration} need not know of it. No byte is read back, and from an upload that
 * waits for its commit none could be.
 */
public final class SummedFiles implements Closeable {
  private static final String TOKEN = "dropshard.summed-files";

  /** Those that are open in this JVM; Hadoop makes file systems from a configuration alone. */
  private static final Map<String, SummedFiles> OPEN = new ConcurrentHashMap<>();

  private final String token = UUID.randomUUID().toString();
  private final FileSystem fileSystem;
  private final boolean sha256;
  private final String output;
  private final Configuration configuration;
  private final Map<Path, FileSum> sums = new ConcurrentHashMap<>();

  /**
   * @param hadoop the task's configuration
   * @param file one of the files: all lie on its file system
   * @param sha256 whether files get a SHA-256 too
   * @param output what they become a part of, as the user named it
   */
  public SummedFiles(Configuration hadoop, Path file, boolean sha256, String output)
      throws IOException {
    Configuration own = LocalChunks.of(hadoop, file);
    fileSystem = file.getFileSystem(own);
    this.sha256 = sha256;
    this.output = output;
    configuration = new Configuration(own);
    configuration.setClassLoader(SummedFiles.class.getClassLoader()); // knows the class below
    String key = "fs." + fileSystem.getUri().getScheme() + ".impl";
    configuration.setClass(key, Summing.class, FileSystem.class);
    configuration.setBoolean(key + ".disable.cache", true);
    configuration.set(TOKEN, token);
    OPEN.put(token, this);
  }

  /** The configuration to write the files with. */
  public Configuration configuration() {
    return configuration;
  }

  /**
   * The sum of a file that was written and closed.
   *
   * @throws IllegalStateException if none was
   */
  public FileSum sum(Path file) {
    FileSum sum = sums.get(fileSystem.makeQualified(file));
    if (sum == null) {
      throw new IllegalStateException("Cannot tell the checksum of " + file + ": not closed");
    }
    return sum;
  }

  @Override
  public void close() {
    OPEN.remove(token);
  }

  /** The file system that Hadoop finds in {@link #configuration}. */
  public static final class Summing extends FilterFileSystem {
    private SummedFiles files;

    /** Called by Hadoop. */
    public Summing() {}

    @Override
    public void initialize(URI name, Configuration hadoop) throws IOException {
      files = OPEN.get(hadoop.get(TOKEN));
      fs = files.fileSystem;
      setConf(hadoop);
    }

    @Override
    public FSDataOutputStream create(
        Path path,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      FSDataOutputStream out;
      try {
        out = fs.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
      } catch (IOException e) {
        throw JobException.unwritable(files.output, e);
      }
      Path file = fs.makeQualified(path);
      return new FSDataOutputStream(
          FileSum.writing(
              new Told(out, files.output), files.sha256, sum -> files.sums.put(file, sum)),
          null);
    }

    /** The file system is others' too. */
    @Override
    public void close() {}
  }

  /** Says of a failure whose it is: many writers' own exceptions do not. */
  private static final class Told extends FilterOutputStream {
    private final String output;

    Told(OutputStream out, String output) {
      super(out);
      this.output = output;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] data, int offset, int length) {
      try {
        out.write(data, offset, length);
      } catch (IOException e) {
        throw JobException.unwritable(output, e);
      }
    }

    @Override
    public void flush() {
      try {
        out.flush();
      } catch (IOException e) {
        throw JobException.unwritable(output, e);
      }
    }

    @Override
    public void close() {
      try {
        out.close();
      } catch (IOException e) {
        throw JobException.unwritable(output, e);
      }
    }
  }
}
