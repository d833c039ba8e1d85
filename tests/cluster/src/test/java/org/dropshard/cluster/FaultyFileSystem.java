package org.dropshard.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local file system as {@code faulty:///}, where faults strike; of any authority. */
public final class FaultyFileSystem extends FileSystem {
  private static final String FOLDER = "tests.fault.folder";
  private final RawLocalFileSystem local = new RawLocalFileSystem();
  private java.nio.file.Path folder;
  private URI root;

  /** What a session needs to know it. */
  static Map<String, String> settings(java.nio.file.Path folder) {
    return Map.of(
        "spark.hadoop.fs.faulty.impl",
        FaultyFileSystem.class.getName(),
        "spark.hadoop." + FOLDER,
        folder.toString());
  }

  /** A local path, seen through it. */
  static String uri(java.nio.file.Path path) {
    return "faulty://" + path.toAbsolutePath();
  }

  @Override
  public String getScheme() {
    return "faulty";
  }

  @Override
  public URI getUri() {
    return root;
  }

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    super.initialize(uri, conf);
    root = uri.resolve("/");
    local.initialize(URI.create("file:///"), conf);
    folder = Paths.get(conf.get(FOLDER));
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    Fault.touch(folder, Fault.At.READ);
    return local.open(local(path), bufferSize);
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
    FSDataOutputStream out =
        local.create(local(path), overwrite, bufferSize, replication, blockSize, progress);
    Fault.touch(folder, Fault.At.AFTER_CHANGE);
    return new Halves(out);
  }

  /** A fault strikes when half of the bytes are there. */
  private final class Halves extends FSDataOutputStream {
    Halves(FSDataOutputStream out) throws IOException {
      super(out, new Statistics("faulty"));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      super.write(bytes, offset, length / 2);
      flush();
      Fault.touch(folder, Fault.At.WRITE);
      super.write(bytes, offset + length / 2, length - length / 2);
    }
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    Fault.touch(folder, Fault.At.BEFORE_RENAME);
    boolean done = local.rename(local(from), local(to));
    Fault.touch(folder, Fault.At.AFTER_RENAME);
    Fault.touch(folder, Fault.At.AFTER_CHANGE);
    return done;
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    boolean done = local.delete(local(path), recursive);
    Fault.touch(folder, Fault.At.AFTER_CHANGE);
    return done;
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    boolean done = local.mkdirs(local(path));
    Fault.touch(folder, Fault.At.AFTER_CHANGE);
    return done;
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return Arrays.stream(local.listStatus(local(path))).map(this::seen).toArray(FileStatus[]::new);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return seen(local.getFileStatus(local(path)));
  }

  @Override
  public void setWorkingDirectory(Path path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path(root);
  }

  private static Path local(Path path) {
    return new Path("file", null, path.toUri().getPath());
  }

  private FileStatus seen(FileStatus status) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        1,
        status.getBlockSize(),
        status.getModificationTime(),
        new Path("faulty", root.getRawAuthority(), status.getPath().toUri().getPath()));
  }
}
