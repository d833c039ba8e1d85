package org.dropshard.job.store;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's local file system, but permissions are set by the JVM. Without its native library Hadoop
 * starts a process for each file, each checksum beside it and each folder that it makes: two
 * milliseconds each, and a run makes some thirty and two more a shard. A full disk is an {@link
 * IOException} like any other, where Hadoop has an {@link Error} of its own.
 */
public final class LocalFiles extends LocalFileSystem {
  private static final String CLASS = "fs.file.impl";

  /** Called by Hadoop. */
  public LocalFiles() {
    super(new Raw());
  }

  /**
   * Lets a configuration have it for a path on Hadoop's own local file system. For other paths the
   * configuration stays as it is: their file systems take it over, and may look for this class with
   * a loader that does not see it, as S3A does on executors. So does one whose own loader does not.
   */
  public static void use(Configuration hadoop, Path path) throws IOException {
    if (path.getFileSystem(hadoop).getClass() == LocalFileSystem.class
        && hadoop.get(CLASS) == null
        && hadoop.getClassByNameOrNull(LocalFiles.class.getName()) == LocalFiles.class) {
      hadoop.setClass(CLASS, LocalFiles.class, FileSystem.class);
      hadoop.setBoolean(CLASS + ".disable.cache", true); // which holds Hadoop's own
    }
  }

  /** A copy of a configuration that has it for a path. */
  public static Configuration using(Configuration hadoop, Path path) throws IOException {
    Configuration copy = new Configuration(hadoop);
    use(copy, path);
    return copy;
  }

  /** The file system whose files have no {@code .crc} beside them. */
  public static FileSystem withoutSums(FileSystem fileSystem) {
    return fileSystem instanceof ChecksumFileSystem summed ? summed.getRawFileSystem() : fileSystem;
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    protected OutputStream createOutputStreamWithMode(
        Path path, boolean append, FsPermission permission) throws IOException {
      return new FilterOutputStream(super.createOutputStreamWithMode(path, append, permission)) {
        @Override
        public void write(int b) throws IOException {
          write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          try {
            out.write(bytes, offset, length);
          } catch (FSError e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e);
          }
        }
      };
    }

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      if (permission.getStickyBit()) {
        super.setPermission(path, permission);
        return;
      }
      String symbols =
          permission.getUserAction().SYMBOL
              + permission.getGroupAction().SYMBOL
              + permission.getOtherAction().SYMBOL;
      try {
        Files.setPosixFilePermissions(
            pathToFile(path).toPath(), PosixFilePermissions.fromString(symbols));
      } catch (UnsupportedOperationException e) { // no POSIX file system
        super.setPermission(path, permission);
      }
    }
  }
}
