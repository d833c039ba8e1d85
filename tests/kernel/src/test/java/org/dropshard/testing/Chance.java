package org.dropshard.testing;

/**
 * Bounds that a statistical test sets itself: how far a statistic may lie from its expectation so
 * that a right program fails with a known probability. Seeds are fixed, so a test that passes once
 * passes always; the probability is that of an unlucky choice of seed.
 */
public final class Chance {
  /** What one comparison may fail by chance. All comparisons of this module are below 1,000. */
  public static final double FALSE_ALARM = 1e-10;

  private Chance() {}

  /**
   * How far the mean of {@code n} independent values in [0, {@code range}] may lie from its
   * expectation: Hoeffding, P(|mean − E| ≥ t) ≤ 2·exp(−2·n·t² / range²), for any n.
   */
  public static double deviationOfMean(long n, double range) {
    return range * Math.sqrt(Math.log(2 / FALSE_ALARM) / (2.0 * n));
  }

  /**
   * How large a χ² variable may be: Laurent and Massart (2000), Lemma 1, P(X ≥ k + 2√(kx) + 2x) ≤
   * e⁻ˣ.
   */
  public static double largestChiSquare(int degreesOfFreedom) {
    double x = -Math.log(FALSE_ALARM);
    return degreesOfFreedom + 2 * Math.sqrt(degreesOfFreedom * x) + 2 * x;
  }

  /** χ² of observed counts against expected ones. */
  public static double chiSquare(long[] observed, double[] expected) {
    double sum = 0;
    for (int cell = 0; cell < observed.length; cell++) {
      double d = observed[cell] - expected[cell];
      sum += d * d / expected[cell];
    }
    return sum;
  }
}
