package org.dropshard.job.store;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Lets Hadoop's local file system write large files in large pieces. It has a checksum for every
 * 512 bytes and writes nine of them at a time; the file of checksums says how many bytes each is
 * of, so any Hadoop reads it.
 */
public final class LocalChunks {
  private static final String KEY = "file.bytes-per-checksum";
  private static final int HADOOPS_OWN = 512;
  private static final int BYTES = 64 << 10;

  private LocalChunks() {}

  /** The configuration to write a path with; what the user has set is kept. */
  public static Configuration of(Configuration hadoop, Path path) throws IOException {
    FileSystem fileSystem = path.getFileSystem(hadoop);
    if (fileSystem.getClass() != LocalFileSystem.class && !(fileSystem instanceof LocalFiles)
        || hadoop.getInt(KEY, HADOOPS_OWN) != HADOOPS_OWN) {
      return hadoop;
    }
    Configuration wide = new Configuration(hadoop);
    wide.setInt(KEY, BYTES);
    LocalFiles.use(wide, path);
    // A file system is set up once; the one that all share was set up without it.
    wide.setBoolean("fs.file.impl.disable.cache", true);
    return wide;
  }
}
