package org.dropshard.format;

import java.util.Arrays;
import java.util.Random;

/** What transport, disks and people with bad intentions make of a file. */
public final class HostileBytes {
  private static final byte[] EXTREMES = {0, 1, (byte) 0x7f, (byte) 0x80, (byte) 0xff};

  private HostileBytes() {}

  /** A copy with one to four bytes changed, mostly near the start; one in eight is cut. */
  public static byte[] changed(byte[] whole, Random random) {
    byte[] copy =
        random.nextInt(8) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
    for (int n = random.nextInt(4); n >= 0 && copy.length > 0; n--) {
      int at = random.nextInt(random.nextBoolean() ? copy.length : Math.min(copy.length, 2048));
      copy[at] =
          random.nextBoolean()
              ? (byte) random.nextInt()
              : EXTREMES[random.nextInt(EXTREMES.length)];
    }
    return copy;
  }
}
