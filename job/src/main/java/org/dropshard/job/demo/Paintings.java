package org.dropshard.job.demo;

import java.util.SplittableRandom;

/** What is painted: things in the colors of a palette, or channels in patterns of their own. */
final class Paintings {
  private static final double TURN = 2 * Math.PI;

  private Paintings() {}

  private record Disc(double x, double y, double radius, double[] color) {}

  /** Balls, lit from the upper left, over a plain ground. */
  static Painting circles(SplittableRandom random) {
    Palette palette = Palette.choose(random);
    boolean bright = random.nextBoolean();
    double[] ground = bright ? palette.light() : palette.dark();
    Disc[] discs = new Disc[random.nextInt(6, 10)];
    for (int i = 0; i < discs.length; i++) {
      // The larger ones are behind.
      double radius = (0.27 - 0.2 * i / discs.length) * random.nextDouble(0.8, 1.15);
      double[] color = i == discs.length - 1 && !bright ? palette.light() : palette.strong(i);
      discs[i] =
          new Disc(random.nextDouble(-0.6, 0.6), random.nextDouble(-0.45, 0.45), radius, color);
    }
    return (x, y, rgb) -> {
      System.arraycopy(ground, 0, rgb, 0, 3);
      for (int c = 0; c < 3; c++) {
        rgb[c] *= 1 - 0.18 * (y + 0.5);
      }
      for (Disc disc : discs) {
        double shadow = distance(x - 0.02, y - 0.03, disc) / disc.radius();
        Palette.over(rgb, new double[3], 0.35 * Palette.step(1.25, 0.85, shadow));
        double r = distance(x, y, disc) / disc.radius();
        if (r < 1) {
          double u = (x - disc.x()) / disc.radius() + 0.38;
          double v = (y - disc.y()) / disc.radius() + 0.42;
          double light = Math.sqrt(u * u + v * v);
          System.arraycopy(disc.color(), 0, rgb, 0, 3);
          Palette.over(rgb, new double[] {1, 1, 1}, 0.6 * Palette.step(0.75, 0, light));
          Palette.over(rgb, new double[3], 0.45 * Palette.step(0.7, 1.6, light));
        }
      }
    };
  }

  private static double distance(double x, double y, Disc disc) {
    double dx = x - disc.x();
    double dy = y - disc.y();
    return Math.sqrt(dx * dx + dy * dy);
  }

  /** Each channel brightens in a direction of its own, a third of a turn from the others. */
  static Painting gradients(SplittableRandom random) {
    double angle = random.nextDouble(TURN);
    double bend = random.nextDouble(-1.2, 1.2);
    double[][] ways = new double[3][];
    for (int c = 0; c < 3; c++) {
      double way = angle + c * TURN / 3;
      ways[c] = new double[] {StrictMath.cos(way), StrictMath.sin(way)};
    }
    return (x, y, rgb) -> {
      for (int c = 0; c < 3; c++) {
        double along = x * ways[c][0] + y * ways[c][1];
        double across = x * ways[c][1] - y * ways[c][0];
        rgb[c] = 0.16 + 0.8 * Palette.step(-0.75, 0.7, along + bend * across * across);
      }
    };
  }

  /** Waving bands of a palette. */
  static Painting stripes(SplittableRandom random) {
    Palette palette = Palette.choose(random);
    double angle = random.nextDouble(TURN);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double count = random.nextDouble(6, 11);
    double wave = random.nextDouble(0.02, 0.07);
    double length = random.nextDouble(4, 9);
    double phase = random.nextDouble(TURN);
    int rotation = random.nextInt(5);
    return (x, y, rgb) -> {
      double along = x * cos + y * sin;
      double across = (y * cos - x * sin + wave * StrictMath.sin(along * length + phase)) * count;
      double place = across - Math.floor(across);
      int band = Math.floorMod((int) Math.floor(across) + rotation, 5);
      System.arraycopy(palette.colors()[band], 0, rgb, 0, 3);
      double shade = 0.8 + 0.3 * Palette.step(0, 0.35, place) - 0.15 * Palette.step(0.7, 1, place);
      for (int c = 0; c < 3; c++) {
        rgb[c] *= shade;
      }
    };
  }

  /** Ripples from three places, one a channel. */
  static Painting rings(SplittableRandom random) {
    double angle = random.nextDouble(TURN);
    double apart = random.nextDouble(0.04, 0.16);
    double rings = random.nextDouble(3, 5.5);
    double[][] centers = new double[3][];
    double[] count = new double[3];
    for (int c = 0; c < 3; c++) {
      double way = angle + c * TURN / 3;
      centers[c] = new double[] {apart * StrictMath.cos(way), apart * StrictMath.sin(way)};
      count[c] = rings * (1 + 0.08 * (c - 1));
    }
    return (x, y, rgb) -> {
      for (int c = 0; c < 3; c++) {
        double dx = x - centers[c][0];
        double dy = y - centers[c][1];
        double r = Math.sqrt(dx * dx + dy * dy);
        double ripple = 0.5 + 0.5 * StrictMath.cos(r * count[c] * TURN);
        rgb[c] = (0.28 + 0.7 * Palette.step(0.1, 0.9, ripple)) * (1.08 - 0.5 * r);
      }
    };
  }
}
