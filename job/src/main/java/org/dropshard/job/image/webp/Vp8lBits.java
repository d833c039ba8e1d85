package org.dropshard.job.image.webp;

/** The bits of lossless WebP, the lowest first. */
final class Vp8lBits {

  private final byte[] data;
  private final int end;
  private int at;
  private long window;
  private int available;

  /** Reads [from, end) of {@code data}. */
  Vp8lBits(byte[] data, int from, int end) {
    this.data = data;
    this.at = from;
    this.end = end;
  }

  /**
   * The next {@code count} bits, in [0, 24].
   *
   * @throws IndexOutOfBoundsException if there are no more
   */
  int read(int count) {
    int bits = peek() & (1 << count) - 1;
    skip(count);
    return bits;
  }

  /** The next bits, at least 24, zeros after the end; they stay. */
  int peek() {
    while (available <= 32 && at < end) {
      window |= (data[at++] & 0xFFL) << available;
      available += 8;
    }
    return (int) window;
  }

  void skip(int count) {
    if (count > available) {
      throw new IndexOutOfBoundsException("read past " + end + " bytes");
    }
    window >>>= count;
    available -= count;
  }
}
