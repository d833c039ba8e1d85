package org.dropshard.dropout;

import org.dropshard.tensor.Layout;

/**
 * Alpha dropout: dropped units take the value −λα to which SELU saturates, and an affine map gives
 * the whole its mean 0 and variance 1 back. With α′ = −λα = −1.7580993408473766,
 *
 * <pre>
 * a = 1 / √((1 − p)(1 + p α′²)),  b = −a p α′,  y = a x + b where kept, a α′ + b where dropped
 * </pre>
 *
 * Which units are dropped is the mask contract's; element by element (PyTorch's {@code
 * alpha_dropout}) or by channel ({@code feature_alpha_dropout}). p = 0 leaves every bit alone; p =
 * 1, where a grows without bound, writes 0 everywhere, as PyTorch does.
 *
 * @see <a href="https://arxiv.org/abs/1706.02515">Klambauer, Unterthiner, Mayr, Hochreiter:
 *     Self-normalizing neural networks (2017)</a>
 */
public final class AlphaDropout {
  private static final double SATURATION = -1.7580993408473766;

  private AlphaDropout() {}

  /** What the forward pass writes. */
  public static AffineAndFill forward(DropProbability p, Layout layout) {
    if (p.value() == 1) {
      return AffineAndFill.scaled(layout, 1, 0);
    }
    double a = factor(p);
    double b = -a * p.value() * SATURATION;
    return new AffineAndFill(layout, a, b, a * SATURATION + b);
  }

  /**
   * What the backward pass writes of upstream gradients: a · dy where kept, else 0. As any factor
   * without an offset, a is rounded to float for the floating types up to 32 bits: the product is
   * then within a unit in the last place of a · dy, where the forward pass rounds once.
   */
  public static AffineAndFill backward(DropProbability p, Layout layout) {
    return AffineAndFill.scaled(layout, p.value() == 1 ? 1 : factor(p), 0);
  }

  private static double factor(DropProbability p) {
    return 1 / Math.sqrt(p.keep() * (1 + p.value() * SATURATION * SATURATION));
  }
}
