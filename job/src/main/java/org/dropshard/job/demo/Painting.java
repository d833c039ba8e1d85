package org.dropshard.job.demo;

/** A picture without pixels. */
interface Painting {

  /**
   * The color of a place.
   *
   * @param x from the middle to the right; the shorter side of the picture is [−0.5, 0.5]
   * @param y from the middle downwards
   * @param rgb takes red, green and blue; [0, 1] counts
   */
  void color(double x, double y, double[] rgb);
}
