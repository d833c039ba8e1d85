package org.dropshard.format;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** A file that is read here and there, of any file system. No place and no size is believed. */
public final class FileBytes implements Closeable {
  private static final int PAGE = 1 << 16;

  private static final int KEPT = 32;

  private final Map<Long, byte[]> pages =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
          return size() > KEPT;
        }
      };

  private final FSDataInputStream in;
  private final long length;

  private FileBytes(FSDataInputStream in, long length) {
    this.in = in;
    this.length = length;
  }

  public static FileBytes open(Path file, long length, Configuration hadoop) throws IOException {
    return new FileBytes(file.getFileSystem(hadoop).open(file), length);
  }

  /** How many bytes the file has. */
  public long length() {
    return length;
  }

  /**
   * Reads {@code size} bytes.
   *
   * @param what names them in messages
   * @throws MalformedRecordException if the file does not have them, after which the rest is taken
   *     for lost, or they do not fit a task
   */
  public byte[] read(long offset, long size, String what) throws IOException {
    if (offset < 0 || size < 0 || offset > length || size > length - offset) {
      throw MalformedRecordException.rest(
          "Invalid place: "
              + Long.toUnsignedString(size)
              + " bytes of "
              + what
              + " at "
              + Long.toUnsignedString(offset)
              + " (the file has "
              + length
              + ")",
          Math.max(0, Math.min(offset, length)),
          null);
    }
    if (size > Integer.MAX_VALUE - 8) {
      throw MalformedRecordException.rest(
          "Invalid length: " + size + " bytes of " + what + " (at most 2147483639)", offset, null);
    }
    Budget.check(size, offset);
    byte[] bytes = new byte[(int) size];
    try {
      if (size > PAGE) {
        in.readFully(offset, bytes);
      } else {
        readPages(offset, bytes);
      }
    } catch (EOFException e) {
      throw MalformedRecordException.rest("Invalid file: it ends within " + what, offset, e);
    }
    return bytes;
  }

  /** Small pieces lie near each other, and an object store takes as long for each as for a page. */
  private void readPages(long offset, byte[] bytes) throws IOException {
    for (int done = 0; done < bytes.length; ) {
      long number = (offset + done) / PAGE;
      byte[] page = pages.get(number);
      if (page == null) {
        page = new byte[(int) Math.min(PAGE, length - number * PAGE)];
        in.readFully(number * PAGE, page);
        pages.put(number, page);
      }
      int from = (int) (offset + done - number * PAGE);
      int part = Math.min(bytes.length - done, page.length - from);
      System.arraycopy(page, from, bytes, done, part);
      done += part;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
