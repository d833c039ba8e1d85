package org.dropshard.format;

import com.github.luben.zstd.ZstdIOException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** A file that is read from its start, with the place where the reader stands. */
public final class FileInput extends InputStream {
  private static final int BUFFER = 1 << 16;

  /** Bytes that tell what a file is; shorter ones are not gzip. */
  private static final int START = 16;

  /** zlib's shortest stream, of nothing. */
  private static final int ZLIB = 8;

  /** Arrays hold a little less than 2³¹ bytes. */
  private static final long LARGEST = Integer.MAX_VALUE - 8;

  private final InputStream in;
  private final long length;
  private final String packing;
  private long position;

  private FileInput(InputStream in, long length, String packing) {
    this.in = in;
    this.length = length;
    this.packing = packing;
  }

  /** Bytes of a length that is known. */
  public static FileInput of(InputStream in, long length) {
    return new FileInput(in, length, null);
  }

  /**
   * What comes out of a decompressor.
   *
   * @param packing names it in messages
   */
  public static FileInput unpacked(InputStream in, String packing) {
    return new FileInput(new BufferedInputStream(in, BUFFER), -1, packing);
  }

  /**
   * Opens a file. If it starts as gzip does, it is read decompressed, and positions are those of
   * what comes out.
   */
  public static FileInput open(Path file, long length, Configuration hadoop) throws IOException {
    return open(file, length, hadoop, start -> false, false);
  }

  /**
   * Opens a file.
   *
   * @param plain tells from a file's first bytes that it is not compressed, though it may start so
   */
  public static FileInput open(
      Path file, long length, Configuration hadoop, Predicate<byte[]> plain) throws IOException {
    return open(file, length, hadoop, plain, false);
  }

  /** The same for a format whose files may also be bare zlib, which only {@code plain} tells. */
  public static FileInput openZlib(
      Path file, long length, Configuration hadoop, Predicate<byte[]> plain) throws IOException {
    return open(file, length, hadoop, plain, true);
  }

  private static FileInput open(
      Path file, long length, Configuration hadoop, Predicate<byte[]> plain, boolean zlib)
      throws IOException {
    InputStream raw = new BufferedInputStream(file.getFileSystem(hadoop).open(file), BUFFER);
    try {
      raw.mark(START);
      byte[] start = raw.readNBytes(START);
      raw.reset();
      boolean gzip =
          start.length == START
              && (start[0] & 0xff) == 0x1f
              && (start[1] & 0xff) == 0x8b
              && start[2] == 8
              && !plain.test(start);
      if (gzip) {
        return unpacked(new GZIPInputStream(raw, BUFFER), "gzip");
      }
      return zlib && isZlib(start) && !plain.test(start)
          ? unpacked(new InflaterInputStream(raw), "zlib")
          : of(raw, length);
    } catch (ZipException | EOFException e) {
      raw.close();
      throw damaged(e, "gzip", 0);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /** Deflate in a window of 32 kB, and the header's check; RFC 1950. */
  private static boolean isZlib(byte[] start) {
    return start.length >= ZLIB
        && start[0] == 0x78
        && ((start[0] << 8) + (start[1] & 0xff)) % 31 == 0;
  }

  /**
   * The file system to open a file by. Hadoop's local files with checksums cannot have a colon in
   * their names; those below them can. They are taken too where a file has no checksums: Hadoop
   * finds that out by an exception, which takes longer than to read a small file.
   */
  public static FileSystem fileSystem(Path path, Configuration hadoop) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    return files instanceof ChecksumFileSystem checked
            && (path.getName().indexOf(':') >= 0
                || checked instanceof LocalFileSystem local
                    && !local.pathToFile(local.getChecksumFile(path)).exists())
        ? checked.getRawFileSystem()
        : files;
  }

  /** How many bytes were read or skipped. */
  public long position() {
    return position;
  }

  /** How many bytes there are; −1 if that is only known at the end. */
  public long length() {
    return length;
  }

  /**
   * Reads {@code size} bytes.
   *
   * @param what names them in messages: {@code "data"}
   * @throws MalformedRecordException if so many are not left, or do not fit a task; memory is taken
   *     for what is there alone
   */
  public byte[] take(long size, String what) throws IOException {
    long start = position;
    if (size < 0 || size > LARGEST || length >= 0 && size > length - position) {
      throw MalformedRecordException.rest(
          "Invalid length: "
              + Long.toUnsignedString(size)
              + " bytes of "
              + what
              + " ("
              + (length >= 0 ? length - position + " are left" : "at most " + LARGEST)
              + ")",
          start,
          null);
    }
    try {
      Budget.check(size, start);
    } catch (MalformedRecordException e) {
      skipNBytes(size);
      throw e;
    }
    byte[] bytes;
    int there;
    if (length >= 0) {
      bytes = new byte[(int) size];
      there = readNBytes(bytes, 0, bytes.length);
    } else { // grows with what comes out of the decompressor
      bytes = readNBytes((int) size);
      there = bytes.length;
    }
    if (there < size) {
      throw MalformedRecordException.rest(
          "Invalid file: it ends within " + what + " (" + there + " of " + size + " bytes)",
          start,
          null);
    }
    return bytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    try {
      int n = in.read(bytes, offset, count);
      position += Math.max(n, 0);
      return n;
    } catch (ZipException | ZstdIOException | EOFException e) {
      throw damaged(e, packing, position);
    }
  }

  @Override
  public long skip(long count) throws IOException {
    try {
      long skipped = in.skip(count);
      position += skipped;
      return skipped;
    } catch (ZipException | ZstdIOException | EOFException e) {
      throw damaged(e, packing, position);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static MalformedRecordException damaged(IOException e, String packing, long offset) {
    String what = packing == null ? "file" : packing;
    return MalformedRecordException.rest("Invalid " + what + ": " + e.getMessage(), offset, e);
  }
}
