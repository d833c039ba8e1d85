package org.dropshard.job.image.jpeg;

import javax.imageio.plugins.jpeg.JPEGHuffmanTable;
import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Bytes;

/** One Huffman table of a JPEG file: section C of ITU-T T.81. */
final class JpegHuffman {

  /** The tables of annex K, of luma and chroma. */
  static final JpegHuffman[] STANDARD_DC = {
    standard(JPEGHuffmanTable.StdDCLuminance),
    standard(JPEGHuffmanTable.StdDCChrominance),
    null,
    null
  };

  static final JpegHuffman[] STANDARD_AC = {
    standard(JPEGHuffmanTable.StdACLuminance),
    standard(JPEGHuffmanTable.StdACChrominance),
    null,
    null
  };

  /** The bits that {@link #values} looks at. */
  static final int FAST_BITS = 10;

  private final byte[] symbols;
  // For each start of 10 bits: length << 8 | symbol, or 0 if the code is longer.
  private final short[] fast = new short[1 << FAST_BITS];
  // By length: the largest code, or -1; and what to add to a code to find its symbol.
  private final int[] largest = new int[17];
  private final int[] offset = new int[17];
  private int[] values;

  /**
   * @param data holds 16 counts at {@code at}, then the symbols
   * @param total the sum of the counts
   */
  JpegHuffman(byte[] data, int at, int total) throws BadImageException {
    symbols = new byte[total];
    System.arraycopy(data, at + 16, symbols, 0, total);
    int code = 0;
    int next = 0;
    for (int length = 1; length <= 16; length++) {
      int count = Bytes.u8(data, at + length - 1);
      if (code + count > 1 << length) {
        throw new BadImageException("JPEG Huffman table", "too many codes of " + length + " bits");
      }
      offset[length] = next - code;
      for (int i = 0; i < count; i++, code++, next++) {
        if (length <= FAST_BITS) {
          int shift = FAST_BITS - length;
          short entry = (short) (length << 8 | symbols[next] & 0xFF);
          for (int j = code << shift; j < (code + 1) << shift; j++) {
            fast[j] = entry;
          }
        }
      }
      largest[length] = count == 0 ? -1 : code - 1;
      code <<= 1;
    }
  }

  /**
   * For each start of 10 bits, of codes that stand for zeros and the size of a value: {@code value
   * << 16 | zeros << 8 | 32 | length} where code and value are no longer, else {@code symbol << 8 |
   * length}, or 0 if the code is longer.
   */
  int[] values() {
    if (values == null) {
      int[] table = new int[1 << FAST_BITS];
      for (int i = 0; i < table.length; i++) {
        int length = fast[i] >> 8;
        int symbol = fast[i] & 0xFF;
        int size = symbol & 15;
        if (size > 0 && length > 0 && length + size <= FAST_BITS) {
          int bits = i >> FAST_BITS - length - size & (1 << size) - 1;
          int value = bits < 1 << size - 1 ? bits - (1 << size) + 1 : bits;
          table[i] = value << 16 | symbol >> 4 << 8 | 32 | length + size;
        } else {
          table[i] = symbol << 8 | length;
        }
      }
      values = table;
    }
    return values;
  }

  private static JpegHuffman standard(JPEGHuffmanTable table) {
    byte[] data = new byte[16 + table.getValues().length];
    for (int i = 0; i < table.getLengths().length; i++) {
      data[i] = (byte) table.getLengths()[i];
    }
    for (int i = 0; i < table.getValues().length; i++) {
      data[16 + i] = (byte) table.getValues()[i];
    }
    try {
      return new JpegHuffman(data, 0, table.getValues().length);
    } catch (BadImageException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next symbol, in [0, 255]. */
  int decode(JpegBits bits) throws BadImageException {
    int next = bits.peek16();
    int entry = fast[next >>> (16 - FAST_BITS)];
    if (entry != 0) {
      bits.skip(entry >> 8);
      return entry & 0xFF;
    }
    for (int length = FAST_BITS + 1; length <= 16; length++) {
      int code = next >>> (16 - length);
      if (code <= largest[length]) {
        bits.skip(length);
        return symbols[offset[length] + code] & 0xFF;
      }
    }
    throw new BadImageException("JPEG scan", "its data is damaged: not a Huffman code");
  }
}
