package org.dropshard.region;

import java.util.Arrays;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.random.Numbers;
import org.dropshard.tensor.Layout;

/** Regions of places that all channels of a sample lose together. */
public interface Region {
  /**
   * Makes the mask of a sample.
   *
   * @param shape three axes
   * @param numbers a generator of the calling thread
   * @param keep takes −1 (kept) or 0 (dropped) for each of height × width places, row by row, which
   *     are the units of {@link NoiseShape#pixel}
   * @return how many places are dropped
   * @throws IllegalArgumentException if the shape has not three axes
   */
  default int mask(
      int[] shape, Layout layout, Numbers numbers, long seed, long id, int stream, int[] keep) {
    Plane plane = Plane.of(shape, layout);
    int places = plane.height() * plane.width();
    Arrays.fill(keep, 0, places, -1);
    return places == 0 ? 0 : drop(plane, numbers, seed, id, stream, keep);
  }

  /**
   * Drops places of a mask that keeps all.
   *
   * @param plane has a place at least
   * @return how many places are dropped
   */
  int drop(Plane plane, Numbers numbers, long seed, long id, int stream, int[] keep);
}
