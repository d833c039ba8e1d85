package org.dropshard.job.demo;

import java.util.SplittableRandom;

/** Pictures of things in the colors of a palette. */
final class Shapes {

  private static final double TURN = 2 * Math.PI;

  private Shapes() {}

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

  /** Ranges of hills under a sun, the nearer the darker. */
  static Painting hills(SplittableRandom random) {
    Palette palette = Palette.choose(random);
    ValueNoise noise = new ValueNoise(random.nextLong());
    double sunX = random.nextDouble(-0.45, 0.45);
    double sunY = random.nextDouble(-0.32, -0.08);
    double sunRadius = random.nextDouble(0.08, 0.14);
    double[] sky = palette.strong(random.nextInt(3));
    double[] sun = palette.colors()[3];
    double[] range = palette.strong(random.nextInt(3));
    int ranges = random.nextInt(4, 6);
    return (x, y, rgb) -> {
      System.arraycopy(sky, 0, rgb, 0, 3);
      Palette.over(rgb, palette.light(), Palette.step(-0.7, 0.15, y));
      double r = Math.sqrt((x - sunX) * (x - sunX) + (y - sunY) * (y - sunY));
      Palette.over(rgb, sun, 0.55 * Palette.step(3.2 * sunRadius, sunRadius, r));
      if (r < sunRadius) {
        System.arraycopy(sun, 0, rgb, 0, 3);
        Palette.over(rgb, palette.light(), 0.35);
      }
      for (int i = ranges - 1; i >= 0; i--) { // the nearest hides the others
        double near = (i + 1.0) / ranges;
        double top =
            -0.12
                + 0.45 * near
                - 0.3 * (noise.layered(x * (1.6 + i) + 13 * i, 7.7 * i, 4) - 0.4) * (1.2 - near);
        if (y > top) {
          System.arraycopy(range, 0, rgb, 0, 3);
          Palette.over(rgb, palette.light(), 0.55 * (1 - near));
          Palette.over(rgb, palette.dark(), 0.75 * near * near);
          Palette.over(rgb, palette.light(), 0.22 * Palette.step(top + 0.2, top, y) * (1 - near));
          break;
        }
      }
    };
  }

  private record Flower(
      double x, double y, double radius, double turn, int petals, double[] color) {}

  /** Flowers of five to nine petals on a meadow. */
  static Painting flowers(SplittableRandom random) {
    Palette palette = Palette.choose(random);
    ValueNoise meadow = new ValueNoise(random.nextLong());
    double[] ground = random.nextBoolean() ? palette.dark() : palette.colors()[1];
    double[] heart = palette.colors()[3];
    Flower[] flowers = new Flower[random.nextInt(5, 9)];
    for (int i = 0; i < flowers.length; i++) {
      flowers[i] =
          new Flower(
              random.nextDouble(-0.62, 0.62),
              random.nextDouble(-0.46, 0.46),
              (0.15 + 0.12 * i / flowers.length) * random.nextDouble(0.85, 1.2),
              random.nextDouble(TURN),
              random.nextInt(5, 10),
              i % 3 == 0 ? palette.light() : palette.colors()[2]);
    }
    return (x, y, rgb) -> {
      System.arraycopy(ground, 0, rgb, 0, 3);
      double blades = meadow.layered(x * 26, y * 5, 3);
      Palette.over(rgb, palette.light(), 0.3 * Palette.step(0.35, 0.8, blades));
      for (Flower f : flowers) {
        double dx = x - f.x();
        double dy = y - f.y();
        double r = Math.sqrt(dx * dx + dy * dy) / f.radius();
        if (r > 1.15) {
          continue;
        }
        double angle = StrictMath.atan2(dy, dx) * f.petals() + f.turn();
        double lobe = 0.5 + 0.5 * StrictMath.cos(angle);
        double edge = 0.5 + 0.5 * Math.sqrt(lobe);
        Palette.over(rgb, new double[3], 0.3 * Palette.step(edge + 0.15, edge, r));
        if (r < edge) {
          System.arraycopy(f.color(), 0, rgb, 0, 3);
          Palette.over(rgb, heart, 0.5 * Palette.step(0.75, 0.15, r));
          Palette.over(rgb, palette.dark(), 0.4 * Palette.step(0.5, 0, lobe));
        }
        if (r < 0.24) {
          System.arraycopy(heart, 0, rgb, 0, 3);
          Palette.over(rgb, palette.dark(), 0.5 * Palette.step(0.08, 0.24, r));
        }
      }
    };
  }
}
