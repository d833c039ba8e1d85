package org.dropshard.step;

import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.GaussianDropout;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;

/**
 * Gaussian dropout, element by element.
 *
 * @param p in [0, 1): the noise has variance p / (1 − p)
 */
record MultiplicativeNoise(StepType type, DropProbability p) implements ProbabilityStep {
  private static final long serialVersionUID = 1L;

  MultiplicativeNoise {
    if (p.value() == 1) {
      throw Invalid.argument("drop probability", "1.0", "gaussian_dropout needs less than 1");
    }
  }

  static Step of(StepType type, Parameters parameters) {
    return new MultiplicativeNoise(type, parameters.drop());
  }

  @Override
  public boolean needsLayout() {
    return false;
  }

  @Override
  public Kernel kernel(Layout layout) {
    GaussianDropout kernel = new GaussianDropout();
    return new LayerKernel(
        (x, draw, y, yOffset) ->
            kernel.apply(
                p,
                NoiseShape.element(x.shape()),
                draw.seed(),
                draw.id(),
                draw.stream(),
                x,
                y,
                yOffset));
  }
}
