package org.dropshard.job.demo;

import java.util.SplittableRandom;

/** Pictures whose channels are patterns of their own. */
final class Textures {

  private static final double TURN = 2 * Math.PI;

  private Textures() {}

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

  /** Marbled clouds in the order of a palette, with grain of each channel's own. */
  static Painting noise(SplittableRandom random) {
    Palette palette = Palette.choose(random);
    ValueNoise warp = new ValueNoise(random.nextLong());
    ValueNoise cloud = new ValueNoise(random.nextLong());
    ValueNoise[] grain = new ValueNoise[3];
    for (int c = 0; c < 3; c++) {
      grain[c] = new ValueNoise(random.nextLong());
    }
    double scale = random.nextDouble(2.5, 5);
    double strength = random.nextDouble(0.8, 2.4);
    return (x, y, rgb) -> {
      double dx = warp.layered(x * scale, y * scale, 3) - 0.5;
      double dy = warp.layered(x * scale + 31, y * scale + 47, 3) - 0.5;
      double value = cloud.layered(x * scale + strength * 2 * dx, y * scale + strength * 2 * dy, 5);
      palette.at(Palette.step(0.22, 0.78, value), rgb);
      for (int c = 0; c < 3; c++) {
        rgb[c] += 0.16 * (grain[c].layered(x * 40, y * 40, 2) - 0.5);
      }
    };
  }

  /** Three checkerboards, one a channel, turned and scaled a little against each other. */
  static Painting checks(SplittableRandom random) {
    double angle = random.nextDouble(TURN);
    double turn = random.nextDouble(0.06, 0.16);
    double count = random.nextDouble(3, 5);
    double[] low = new double[3];
    double[] high = new double[3];
    double[][] ways = new double[3][];
    for (int c = 0; c < 3; c++) {
      double way = angle + (c - 1) * turn;
      double size = count * (1 + 0.06 * (c - 1));
      ways[c] = new double[] {size * StrictMath.cos(way), size * StrictMath.sin(way)};
      low[c] = random.nextDouble(0.1, 0.45);
      high[c] = random.nextDouble(0.75, 1);
    }
    return (x, y, rgb) -> {
      double light = 1.05 - 0.45 * (x * x + y * y);
      for (int c = 0; c < 3; c++) {
        double u = Math.floor(x * ways[c][0] + y * ways[c][1] + 0.4);
        double v = Math.floor(y * ways[c][0] - x * ways[c][1] + 0.4);
        rgb[c] = (((int) (u + v) & 1) == 0 ? high[c] : low[c]) * light;
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
