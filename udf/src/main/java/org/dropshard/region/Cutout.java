package org.dropshard.region;

import java.io.Serializable;
import org.dropshard.random.Numbers;
import org.dropshard.tensor.Invalid;

/**
 * Squares about places of the picture, cut off at its edges, so that they drop less there. Hole i
 * takes numbers 2i (row) and 2i + 1 (column) for its centre; it covers rows from centre − ⌊size /
 * 2⌋ on, and columns alike.
 *
 * @param holes in [0, 2²⁰]
 * @param size the side of a square, ≥ 1
 * @see <a href="https://arxiv.org/abs/1708.04552">DeVries, Taylor: Improved regularization of
 *     convolutional neural networks with cutout (2017)</a>
 */
public record Cutout(int holes, int size) implements Region, Serializable {
  private static final int MOST = 1 << 20;

  /**
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public Cutout {
    if (holes < 0 || holes > MOST) {
      throw Invalid.argument("holes", holes, "0 to " + MOST);
    }
    if (size < 1 || size > MOST) {
      throw Invalid.argument("size", size, "1 to " + MOST);
    }
  }

  @Override
  public int drop(Plane plane, Numbers numbers, long seed, long id, int stream, int[] keep) {
    numbers.start(seed, id, stream, 2L * holes);
    int dropped = 0;
    for (int hole = 0; hole < holes; hole++) {
      int top = numbers.below(plane.height()) - size / 2;
      int left = numbers.below(plane.width()) - size / 2;
      dropped += plane.drop(keep, top, left, size, size);
    }
    return dropped;
  }
}
