package org.dropshard.job.image;

import java.util.Arrays;
import javax.imageio.stream.ImageInputStreamImpl;

/** A byte array as an image input stream: no copy, no cache, no file. */
final class MemoryStream extends ImageInputStreamImpl {

  private final byte[] data;
  private final int spare;

  MemoryStream(byte[] data) {
    this(data, 0);
  }

  /**
   * @param spare zeros that may be read after the data, for a reader that looks ahead and takes the
   *     end of a stream for zeros without end: to read more throws {@code
   *     IndexOutOfBoundsException}. With none, the end is reported as that of any stream.
   */
  MemoryStream(byte[] data, int spare) {
    this.data = data;
    this.spare = spare;
  }

  @Override
  public int read() {
    bitOffset = 0;
    if (streamPos < data.length) {
      return data[(int) streamPos++] & 0xFF;
    }
    if (spare == 0) {
      return -1;
    }
    checkSpare(1);
    streamPos++;
    return 0;
  }

  @Override
  public int read(byte[] out, int offset, int length) {
    bitOffset = 0;
    int left = (int) Math.max(0, data.length - streamPos);
    int count = Math.min(length, left);
    if (count > 0) {
      System.arraycopy(data, (int) streamPos, out, offset, count);
    }
    if (spare > 0 && count < length) {
      checkSpare(length);
      Arrays.fill(out, offset + count, offset + length, (byte) 0);
      count = length;
    }
    streamPos += count;
    return count == 0 && length > 0 ? -1 : count;
  }

  private void checkSpare(int length) {
    if (streamPos + length > (long) data.length + spare) {
      throw new IndexOutOfBoundsException("read past " + data.length + " bytes");
    }
  }

  @Override
  public long length() {
    return data.length;
  }
}
