package org.dropshard.step;

import java.util.Map;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.GaussianDropout;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * Gaussian dropout, element by element.
 *
 * @param drop p in [0, 1): the noise has variance p / (1 − p)
 */
record NoiseDropout(double drop) implements Step {
  private static final long serialVersionUID = 1L;

  NoiseDropout {
    if (drop == 1) {
      throw new IllegalArgumentException(
          "Invalid drop probability: 1.0 (gaussian_dropout needs less than 1)");
    }
  }

  @Override
  public String name() {
    return "gaussian_dropout";
  }

  @Override
  public Map<String, Object> parameters() {
    return Map.of("drop", drop);
  }

  @Override
  public Step evaluation() {
    return new Evaluation(name(), 1);
  }

  @Override
  public boolean needsLayout() {
    return false;
  }

  @Override
  public boolean rounds(DType dtype) {
    return true;
  }

  @Override
  public Kernel kernel(Layout layout) {
    DropProbability p = new DropProbability(drop);
    GaussianDropout kernel = new GaussianDropout();
    return new Kernel() {
      @Override
      public long forward(Tensor x, Draw draw, byte[] y, int yOffset) {
        NoiseShape noise = NoiseShape.element(x.shape());
        kernel.apply(p, noise, draw.seed(), draw.id(), draw.stream(), x, y, yOffset);
        return 0;
      }

      @Override
      public long backward(Tensor x, Tensor dy, Draw draw, byte[] dx, int dxOffset) {
        return forward(dy, draw, dx, dxOffset);
      }
    };
  }
}
