package org.dropshard.dropout;

import org.dropshard.tensor.Labels;

/** What survivors are multiplied by. */
public enum Scale {
  /** By 1 / (1 − p), so that each element keeps its expectation. */
  INVERTED,
  /** By 1: survivors keep their bits. */
  NONE,
  /** By 1 in training; the factor 1 − p belongs to evaluation, as in the first paper. */
  VANILLA,
  /**
   * By 1 / p, the reciprocal of the drop probability: keeps the expectation at p = ½ alone. What
   * code does that draws with the keep probability and scales as if it were the other one.
   */
  CROSSED;

  /** The factor in training, computed in double. */
  public double factor(DropProbability p) {
    return switch (this) {
      case INVERTED -> p.inverseKeep();
      case CROSSED -> 1 / p.value();
      case NONE, VANILLA -> 1;
    };
  }

  /** The factor in evaluation, where nothing is dropped: 1 − p for vanilla, else 1. */
  public double evaluationFactor(DropProbability p) {
    return this == VANILLA ? p.keep() : 1;
  }

  /** The lower-case name, as the command line spells it. */
  public String label() {
    return Labels.of(this);
  }

  /**
   * The scale of a lower-case name.
   *
   * @throws IllegalArgumentException if there is no such scale
   */
  public static Scale ofLabel(String label) {
    return Labels.parse("scale", Scale.class, label);
  }
}
