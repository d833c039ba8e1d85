package org.dropshard.job.output;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system as a process sees it that dies: after so many changes, none is made any
 * more. Its scheme is {@code dying}, or {@code gs}, under which it counts as an object store.
 */
public class DyingFileSystem extends RawLocalFileSystem {
  static final AtomicInteger CHANGES_LEFT = new AtomicInteger(Integer.MAX_VALUE);

  private URI uri; // null while the superclass is constructed

  @Override
  public void initialize(URI name, org.apache.hadoop.conf.Configuration conf) throws IOException {
    uri = URI.create(name.getScheme() + ":///");
    super.initialize(uri, conf);
  }

  @Override
  public URI getUri() {
    return uri == null ? super.getUri() : uri;
  }

  /** What takes the bytes of a file that was made. */
  FSDataOutputStream created(FSDataOutputStream out) throws IOException {
    return out;
  }

  private static void change() throws IOException {
    if (CHANGES_LEFT.getAndDecrement() <= 0) {
      CHANGES_LEFT.set(0);
      throw new IOException("dead");
    }
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    change();
    return created(super.create(path, overwrite, buffer, replication, block, progress));
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    change();
    return created(super.create(path, permission, overwrite, buffer, replication, block, progress));
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    change();
    return super.rename(from, to);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (!exists(path)) {
      return false;
    }
    change();
    return super.delete(path, recursive);
  }

  /** Without asking for owners and permissions, which the superclass does for its own scheme. */
  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus[] files = super.listStatus(path);
    for (int i = 0; i < files.length; i++) {
      files[i] =
          new FileStatus(
              files[i].getLen(),
              files[i].isDirectory(),
              1,
              files[i].getBlockSize(),
              files[i].getModificationTime(),
              0,
              FsPermission.getDefault(),
              "",
              "",
              files[i].getPath());
    }
    return files;
  }
}
