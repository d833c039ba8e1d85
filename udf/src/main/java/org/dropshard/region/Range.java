package org.dropshard.region;

import java.io.Serializable;
import org.dropshard.random.Numbers;
import org.dropshard.tensor.Invalid;

/**
 * A length between two bounds, both included: places where a bound is 1 or more, else a fraction of
 * the side.
 *
 * @param least in (0, most]
 * @param most a fraction below 1, or a whole number
 */
public record Range(double least, double most) implements Serializable {
  /**
   * @throws IllegalArgumentException if the bounds are not positive, not in order, or neither whole
   *     nor below 1
   */
  public Range {
    if (!(least > 0 && least <= most && most <= Integer.MAX_VALUE)
        || least >= 1 && least != Math.rint(least)
        || most >= 1 && most != Math.rint(most)) {
      throw Invalid.argument(
          "range",
          least + " to " + most,
          "whole numbers of places, or fractions of the side below 1");
    }
  }

  /** The next number as a length of at least 1 and at most {@code side}. */
  int draw(Numbers numbers, int side) {
    int low = places(least, side);
    return low + numbers.below(Math.max(0, places(most, side) - low) + 1);
  }

  private static int places(double bound, int side) {
    double places = bound < 1 ? Math.floor(bound * side) : bound;
    return (int) Math.max(1, Math.min(side, places));
  }
}
