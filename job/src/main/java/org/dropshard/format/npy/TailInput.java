package org.dropshard.format.npy;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Remembers the last bytes that went through. */
final class TailInput extends FilterInputStream {
  private final byte[] ring;
  private long count;

  /**
   * @param most how many bytes are remembered
   */
  TailInput(InputStream in, int most) {
    super(in);
    this.ring = new byte[most];
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int n = super.read(bytes, offset, length);
    int from = Math.max(n - ring.length, 0);
    for (int done = from; done < n; ) {
      int at = (int) ((count + done) % ring.length);
      int part = Math.min(n - done, ring.length - at);
      System.arraycopy(bytes, offset + done, ring, at, part);
      done += part;
    }
    count += Math.max(n, 0);
    return n;
  }

  @Override
  public long skip(long n) throws IOException {
    return readNBytes((int) Math.min(n, ring.length)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Reads to the end; the last bytes. */
  byte[] tail() throws IOException {
    transferTo(OutputStream.nullOutputStream());
    byte[] tail = new byte[(int) Math.min(count, ring.length)];
    for (int i = 0; i < tail.length; i++) {
      tail[i] = ring[(int) ((count - tail.length + i) % ring.length)];
    }
    return tail;
  }
}
