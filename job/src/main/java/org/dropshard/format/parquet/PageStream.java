package org.dropshard.format.parquet;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.xerial.snappy.Snappy;

/**
 * The pages of a column's part of a row group, one after the other, uncompressed: no more of them
 * is in memory than the page and a window of what follows. Parquet's own reader holds the part
 * whole, and copies a page up to four times. Not thread-safe.
 */
final class PageStream implements Closeable {
  /** So much is asked for at once: a far file is asked seldom, and most pages are not moved. */
  private static final int WINDOW = 8 << 20;

  /**
   * Of a local file: Java reads by a buffer of its own outside the heap, which is new memory for
   * each large read.
   */
  private static final int LOCAL = 64 << 10;

  private final SeekableInputStream file;
  private final long fileLength;
  private final int most; // at once
  private final CodecFactory codecs;
  private CompressionCodecName codec;
  private Slab window;
  private int from; // of what the window holds
  private int to;
  private long beyond; // bytes of the part after the window

  /**
   * A page.
   *
   * @param bytes of both kinds of levels, and then of the values
   */
  record Page(PageHeader header, Slab bytes) {}

  PageStream(InputFile input, boolean local, Configuration hadoop) throws IOException {
    fileLength = input.getLength();
    most = local ? LOCAL : WINDOW;
    codecs = new CodecFactory(hadoop, 0);
    file = input.newStream();
  }

  /** Goes to the column's part of a row group. */
  void start(ColumnChunkMetaData part) throws IOException {
    codec = part.getCodec();
    beyond = part.getTotalSize();
    int length = (int) Math.min(WINDOW, beyond);
    if (window == null || window.length() < length) {
      giveBackWindow();
      window = Slab.of(length);
    }
    from = 0;
    to = 0;
    file.seek(part.getStartingPos());
  }

  /** The next page, whose bytes are the caller's. */
  Page next() throws IOException {
    PageHeader header = Util.readPageHeader(new Window());
    DataPageHeaderV2 second = header.getData_page_header_v2();
    int levels =
        second == null
            ? 0
            : second.getRepetition_levels_byte_length() + second.getDefinition_levels_byte_length();
    int length = header.getCompressed_page_size() - levels;
    int size = header.getUncompressed_page_size() - levels;
    if (levels < 0 || length < 0 || size < 0 || length > fileLength) {
      throw new IOException("Invalid page: its header has lengths that cannot be");
    }
    Slab page = Slab.of(levels + size);
    take(levels, page.array(), 0);
    if (second != null && !second.isIs_compressed() || codec == CompressionCodecName.UNCOMPRESSED) {
      if (length != size) {
        throw new IOException("Invalid page: " + length + " bytes are said to be " + size);
      }
      take(length, page.array(), levels);
    } else if (length > 0) {
      unpack(length, page.array(), levels, size);
    }
    return new Page(header, page);
  }

  private void unpack(int length, byte[] page, int at, int size) throws IOException {
    if (length <= window.length()) {
      fill(length);
      unpack(window.array(), from, length, page, at, size);
      from += length;
    } else {
      Slab whole = Slab.of(length);
      take(length, whole.array(), 0);
      unpack(whole.array(), 0, length, page, at, size);
      whole.giveBack();
    }
  }

  private void unpack(byte[] packed, int start, int length, byte[] page, int at, int size)
      throws IOException {
    if (codec != CompressionCodecName.SNAPPY) {
      BytesInput bytes =
          codecs.getDecompressor(codec).decompress(BytesInput.from(packed, start, length), size);
      new DataInputStream(bytes.toInputStream()).readFully(page, at, size);
      return;
    }
    int said = Snappy.uncompressedLength(packed, start, length);
    if (said != size) {
      throw new IOException("Invalid page: of " + size + " bytes, its Snappy says " + said);
    }
    Snappy.uncompress(packed, start, length, page, at);
  }

  /** Takes bytes, those beyond the window straight from the file. */
  private void take(int length, byte[] into, int at) throws IOException {
    int there = Math.min(length, to - from);
    System.arraycopy(window.array(), from, into, at, there);
    from += there;
    for (int done = there; done < length; ) {
      done += read(into, at + done, length - done);
    }
  }

  /** Has the window hold so many bytes, at most its length, and more if the part has them. */
  private void fill(int least) throws IOException {
    if (to - from >= least) {
      return;
    }
    System.arraycopy(window.array(), from, window.array(), 0, to - from);
    to -= from;
    from = 0;
    // Old writers left a dictionary's header out of the length of a part (PARQUET-816).
    int end = (int) Math.min(window.length(), to + Math.max(beyond, least - to));
    while (to < least) {
      to += read(window.array(), to, end - to);
    }
  }

  private int read(byte[] into, int at, int length) throws IOException {
    int read = file.read(into, at, Math.min(length, most));
    if (read < 0) {
      throw new EOFException("Invalid page: the file ends within it");
    }
    beyond -= read;
    return read;
  }

  @Override
  public void close() throws IOException {
    giveBackWindow();
    codecs.release();
    file.close();
  }

  private void giveBackWindow() {
    if (window != null) {
      window.giveBack();
      window = null;
    }
  }

  /** What comes next, as a stream. */
  private final class Window extends InputStream {
    @Override
    public int read() throws IOException {
      fill(1);
      return window.array()[from++] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
      fill(1);
      int there = Math.min(length, to - from);
      take(there, into, at);
      return there;
    }
  }
}
