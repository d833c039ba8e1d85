package org.dropshard.format.npy;

import java.util.zip.ZipException;

/**
 * The end of a zip, which says how many members there are: who reads the members one after the
 * other takes a zip that was cut between them for a whole one.
 */
final class ZipEnd {
  /** The record, and the longest comment that may follow. */
  static final int LONGEST = 22 + 0xffff;

  private static final int RECORD = 22;
  private static final int SIGNATURE = 0x06054b50;

  /** Stands for a number that is larger, and stands elsewhere. */
  private static final int MANY = 0xffff;

  private ZipEnd() {}

  /**
   * Checks that all members were there.
   *
   * @param bytes a zip, or no fewer than the last {@link #LONGEST} bytes of one
   * @param members how many were seen; there may be more than the end says, which were deleted
   * @throws ZipException if the end is missing, or says that there are more
   */
  static void check(byte[] bytes, int members) throws ZipException {
    int first = Math.max(bytes.length - LONGEST, 0);
    for (int at = bytes.length - RECORD; at >= first; at--) {
      boolean record = (u16(bytes, at) | u16(bytes, at + 2) << 16) == SIGNATURE;
      if (record && u16(bytes, at + 20) == bytes.length - at - RECORD) {
        int stated = u16(bytes, at + 10);
        if (stated != MANY && stated > members) {
          throw new ZipException(members + " members (its end says " + stated + ")");
        }
        return;
      }
    }
    throw new ZipException("it ends without its list of members");
  }

  private static int u16(byte[] bytes, int at) {
    return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
  }
}
