package org.dropshard.job.image.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The bits of a JPEG scan. Stuffed zeros are taken out; from a marker or the end of the file on
 * there are zeros, and {@link #ranOut()} tells that some of them were used.
 */
final class JpegBits {

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /**
   * The low {@link #available} bits are next, the highest first; decoders of blocks keep copies.
   */
  long window;

  int available;
  private final byte[] data;
  private int position;
  private int padding;

  JpegBits(byte[] data, int position) {
    this.data = data;
    this.position = position;
  }

  /** The next 16 bits, which stay. */
  int peek16() {
    if (available < 16) {
      fill();
    }
    return (int) (window >>> (available - 16)) & 0xFFFF;
  }

  /** Takes {@code count} bits that were peeked at. */
  void skip(int count) {
    available -= count;
  }

  /** The next {@code count} bits, in [0, 16]. */
  int read(int count) {
    if (available < count) {
      fill();
    }
    available -= count;
    return (int) (window >>> available) & ((1 << count) - 1);
  }

  /** A signed value of {@code count} bits in [0, 16], as section F.2.2.1 of ITU-T T.81 has it. */
  int readSigned(int count) {
    if (count == 0) {
      return 0;
    }
    int value = read(count);
    return value < 1 << (count - 1) ? value - (1 << count) + 1 : value;
  }

  /** Whether more bits were taken than the scan has. */
  boolean ranOut() {
    return available < padding;
  }

  /**
   * Drops what is left before the next marker, and takes the marker.
   *
   * @return its second byte, or −1 at the end of the file
   */
  int nextMarker() {
    window = 0;
    available = 0;
    padding = 0;
    while (position < data.length - 1) {
      int code = data[position + 1] & 0xFF;
      if (data[position] == (byte) 0xFF && code != 0 && code != 0xFF) {
        position += 2;
        return code;
      }
      position++;
    }
    return -1;
  }

  /** Where the next byte is; right after the marker that {@link #nextMarker()} took. */
  int position() {
    return position;
  }

  /** Makes at least 32 bits available; there are less than 32. */
  void fill() {
    if (position + 4 <= data.length) {
      int next = (int) WORD.get(data, position);
      // No byte is 0xFF: none of the complement's is 0.
      if ((~next - 0x01010101 & next & 0x80808080) == 0) {
        window = window << 32 | next & 0xFFFFFFFFL;
        available += 32;
        position += 4;
        return;
      }
    }
    while (available <= 48) {
      window = window << 8 | nextByte();
      available += 8;
    }
  }

  private int nextByte() {
    if (position < data.length) {
      int next = data[position] & 0xFF;
      if (next != 0xFF) {
        position++;
        return next;
      }
      int after = position + 1;
      while (after < data.length && data[after] == (byte) 0xFF) {
        after++;
      }
      if (after < data.length && data[after] == 0) {
        position = after + 1;
        return 0xFF;
      }
    }
    padding += 8;
    return 0;
  }
}
