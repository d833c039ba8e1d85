package org.dropshard.job.image.tiff;

import org.dropshard.job.image.picture.BadImageException;

/**
 * The LZW codes of TIFF 6.0, section 13: the highest bit first, a code longer one entry early.
 * Files from before have the lowest bit first and no such haste; their first code tells.
 */
final class TiffLzw {

  private static final int CLEAR = 256;
  private static final int END = 257;

  private TiffLzw() {}

  /**
   * Decodes until {@code out} is full or the codes end.
   *
   * @return the bytes that were written
   * @throws BadImageException if a code is wrong
   */
  static int decode(byte[] data, byte[] out) throws BadImageException {
    boolean old = data.length > 1 && data[0] == 0 && (data[1] & 1) == 1;
    // A code's string stands in the output: where, and how long.
    int[] start = new int[4097];
    int[] length = new int[4097];
    int next = END + 1;
    int size = 9;
    int previous = -1;
    long window = 0;
    int available = 0;
    int at = 0;
    int done = 0;
    while (done < out.length) {
      while (available < size && at < data.length) {
        long bits = data[at++] & 0xFFL;
        window = old ? window | bits << available : window << 8 | bits;
        available += 8;
      }
      if (available < size) {
        return done;
      }
      int code = (int) (old ? window : window >>> available - size) & (1 << size) - 1;
      window = old ? window >>> size : window & (1L << available - size) - 1;
      available -= size;
      if (code == END) {
        return done;
      }
      if (code == CLEAR) {
        next = END + 1;
        size = 9;
        previous = -1;
        continue;
      }
      if (code > next || code == next && previous < 0 || code > 4095) {
        throw new BadImageException("TIFF LZW code " + code, "at most " + next + " here");
      }
      if (previous >= 0 && next < 4096) {
        // The string before and the first byte of this one: they follow each other in the output.
        length[next] = (previous < CLEAR ? 1 : length[previous]) + 1;
        start[next] = done - length[next] + 1;
        next++;
      }
      if (code < CLEAR) {
        out[done++] = (byte) code;
      } else {
        int from = start[code];
        int end = Math.min(out.length, done + length[code]);
        while (done < end) {
          out[done++] = out[from++];
        }
      }
      previous = code;
      if (next + (old ? 0 : 1) >= 1 << size && size < 12) {
        size++;
      }
    }
    return done;
  }
}
