package org.dropshard.step;

import java.util.Map;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.dropout.Writing;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * A dropout in evaluation: nothing is dropped, everything is multiplied by one factor.
 *
 * @param name of the dropout
 * @param factor 1 leaves every bit alone
 */
record Evaluation(String name, double factor) implements Step {
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
    int[] kept = {-1};
    return new Kernel() {
      @Override
      public long forward(Tensor x, Draw draw, byte[] y, int yOffset) {
        kernel.apply(
            Writing.scaled(layout, factor, 0), NoiseShape.sample(x.shape()), kept, x, y, yOffset);
        return 0;
      }

      @Override
      public long backward(Tensor x, Tensor dy, Draw draw, byte[] dx, int dxOffset) {
        return forward(dy, draw, dx, dxOffset);
      }
    };
  }
}
