package org.dropshard.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A small Parquet file, whole in memory: one request instead of four, and no buffers for each. */
public final class SmallFile implements InputFile {
  /** Beyond, what is not asked for of a file may take longer than to ask twice. */
  public static final int MOST = 1 << 20;

  private final Path path;
  private final byte[] bytes;

  private SmallFile(Path path, byte[] bytes) {
    this.path = path;
    this.bytes = bytes;
  }

  /** Whether files of such a length are read whole. */
  public static boolean isSmall(long length) {
    return length <= MOST;
  }

  /**
   * Opens a file: a small one is read, another not yet.
   *
   * @param length its size in bytes
   */
  public static InputFile open(Path path, long length, Configuration hadoop) throws IOException {
    // Spark cannot read a local file with a colon in its name, so it is refused whatever its size.
    if (!isSmall(length) || path.getName().indexOf(':') >= 0) {
      return HadoopInputFile.fromPath(path, hadoop);
    }
    byte[] bytes = new byte[(int) length];
    try (FSDataInputStream in = FileInput.fileSystem(path, hadoop).open(path)) {
      in.readFully(0, bytes);
    }
    return new SmallFile(path, bytes);
  }

  @Override
  public long getLength() {
    return bytes.length;
  }

  @Override
  public SeekableInputStream newStream() {
    return new Stream(new Bytes(bytes));
  }

  /** As Parquet names the file in its messages. */
  @Override
  public String toString() {
    return path.toString();
  }

  private static final class Bytes extends ByteArrayInputStream {
    Bytes(byte[] bytes) {
      super(bytes);
    }

    int position() {
      return pos;
    }

    void seek(long position) throws IOException {
      if (position < 0 || position > count) {
        throw new IOException("Invalid position: " + position + " (of " + count + " bytes)");
      }
      pos = (int) position;
    }
  }

  private static final class Stream extends DelegatingSeekableInputStream {
    private final Bytes bytes;

    Stream(Bytes bytes) {
      super(bytes);
      this.bytes = bytes;
    }

    @Override
    public long getPos() {
      return bytes.position();
    }

    @Override
    public void seek(long position) throws IOException {
      bytes.seek(position);
    }
  }
}
