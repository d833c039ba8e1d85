package org.dropshard.region;

import java.io.Serializable;
import org.dropshard.random.Numbers;
import org.dropshard.tensor.Invalid;

/**
 * Rectangular holes that lie wholly in the picture: albumentations' {@code CoarseDropout}, random
 * erasing with a fill. Number 0 says how many holes; hole i takes numbers 1 + 4i to 4 + 4i for its
 * height, width, top and left, each equally likely among those that fit. Holes may overlap.
 *
 * @param fewest holes, in [0, most]
 * @param most holes, at most 2²⁰
 * @param height of a hole
 * @param width of a hole
 */
public record CoarseDropout(int fewest, int most, Range height, Range width)
    implements Region, Serializable {
  private static final int MOST = 1 << 20;

  /**
   * @throws IllegalArgumentException if the numbers of holes are not in order or in range
   */
  public CoarseDropout {
    if (fewest < 0 || fewest > most || most > MOST) {
      throw Invalid.argument("holes", fewest + " to " + most, "0 to " + MOST);
    }
  }

  @Override
  public int drop(Plane plane, Numbers numbers, long seed, long id, int stream, int[] keep) {
    numbers.start(seed, id, stream, 1 + 4L * most);
    int holes = fewest + numbers.below(most - fewest + 1);
    int dropped = 0;
    for (int hole = 0; hole < holes; hole++) {
      int rows = height.draw(numbers, plane.height());
      int columns = width.draw(numbers, plane.width());
      int top = numbers.below(plane.height() - rows + 1);
      int left = numbers.below(plane.width() - columns + 1);
      dropped += plane.drop(keep, top, left, rows, columns);
    }
    return dropped;
  }
}
