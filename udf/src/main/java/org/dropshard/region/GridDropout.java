package org.dropshard.region;

import java.io.Serializable;
import org.dropshard.random.Numbers;
import org.dropshard.tensor.Invalid;

/**
 * A grid of holes: albumentations' {@code GridDropout}. The picture is laid out in units of rows ×
 * columns, and the same part of each is dropped: ⌊side · ratio⌋ places, at least 1 and at most side
 * − 1. Where in the unit that part lies is decided by number 0 (down) and number 1 (across), among
 * all places at which it lies wholly in the unit.
 *
 * @param rows of a unit, ≥ 2
 * @param columns of a unit, ≥ 2
 * @param ratio of a hole's side to its unit's, in (0, 1)
 */
public record GridDropout(int rows, int columns, double ratio) implements Region, Serializable {
  /**
   * @throws IllegalArgumentException if a parameter is out of range
   */
  public GridDropout {
    if (rows < 2 || columns < 2) {
      throw Invalid.argument("unit", rows + " × " + columns, "at least 2 × 2");
    }
    if (!(ratio > 0 && ratio < 1)) {
      throw Invalid.argument("ratio", ratio, "between 0 and 1");
    }
  }

  @Override
  public int drop(Plane plane, Numbers numbers, long seed, long id, int stream, int[] keep) {
    numbers.start(seed, id, stream, 2);
    int down = hole(rows);
    int across = hole(columns);
    int top = numbers.below(rows - down + 1);
    int left = numbers.below(columns - across + 1);
    int dropped = 0;
    for (long y = top; y < plane.height(); y += rows) {
      for (long x = left; x < plane.width(); x += columns) {
        dropped += plane.drop(keep, (int) y, (int) x, down, across);
      }
    }
    return dropped;
  }

  private int hole(int side) {
    return Math.min(Math.max((int) (side * ratio), 1), side - 1);
  }
}
