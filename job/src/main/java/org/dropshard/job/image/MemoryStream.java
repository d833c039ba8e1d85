package org.dropshard.job.image;

import javax.imageio.stream.ImageInputStreamImpl;

/** A byte array as an image input stream: no copy, no cache, no file. */
final class MemoryStream extends ImageInputStreamImpl {

  private final byte[] data;

  MemoryStream(byte[] data) {
    this.data = data;
  }

  @Override
  public int read() {
    bitOffset = 0;
    return streamPos < data.length ? data[(int) streamPos++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] out, int offset, int length) {
    bitOffset = 0;
    int count = Math.min(length, (int) Math.max(0, data.length - streamPos));
    if (count == 0 && length > 0) {
      return -1;
    }
    System.arraycopy(data, (int) streamPos, out, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return data.length;
  }
}
