package org.dropshard.format.hdf5;

import java.io.IOException;

/**
 * The axes of a dataset.
 *
 * @param axes their lengths; null: it has no element
 * @param most to which they may grow; −1: without end
 */
record Space(long[] axes, long[] most) {
  private static final int MOST_AXES = 32;

  static Space read(Cursor in) throws IOException {
    int version = in.u8();
    int rank = in.u8();
    int flags = in.u8();
    if (version < 1 || version > 2 || rank > MOST_AXES) {
      throw Hdf5File.invalid("dataspace version " + version + ", " + rank + " axes", in.address());
    }
    int type = in.u8();
    in.skip(version == 1 ? 4 : 0);
    if (version == 2 && type == 2) {
      return new Space(null, null);
    }
    long[] axes = new long[rank];
    long[] most = new long[rank];
    for (int i = 0; i < rank; i++) {
      axes[i] = in.length();
      most[i] = axes[i];
      if (axes[i] < 0) {
        throw Hdf5File.invalid("an axis of " + Long.toUnsignedString(axes[i]), in.address());
      }
    }
    for (int i = 0; i < rank && (flags & 1) != 0; i++) {
      most[i] = in.length();
    }
    return new Space(axes, most);
  }
}
