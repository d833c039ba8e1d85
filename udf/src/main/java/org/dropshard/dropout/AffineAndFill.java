package org.dropshard.dropout;

import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;

/**
 * What a dropout writes: x · factor + offset for a kept element, the fill for a dropped one.
 *
 * @param layout where the tensors hold their channels
 * @param factor what survivors are multiplied by; rounded to float for the floating types up to 32
 *     bits; 1 with an offset of 0 leaves their bits alone
 * @param offset what is added then; where it is not 0, both steps are in double and the sum is
 *     rounded to the type
 * @param drawn what the fill is drawn from; null: it is what {@code fill} says
 * @param fill one value, or one a channel, each rounded to the type (integers half to even,
 *     saturating)
 */
public record AffineAndFill(
    Layout layout, double factor, double offset, Drawn drawn, double... fill) {
  /**
   * @throws IllegalArgumentException if {@code fill} is empty
   */
  public AffineAndFill {
    if (fill.length == 0) {
      throw Invalid.argument("fill", "none", "one value, or one per channel");
    }
  }

  /** A fill that is not drawn. */
  AffineAndFill(Layout layout, double factor, double offset, double... fill) {
    this(layout, factor, offset, null, fill);
  }

  /** The same with a fill that is drawn. */
  public AffineAndFill with(Drawn drawn) {
    return new AffineAndFill(layout, factor, offset, drawn, fill);
  }

  /** Survivors times {@code factor}. */
  public static AffineAndFill scaled(Layout layout, double factor, double... fill) {
    return new AffineAndFill(layout, factor, 0, fill);
  }

  /** The factor as the type takes it. */
  double factor(DType dtype) {
    return offset == 0 && dtype.isFloating() && dtype != DType.FLOAT64 ? (float) factor : factor;
  }
}
