package org.dropshard.job.expect;

import org.dropshard.stats.ValueHistogram;

/**
 * How far two histograms lie apart: the square root of the Jensen–Shannon divergence to base 2; 0
 * for equal ones, 1 for ones that share no value.
 *
 * @see <a href="https://doi.org/10.1109/TIT.2003.813506">Endres and Schindelin: A new metric for
 *     probability distributions (2003)</a>
 */
final class JensenShannon {
  /** As many as uint8 has values, so that those are told apart. */
  private static final int BINS = 256;

  private JensenShannon() {}

  static double distance(ValueHistogram a, ValueHistogram b) {
    double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    a.forEach((low, high, count) -> extend(range, low, high));
    b.forEach((low, high, count) -> extend(range, low, high));
    if (range[0] > range[1]) {
      return 0;
    }
    double[] p = shares(a, range);
    double[] q = shares(b, range);
    double divergence = 0;
    for (int bin = 0; bin < BINS; bin++) {
      double middle = (p[bin] + q[bin]) / 2;
      divergence += part(p[bin], middle) / 2 + part(q[bin], middle) / 2;
    }
    return Math.sqrt(Math.max(0, divergence));
  }

  private static double part(double share, double middle) {
    return share == 0 ? 0 : share * Math.log(share / middle) / Math.log(2);
  }

  private static void extend(double[] range, double low, double high) {
    range[0] = Math.min(range[0], low);
    range[1] = Math.max(range[1], high);
  }

  /** Of equal bins over the range; what lies in a wide bin is spread over it. */
  private static double[] shares(ValueHistogram histogram, double[] range) {
    double[] shares = new double[BINS];
    double[] total = {0};
    double width = (range[1] - range[0]) / (BINS - 1);
    histogram.forEach(
        (low, high, count) -> {
          total[0] += count;
          int first = width == 0 ? 0 : (int) Math.rint((low - range[0]) / width);
          int last = width == 0 ? 0 : (int) Math.rint((high - range[0]) / width);
          for (int bin = first; bin <= last; bin++) {
            shares[bin] += count / (double) (last - first + 1);
          }
        });
    for (int bin = 0; bin < BINS && total[0] > 0; bin++) {
      shares[bin] /= total[0];
    }
    return shares;
  }
}
