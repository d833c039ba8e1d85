package org.dropshard.job.demo;

/**
 * Smooth noise on the plane: hashed values at the places of a grid, interpolated.
 *
 * @param seed another seed, another plane
 */
record ValueNoise(long seed) {

  /** In [0, 1], with features of about one unit. */
  double at(double x, double y) {
    long i = floor(x);
    long j = floor(y);
    double u = Palette.step(0, 1, x - i);
    double v = Palette.step(0, 1, y - j);
    double upper = corner(i, j) + (corner(i + 1, j) - corner(i, j)) * u;
    double lower = corner(i, j + 1) + (corner(i + 1, j + 1) - corner(i, j + 1)) * u;
    return upper + (lower - upper) * v;
  }

  /** In [0, 1]: so many layers, each half as wide and half as strong as the one before. */
  double layered(double x, double y, int layers) {
    double sum = 0;
    double most = 0;
    double strength = 1;
    double scale = 1;
    for (int i = 0; i < layers; i++) {
      sum += strength * at(x * scale + 17.3 * i, y * scale - 9.1 * i);
      most += strength;
      strength /= 2;
      scale *= 2;
    }
    return sum / most;
  }

  /** {@link Math#floor} is a call where only the first of HotSpot's compilers runs. */
  private static long floor(double x) {
    long i = (long) x;
    return i > x ? i - 1 : i;
  }

  private double corner(long i, long j) {
    long h = seed + i * 0x9E3779B97F4A7C15L + j * 0xC2B2AE3D27D4EB4FL;
    h = (h ^ h >>> 30) * 0xBF58476D1CE4E5B9L;
    h = (h ^ h >>> 27) * 0x94D049BB133111EBL;
    return ((h ^ h >>> 31) >>> 11) * 0x1p-53;
  }
}
