package org.dropshard.job.image;

import org.dropshard.job.image.picture.BadImageException;
import org.dropshard.job.image.picture.Picture;

/** The variable-length LZW codes of GIF. */
final class GifLzw {

  private GifLzw() {}

  /**
   * Decodes a frame's color indices.
   *
   * @param codeBits bits of an index, in [1, 11]; more than the 8 of the format's text are what
   *     some writers state, and mean longer codes alone
   * @throws BadImageException if a code is wrong, or if there are fewer pixels than {@code width *
   *     height}; what follows them is not looked at
   */
  static byte[] decode(byte[] data, int codeBits, int width, int height) throws BadImageException {
    if (codeBits < 1 || codeBits > 11) {
      throw new BadImageException("GIF code size " + codeBits, "in [1, 11]");
    }
    byte[] out = Picture.allocate(width, height, 1);
    int clear = 1 << codeBits;
    int end = clear + 1;
    // A code's string is the string of its prefix and one more index; the first of it is kept too.
    int[] prefix = new int[4096];
    byte[] last = new byte[4096];
    byte[] first = new byte[4096];
    int[] length = new int[4096];
    for (int i = 0; i < clear; i++) {
      last[i] = (byte) i;
      first[i] = (byte) i;
      length[i] = 1;
    }
    int next = end + 1;
    int size = codeBits + 1;
    int previous = -1;
    int window = 0;
    int available = 0;
    int at = 0;
    int done = 0;
    while (done < out.length) {
      while (available < size) {
        if (at == data.length) {
          throw tooEarly(done, out.length);
        }
        window |= (data[at++] & 0xFF) << available;
        available += 8;
      }
      int code = window & (1 << size) - 1;
      window >>>= size;
      available -= size;
      if (code == clear) {
        next = end + 1;
        size = codeBits + 1;
        previous = -1;
        continue;
      }
      if (code == end) {
        throw tooEarly(done, out.length);
      }
      if (code > next || (code == next && previous < 0) || (code == next && next == 4096)) {
        throw new BadImageException("GIF code " + code, "at most " + next + " here");
      }
      if (previous >= 0 && next < 4096) {
        prefix[next] = previous;
        first[next] = first[previous];
        last[next] = code == next ? first[previous] : first[code];
        length[next] = length[previous] + 1;
        next++;
        if (next == 1 << size && size < 12) {
          size++;
        }
      }
      if (code < clear && code > 255) {
        throw new BadImageException("GIF color index " + code, "at most 255");
      }
      int count = length[code];
      for (int i = done + count - 1, c = code; i >= done; i--, c = prefix[c]) {
        if (i < out.length) {
          out[i] = last[c];
        }
      }
      done += count;
      previous = code;
    }
    return out;
  }

  private static BadImageException tooEarly(int done, int pixels) {
    return new BadImageException(
        "GIF frame of " + done + " pixels", "its data ends too early: " + pixels + " needed");
  }
}
