package org.dropshard.format.hdf5;

import org.dropshard.format.MalformedRecordException;

/** LZF as h5py's filter has it: runs of literals, and copies of what came out before. */
final class Lzf {
  private static final int LITERALS = 32;

  private Lzf() {}

  static byte[] decode(byte[] in, int size, long address) throws MalformedRecordException {
    byte[] out = new byte[size];
    int at = 0;
    int done = 0;
    while (at < in.length) {
      int control = in[at++] & 0xff;
      if (control < LITERALS) {
        int run = control + 1;
        if (run > in.length - at || run > size - done) {
          throw damaged(address);
        }
        System.arraycopy(in, at, out, done, run);
        at += run;
        done += run;
        continue;
      }
      int length = control >> 5;
      if (at + (length == 7 ? 2 : 1) > in.length) {
        throw damaged(address);
      }
      if (length == 7) {
        length += in[at++] & 0xff;
      }
      int back = ((control & 31) << 8 | in[at++] & 0xff) + 1;
      length += 2;
      if (back > done || length > size - done) {
        throw damaged(address);
      }
      for (int i = 0; i < length; i++, done++) {
        out[done] = out[done - back]; // they may overlap
      }
    }
    if (done != size) {
      throw damaged(address);
    }
    return out;
  }

  private static MalformedRecordException damaged(long address) {
    return Filters.bad("a chunk's LZF is damaged", address);
  }
}
