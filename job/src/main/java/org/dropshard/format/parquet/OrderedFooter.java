package org.dropshard.format.parquet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import org.apache.hadoop.io.IOUtils;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.DelegatingPositionOutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A Parquet file whose footer lists the encodings of each column in one order. Parquet's writer
 * keeps them in a hash set of enums, whose order, and so the file's bytes, is another in each JVM.
 */
final class OrderedFooter implements OutputFile {
  /** The footer's length, and the magic. */
  private static final int TAIL = 8;

  private final OutputFile file;
  private Stream stream;

  OrderedFooter(OutputFile file) {
    this.file = file;
  }

  /** What is written from here on is the file's end: its indexes and its footer. */
  void end() {
    stream.end = new ByteArrayOutputStream();
  }

  /** Ends the file where it is. What fails from here on is not why; the attempt's files go. */
  void abort() {
    stream.aborted = true;
  }

  @Override
  public PositionOutputStream create(long blockSize) throws IOException {
    stream = new Stream(file.create(blockSize));
    return stream;
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSize) throws IOException {
    stream = new Stream(file.createOrOverwrite(blockSize));
    return stream;
  }

  @Override
  public boolean supportsBlockSize() {
    return file.supportsBlockSize();
  }

  @Override
  public long defaultBlockSize() {
    return file.defaultBlockSize();
  }

  @Override
  public String getPath() {
    return file.getPath();
  }

  /**
   * The end of a file with its encodings in order.
   *
   * @param end what a writer wrote from somewhere before the footer on; one that was cut stays
   */
  static byte[] ordered(byte[] end) throws IOException {
    int tail = end.length - TAIL;
    if (tail < 0
        || !Arrays.equals(
            end, tail + Integer.BYTES, end.length, ParquetFileWriter.MAGIC, 0, Integer.BYTES)) {
      return end;
    }
    int length = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt(tail);
    int start = tail - length;
    FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(end, start, length));
    for (RowGroup group : footer.getRow_groups()) {
      for (ColumnChunk column : group.getColumns()) {
        Collections.sort(column.getMeta_data().getEncodings());
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(end.length);
    out.write(end, 0, start);
    Util.writeFileMetaData(footer, out);
    if (out.size() != tail) {
      throw new IllegalStateException(
          "Cannot order a footer: " + length + " bytes became " + (out.size() - start));
    }
    out.write(end, tail, TAIL);
    return out.toByteArray();
  }

  /** Holds the end back until the file is closed. */
  private static final class Stream extends DelegatingPositionOutputStream {
    private final PositionOutputStream out;
    private ByteArrayOutputStream end;
    private boolean aborted;

    Stream(PositionOutputStream out) {
      super(out);
      this.out = out;
    }

    @Override
    public long getPos() throws IOException {
      return out.getPos() + (end == null ? 0 : end.size());
    }

    @Override
    public void write(int b) throws IOException {
      if (end == null) {
        out.write(b);
      } else {
        end.write(b);
      }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (end == null) {
        out.write(bytes, offset, length);
      } else {
        end.write(bytes, offset, length);
      }
    }

    @Override
    public void flush() throws IOException {
      if (!aborted) {
        out.flush();
      }
    }

    @Override
    public void close() throws IOException {
      if (aborted) {
        IOUtils.closeStream(out);
        return;
      }
      try {
        if (end != null) {
          byte[] rest = end.toByteArray();
          end = null;
          out.write(ordered(rest));
        }
      } finally {
        out.close();
      }
    }
  }
}
