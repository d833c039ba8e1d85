package org.dropshard.job.image.webp;

/** The arithmetic decoder of VP8: RFC 6386, section 7. */
final class Vp8Bits {

  private final byte[] data;
  private final int end;
  private int at;
  // The range less one, in [127, 254], and the value with so many bits below its 8.
  private int range = 254;
  private long value;
  private int bits = -8;
  private boolean ranOut;

  /** Reads [from, end) of {@code data}. */
  Vp8Bits(byte[] data, int from, int end) {
    this.data = data;
    this.at = from;
    this.end = end;
  }

  /** A bit that is 0 with a probability of {@code probability / 256}. */
  int bit(int probability) {
    if (bits < 0) {
      load();
    }
    int split = range * probability >> 8;
    int bit;
    int left;
    if ((int) (value >> bits) > split) {
      left = range - split;
      value -= (split + 1L) << bits;
      bit = 1;
    } else {
      left = split + 1;
      bit = 0;
    }
    int shift = Integer.numberOfLeadingZeros(left) - 24;
    range = (left << shift) - 1;
    bits -= shift;
    return bit;
  }

  boolean flag() {
    return bit(128) == 1;
  }

  /** An unsigned number of so many bits, the highest first. */
  int number(int count) {
    int number = 0;
    for (int i = 0; i < count; i++) {
      number = number << 1 | bit(128);
    }
    return number;
  }

  /** A number of so many bits and its sign, behind a flag that says whether it is not 0. */
  int optionalSigned(int count) {
    if (!flag()) {
      return 0;
    }
    int number = number(count);
    return flag() ? -number : number;
  }

  /** Whether more was read than there is. */
  boolean ranOut() {
    return ranOut;
  }

  private void load() {
    if (end - at >= 6) {
      for (int i = 0; i < 6; i++) {
        value = value << 8 | data[at++] & 0xFF;
      }
      bits += 48;
    } else if (at < end) {
      value = value << 8 | data[at++] & 0xFF;
      bits += 8;
    } else {
      value <<= 8;
      bits += 8;
      ranOut = true;
    }
  }
}
