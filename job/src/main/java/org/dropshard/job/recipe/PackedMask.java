package org.dropshard.job.recipe;

/** A mask as a column holds it: a bit a unit, 1 for kept, the lowest of each byte first. */
public final class PackedMask {
  private PackedMask() {}

  /**
   * Packs decisions.
   *
   * @param keep −1 (kept) or 0 (dropped) for each unit
   */
  public static byte[] of(int[] keep) {
    byte[] bits = new byte[(keep.length + 7) / 8];
    for (int u = 0; u < keep.length; u++) {
      bits[u / 8] |= (byte) ((keep[u] & 1) << u % 8);
    }
    return bits;
  }
}
