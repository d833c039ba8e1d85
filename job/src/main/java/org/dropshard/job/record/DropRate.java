package org.dropshard.job.record;

/**
 * How often units were dropped, and how often they should be.
 *
 * @param of whose rate it is: {@code drop rate}, that of a copy, or that of a group
 * @param dropped units that were
 * @param units independent ones
 * @param p the probability of each
 */
public record DropRate(String of, long dropped, long units, double p) {
  /** The share of dropped units; NaN of none. */
  public double found() {
    return dropped / (double) units;
  }

  /** How far it may lie from p by chance. */
  public double bound() {
    return DropRateBound.of(units);
  }

  /** Whether it lies too far from p. */
  public boolean isTooFar() {
    return Math.abs(found() - p) > bound();
  }
}
