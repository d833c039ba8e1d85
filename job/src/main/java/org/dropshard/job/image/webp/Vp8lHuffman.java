package org.dropshard.job.image.webp;

import org.dropshard.job.image.picture.BadImageException;

/** A prefix code of lossless WebP; a code of one symbol takes no bits. */
final class Vp8lHuffman {

  private static final int FAST_BITS = 8;
  private static final int MOST_BITS = 15;

  // Symbols in the order of their codes.
  private final short[] symbols;
  // By length: the first code, and where its symbol is.
  private final int[] first = new int[MOST_BITS + 1];
  private final int[] place = new int[MOST_BITS + 1];
  // For each start of up to 8 bits: length << 12 | symbol, or 0 if the code is longer.
  private final short[] fast;
  private final int fastBits;

  /**
   * @param lengths of the codes, 0 to 15, of the first {@code count} symbols
   * @throws BadImageException if codes are too many or too few
   */
  Vp8lHuffman(byte[] lengths, int count) throws BadImageException {
    int[] counts = new int[MOST_BITS + 1];
    int used = 0;
    int longest = 0;
    for (int i = 0; i < count; i++) {
      if (lengths[i] > 0) {
        counts[lengths[i]]++;
        used++;
        longest = Math.max(longest, lengths[i]);
      }
    }
    symbols = new short[used];
    int code = 0;
    int at = 0;
    for (int length = 1; length <= MOST_BITS; length++) {
      first[length] = code;
      place[length] = at;
      code += counts[length];
      at += counts[length];
      if (code > 1 << length) {
        throw damaged();
      }
      code <<= 1;
    }
    if (used == 0 || used > 1 && code != 1 << MOST_BITS + 1) {
      throw damaged();
    }
    int[] next = place.clone();
    for (int i = 0; i < count; i++) {
      if (lengths[i] > 0) {
        symbols[next[lengths[i]]++] = (short) i;
      }
    }
    fastBits = used == 1 ? 0 : Math.min(FAST_BITS, longest);
    fast = new short[1 << fastBits];
    for (int length = 1; used > 1 && length <= fastBits; length++) {
      for (int i = 0; i < counts[length]; i++) {
        int symbol = symbols[place[length] + i];
        int reversed = Integer.reverse(first[length] + i) >>> 32 - length;
        for (int j = reversed; j < fast.length; j += 1 << length) {
          fast[j] = (short) (length << 12 | symbol);
        }
      }
    }
  }

  /** The next symbol. */
  int symbol(Vp8lBits bits) throws BadImageException {
    if (fastBits == 0) {
      return symbols[0] & 0xFFFF;
    }
    int next = bits.peek();
    int entry = fast[next & (1 << fastBits) - 1] & 0xFFFF;
    if (entry != 0) {
      bits.skip(entry >> 12);
      return entry & 0xFFF;
    }
    for (int length = fastBits + 1; length <= MOST_BITS; length++) {
      int code = Integer.reverse(next) >>> 32 - length;
      int index = code - first[length];
      int most = (length < MOST_BITS ? place[length + 1] : symbols.length) - place[length];
      if (index >= 0 && index < most) {
        bits.skip(length);
        return symbols[place[length] + index] & 0xFFFF;
      }
    }
    throw damaged();
  }

  private static BadImageException damaged() {
    return new BadImageException("WebP prefix code", "its data is damaged");
  }
}
