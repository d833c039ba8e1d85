package org.dropshard.job.read.listing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What git-LFS leaves in the place of a file until it is fetched.
 *
 * @see <a href="https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md">its specification</a>
 */
public final class LfsPointer {
  private static final byte[] START = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

  /** What a user should do. */
  public static final String EXPLAINED = "a git-LFS pointer stands in its place (git lfs pull)";

  /** Bytes that tell one. */
  public static final int LENGTH = START.length;

  private LfsPointer() {}

  /** Whether a file starts as a pointer does. */
  public static boolean isPointer(byte[] start) {
    return start.length >= LENGTH && Arrays.equals(start, 0, LENGTH, START, 0, LENGTH);
  }
}
