package org.dropshard.dropout;

import java.util.Objects;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;

/**
 * One dropout, in full: what is dropped, how likely, and what is written.
 *
 * @param kind what shares a decision
 * @param layout where the tensors hold their channels
 * @param p the drop probability
 * @param scale what survivors are multiplied by
 * @param fill what dropped elements become: one value, or one a channel, each rounded to the
 *     tensor's type (integers half to even, saturating)
 */
public record Dropout(Kind kind, Layout layout, DropProbability p, Scale scale, double... fill) {
  /**
   * @throws IllegalArgumentException if {@code fill} is empty
   */
  public Dropout {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(layout, "layout");
    Objects.requireNonNull(p, "p");
    Objects.requireNonNull(scale, "scale");
    if (fill.length == 0) {
      throw Invalid.argument("fill", "none", "one value, or one per channel");
    }
  }
}
