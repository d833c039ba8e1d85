package org.dropshard.format;

import com.github.luben.zstd.ZstdIOException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A file that is read from its start, with the place where the reader stands. */
public final class FileInput extends InputStream {
  private static final int BUFFER = 1 << 16;

  /** Bytes that tell what a file is; shorter ones are not gzip. */
  private static final int START = 16;

  /** Arrays hold a little less than 2³¹ bytes. */
  private static final long LARGEST = Integer.MAX_VALUE - 8;

  private final InputStream in;
  private final long length;
  private long position;

  private FileInput(InputStream in, long length) {
    this.in = in;
    this.length = length;
  }

  /** Bytes of a length that is known. */
  public static FileInput of(InputStream in, long length) {
    return new FileInput(in, length);
  }

  /**
   * Opens a file. If it starts as gzip does, it is read decompressed, and positions are those of
   * what comes out.
   */
  public static FileInput open(Path file, long length, Configuration hadoop) throws IOException {
    return open(file, length, hadoop, start -> false);
  }

  /**
   * Opens a file.
   *
   * @param plain tells from a file's first bytes that it is not gzip, though it may start so
   */
  public static FileInput open(
      Path file, long length, Configuration hadoop, Predicate<byte[]> plain) throws IOException {
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
      return gzip
          ? new FileInput(new BufferedInputStream(new GZIPInputStream(raw, BUFFER), BUFFER), -1)
          : new FileInput(raw, length);
    } catch (ZipException | ZstdIOException | EOFException e) {
      raw.close();
      throw damaged(e, 0);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
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
   * @throws MalformedRecordException if so many are not left; memory is taken for what is there
   *     alone
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
      throw damaged(e, position);
    }
  }

  @Override
  public long skip(long count) throws IOException {
    try {
      long skipped = in.skip(count);
      position += skipped;
      return skipped;
    } catch (ZipException | ZstdIOException | EOFException e) {
      throw damaged(e, position);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static MalformedRecordException damaged(IOException e, long offset) {
    String kind = e instanceof ZstdIOException ? "zstd" : "gzip";
    return MalformedRecordException.rest("Invalid " + kind + ": " + e.getMessage(), offset, e);
  }
}
