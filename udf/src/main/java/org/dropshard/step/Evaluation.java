package org.dropshard.step;

import java.util.Map;
import org.dropshard.dropout.AffineAndFill;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;

/**
 * A dropout in evaluation: nothing is dropped, everything is multiplied by one factor.
 *
 * @param type of the dropout
 * @param factor 1 leaves every bit alone
 */
record Evaluation(StepType type, double factor) implements Step {
  private static final long serialVersionUID = 1L;

  @Override
  public Map<String, Object> parameters() {
    return Map.of("factor", factor);
  }

  @Override
  public boolean rounds(DType dtype) {
    return factor != 1;
  }

  @Override
  public Kernel kernel(Layout layout) {
    TensorDropout kernel = new TensorDropout();
    AffineAndFill scaled = AffineAndFill.scaled(layout, factor, 0);
    int[] kept = {-1};
    return new LayerKernel(
        (x, draw, y, yOffset) ->
            kernel.apply(scaled, NoiseShape.sample(x.shape()), kept, x, y, yOffset));
  }
}
