package org.dropshard.job.record;

/**
 * How far the share of dropped units may lie from p by chance: √(ln(2/α) / 2n), from Hoeffding's
 * inequality, which holds for every n and p. A right output fails with probability at most α.
 *
 * @see <a href="https://doi.org/10.1080/01621459.1963.10500830">Hoeffding: Probability inequalities
 *     for sums of bounded random variables (1963)</a>
 */
public final class DropRateBound {
  /** α, the probability of a false alarm. */
  public static final double FALSE_ALARM = 1e-9;

  private DropRateBound() {}

  /** The bound for {@code units} independent units. */
  public static double of(long units) {
    return Math.sqrt(Math.log(2 / FALSE_ALARM) / (2.0 * units));
  }
}
