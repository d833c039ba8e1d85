package org.dropshard.dropout;

import java.util.Locale;
import org.dropshard.tensor.DType;

/** What survivors are multiplied by. */
public enum Scale {
  /** By 1 / (1 − p), so that each element keeps its expectation. */
  INVERTED,
  /** By 1: survivors keep their bits. */
  NONE,
  /** By 1 in training; the factor 1 − p belongs to evaluation, as in the first paper. */
  VANILLA;

  /** The factor in training, computed in double. */
  public double factor(DropProbability p) {
    return this == INVERTED ? p.inverseKeep() : 1;
  }

  /**
   * The factor s of the contract: rounded to float for the floating types up to 32 bits, so that a
   * probability too small to matter scales by exactly 1, which leaves every bit alone.
   */
  double factor(DropProbability p, DType dtype) {
    double factor = factor(p);
    return dtype.isFloating() && dtype != DType.FLOAT64 ? (float) factor : factor;
  }

  /** The lower-case name, as the command line spells it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The scale of a lower-case name.
   *
   * @throws IllegalArgumentException if there is no such scale
   */
  public static Scale ofLabel(String label) {
    for (Scale scale : values()) {
      if (scale.label().equals(label)) {
        return scale;
      }
    }
    throw new IllegalArgumentException("Invalid scale: " + label + " (inverted, none, vanilla)");
  }
}
