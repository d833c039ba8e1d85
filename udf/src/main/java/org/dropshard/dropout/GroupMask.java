package org.dropshard.dropout;

import org.dropshard.random.Keystream;

/**
 * Decisions on groups of channels that fail together, each with a probability of its own, on
 * condition that some are left. The word of a group is that of its lowest channel, r(c), so that no
 * other group changes it. A group is kept iff r(c) is at least its T. While fewer than {@code
 * least} are kept, the dropped one of the largest r(c) − T is kept too, of equal ones the lower.
 *
 * <p>So the failure that is undone is the one that chance was least sure of, and a group that
 * rarely fails is the likelier to be left. Not thread-safe.
 */
public final class GroupMask {
  private final Keystream words = new Keystream();
  private int[] drawn = new int[0];
  private long[] margins = new long[0];

  /**
   * Decides.
   *
   * @param lowest the lowest channel of each group, ascending
   * @param thresholds T in [0, 2³²] of each group
   * @param absent groups that are not there: dropped, whatever their words say
   * @param least how many are kept at least, as far as there are so many; 0: any number
   * @param keep takes −1 (kept) or 0 (dropped) for each group
   * @return how many are dropped, absent ones among them
   */
  public int decide(
      int[] lowest,
      long[] thresholds,
      boolean[] absent,
      int least,
      long seed,
      long id,
      int stream,
      int[] keep) {
    int groups = lowest.length;
    int count = groups == 0 ? 0 : lowest[groups - 1] + 1;
    if (drawn.length < count) {
      drawn = new int[count];
    }
    if (margins.length < groups) {
      margins = new long[groups];
    }
    words.start(seed, id, stream, count);
    words.next(drawn, 0, count);
    int kept = 0;
    for (int g = 0; g < groups; g++) {
      margins[g] = Integer.toUnsignedLong(drawn[lowest[g]]) - thresholds[g];
      keep[g] = absent[g] || margins[g] < 0 ? 0 : -1;
      kept -= keep[g];
    }
    for (int best; kept < least && (best = nearest(absent, keep, groups)) >= 0; kept++) {
      keep[best] = -1;
    }
    return groups - kept;
  }

  /** The dropped group that comes closest to being kept; −1 if there is none. */
  private int nearest(boolean[] absent, int[] keep, int groups) {
    int best = -1;
    for (int g = 0; g < groups; g++) {
      if (keep[g] == 0 && !absent[g] && (best < 0 || margins[g] > margins[best])) {
        best = g;
      }
    }
    return best;
  }
}
