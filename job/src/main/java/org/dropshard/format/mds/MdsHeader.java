package org.dropshard.format.mds;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.dropshard.format.FileInput;
import org.dropshard.format.MalformedRecordException;

/**
 * What comes before the samples of a shard: their number N (u32), the offsets of N + 1 places (u32
 * each) and the config.
 *
 * @param offsets where each sample starts, and where the last one ends
 * @param config the columns
 */
record MdsHeader(long[] offsets, MdsConfig config) {
  /**
   * Reads it.
   *
   * @throws MalformedRecordException if it is no header of a shard
   */
  static MdsHeader read(FileInput in) throws IOException {
    ByteBuffer head = view(in.take(Integer.BYTES, "an MDS header"));
    long samples = head.getInt() & 0xffffffffL;
    long places = (samples + 1) * Integer.BYTES;
    ByteBuffer table = view(in.take(places, "MDS offsets"));
    long[] offsets = new long[(int) (samples + 1)];
    long previous = in.position();
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = table.getInt() & 0xffffffffL;
      if (offsets[i] < previous || in.length() >= 0 && offsets[i] > in.length()) {
        throw MalformedRecordException.rest(
            "Invalid MDS: offset "
                + i
                + " is "
                + offsets[i]
                + " ("
                + previous
                + (in.length() < 0 ? " or more)" : " to " + in.length() + ")"),
            4L + 4L * i,
            null);
      }
      previous = offsets[i];
    }
    long start = in.position();
    byte[] json = in.take(offsets[0] - start, "an MDS config");
    try {
      return new MdsHeader(offsets, MdsConfig.parse(json));
    } catch (IllegalArgumentException e) {
      throw MalformedRecordException.rest(e.getMessage(), start, e);
    }
  }

  static ByteBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The number of samples. */
  int samples() {
    return offsets.length - 1;
  }
}
