package org.dropshard.dropout;

import org.dropshard.tensor.Invalid;

/**
 * Dropout of n units on condition that at least m survive: how many do. The number of survivors is
 * binomial, cut off below m; given their number, every set is equally likely. So it is the
 * distribution that drawing again and again until enough survive would give.
 *
 * <p>All arithmetic is sums, products and quotients of doubles in a fixed order, and so the same on
 * every machine.
 */
public final class SurvivorGuard {
  private final int least;
  private final double[] upTo; // weights of least, least + 1, … survivors, summed up
  private final double keepProbability;

  /**
   * @param p the drop probability before the condition; 1 means that exactly {@code least} survive
   * @param units n ≥ 0
   * @param least m, in [0, n]
   * @throws IllegalArgumentException if there are fewer units than {@code least}
   */
  public SurvivorGuard(DropProbability p, int units, int least) {
    if (least < 0 || least > units) {
      throw Invalid.argument("number of survivors", least, "at most " + units + " units");
    }
    this.least = least;
    double drop = p.value();
    double keep = p.keep();
    int mode = (int) Math.max(least, Math.min(units, Math.floor((units + 1.0) * keep)));
    double[] weights = new double[units - least + 1]; // relative to the mode's: none overflows
    weights[mode - least] = 1;
    for (int k = mode; k < units; k++) {
      weights[k + 1 - least] = weights[k - least] * (units - k) / (k + 1) * keep / drop;
    }
    for (int k = mode; k > least; k--) {
      weights[k - 1 - least] = weights[k - least] * k / (units - k + 1) * drop / keep;
    }
    upTo = new double[weights.length];
    double total = 0;
    double mean = 0;
    for (int k = least; k <= units; k++) {
      total += weights[k - least];
      mean += weights[k - least] * k;
      upTo[k - least] = total;
    }
    keepProbability = units == 0 ? keep : mean / total / units;
  }

  /** The probability that a unit survives, under the condition: 1 over it keeps expectations. */
  public double keepProbability() {
    return keepProbability;
  }

  /**
   * How many survive, by inversion.
   *
   * @param fraction in [0, 1)
   */
  int kept(double fraction) {
    double at = fraction * upTo[upTo.length - 1];
    int k = 0;
    while (k < upTo.length - 1 && upTo[k] <= at) {
      k++;
    }
    return least + k;
  }
}
