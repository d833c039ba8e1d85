package org.dropshard.job.write;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * Snappy that does not try for long. A page is compressed if parts of it shrink; otherwise it
 * becomes one literal, which is valid Snappy and is read as fast as a plain copy. Float tensors
 * with dropped elements would shrink by a sixth, at a fifth of the speed of all else a job does.
 * Not thread-safe.
 */
final class StoredSnappy implements BytesInputCompressor {
  /** A page is compressed if its parts shrink to this. */
  private static final double WORTH = 0.75;

  /** Parts of this size are tried, one in each stretch of so many bytes; shorter pages whole. */
  private static final int PART = 8 << 10;

  private static final int STRETCH = 128 << 10;

  /** The length of the page, the mark of a literal, and its length. */
  private static final int LONGEST_HEADER = 10;

  private static final int LITERAL_OF_FOUR_BYTE_LENGTH = 63 << 2;

  private byte[] page = {};
  private byte[] compressed = {};

  @Override
  public BytesInput compress(BytesInput bytes) throws IOException {
    int length = Math.toIntExact(bytes.size());
    page = room(page, LONGEST_HEADER + length);
    bytes.writeAllTo(new Into(page, LONGEST_HEADER));
    if (length < STRETCH || shrinks(length)) {
      compressed = room(compressed, Snappy.maxCompressedLength(length));
      int size = Snappy.compress(page, LONGEST_HEADER, length, compressed, 0);
      return BytesInput.from(compressed, 0, size);
    }
    int start = header(page, length);
    return BytesInput.from(page, start, LONGEST_HEADER + length - start);
  }

  private static byte[] room(byte[] array, int length) {
    return array.length >= length ? array : new byte[length];
  }

  private boolean shrinks(int length) throws IOException {
    compressed = room(compressed, Snappy.maxCompressedLength(PART));
    long before = 0;
    long after = 0;
    for (long from = 0; from + PART <= length; from += STRETCH) {
      before += PART;
      after += Snappy.compress(page, LONGEST_HEADER + (int) from, PART, compressed, 0);
    }
    return after <= WORTH * before;
  }

  /** Writes what comes before a page that is one literal; the place where it starts. */
  private static int header(byte[] page, int length) {
    int at = LONGEST_HEADER - 4;
    for (int i = 0; i < 4; i++) {
      page[at + i] = (byte) (length - 1 >>> 8 * i);
    }
    page[--at] = (byte) LITERAL_OF_FOUR_BYTE_LENGTH;
    int digits = Math.max(1, (38 - Integer.numberOfLeadingZeros(length)) / 7); // of seven bits
    for (int i = digits - 1; i >= 0; i--) {
      page[--at] = (byte) (length >>> 7 * i & 0x7f | (i == digits - 1 ? 0 : 0x80));
    }
    return at;
  }

  @Override
  public CompressionCodecName getCodecName() {
    return CompressionCodecName.SNAPPY;
  }

  @Override
  public void release() {
    page = new byte[0];
    compressed = new byte[0];
  }

  /** Writes into an array that is long enough. */
  private static final class Into extends OutputStream {
    private final byte[] array;
    private int next;

    Into(byte[] array, int next) {
      this.array = array;
      this.next = next;
    }

    @Override
    public void write(int value) {
      array[next++] = (byte) value;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
      System.arraycopy(from, offset, array, next, length);
      next += length;
    }
  }
}
