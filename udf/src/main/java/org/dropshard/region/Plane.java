package org.dropshard.region;

import java.util.Arrays;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;

/**
 * Channels, height and width of a tensor.
 *
 * @param layout the order in which they are stored
 */
public record Plane(int channels, int height, int width, Layout layout) {

  /**
   * @throws IllegalArgumentException if the shape has not three axes
   */
  static Plane of(int[] shape, Layout layout) {
    if (shape.length != 3) {
      throw Invalid.argument(
          "shape", Arrays.toString(shape), "regions need channels, height and width");
    }
    return layout == Layout.CHW
        ? new Plane(shape[0], shape[1], shape[2], layout)
        : new Plane(shape[2], shape[0], shape[1], layout);
  }

  /** Drops the rectangle, clipped to the plane, from a mask of places; the new drops. */
  int drop(int[] keep, int top, int left, int rows, int columns) {
    int dropped = 0;
    int right = Math.min(width, left + columns);
    for (int y = Math.max(0, top); y < Math.min(height, top + rows); y++) {
      for (int x = Math.max(0, left); x < right; x++) {
        dropped -= keep[y * width + x];
        keep[y * width + x] = 0;
      }
    }
    return dropped;
  }
}
