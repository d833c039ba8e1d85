package org.dropshard.job.demo;

import java.util.SplittableRandom;

/** Five colors that go together, from dark to bright; and what is done with colors. */
record Palette(double[][] colors) {

  private static final int[][] CHOICES = {
    {0x14213D, 0x3A0CA3, 0xF72585, 0xFFB703, 0xFDF0D5},
    {0x03293A, 0x0F7173, 0x3CCB7F, 0xF05D5E, 0xFBF5DD},
    {0x2B193D, 0x2C7DA0, 0xE4572E, 0xF3A712, 0xE8F1F2},
    {0x1B2A41, 0x7B2CBF, 0x2EC4B6, 0xFF9F1C, 0xFFF6E0},
    {0x231942, 0xC1121F, 0x2A9D8F, 0xE9C46A, 0xF1FAEE},
    {0x10302B, 0x386641, 0xBC4749, 0xA7C957, 0xF2E8CF}
  };

  static Palette choose(SplittableRandom random) {
    int[] choice = CHOICES[random.nextInt(CHOICES.length)];
    double[][] colors = new double[choice.length][3];
    for (int i = 0; i < choice.length; i++) {
      for (int c = 0; c < 3; c++) {
        colors[i][c] = (choice[i] >> (16 - 8 * c) & 0xFF) / 255.0;
      }
    }
    return new Palette(colors);
  }

  double[] dark() {
    return colors[0];
  }

  double[] light() {
    return colors[4];
  }

  /** One of the three colors between. */
  double[] strong(int i) {
    return colors[1 + Math.floorMod(i, 3)];
  }

  /** Lays a color over another with an opacity in [0, 1], in place. */
  static void over(double[] rgb, double[] color, double opacity) {
    for (int c = 0; c < 3; c++) {
      rgb[c] += (color[c] - rgb[c]) * opacity;
    }
  }

  /** 0 up to {@code from}, 1 from {@code to} on, smooth between; {@code from} may be the larger. */
  static double step(double from, double to, double x) {
    double t = (x - from) / (to - from);
    if (t <= 0) {
      return 0;
    }
    return t >= 1 ? 1 : t * t * (3 - 2 * t);
  }
}
