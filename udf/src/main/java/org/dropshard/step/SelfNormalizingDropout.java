package org.dropshard.step;

import java.util.Map;
import java.util.OptionalDouble;
import org.dropshard.dropout.AlphaDropout;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.Kind;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.dropout.Writing;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * Alpha dropout.
 *
 * @param name of the step
 * @param kind elements, or channels
 * @param drop the drop probability
 */
record SelfNormalizingDropout(String name, Kind kind, double drop) implements Step {
  private static final long serialVersionUID = 1L;

  @Override
  public Map<String, Object> parameters() {
    return Map.of("drop", drop);
  }

  @Override
  public Step evaluation() {
    return new Evaluation(name, 1);
  }

  @Override
  public boolean needsLayout() {
    return kind != Kind.ELEMENT;
  }

  @Override
  public boolean rounds(DType dtype) {
    return true;
  }

  @Override
  public OptionalDouble dropProbability() {
    return OptionalDouble.of(drop);
  }

  @Override
  public Kernel kernel(Layout layout) {
    DropProbability p = new DropProbability(drop);
    TensorDropout kernel = new TensorDropout();
    Writing forward = AlphaDropout.forward(p, layout);
    Writing backward = AlphaDropout.backward(p, layout);
    Writing again = Writing.scaled(layout, 1, forward.fill());
    Writing gradientAgain = Writing.scaled(layout, 1, 0);
    return new MaskKernel() {
      @Override
      long write(Pass pass, Tensor x, Draw draw, byte[] y, int yOffset) {
        Writing writing =
            switch (pass) {
              case FORWARD -> forward;
              case BACKWARD -> backward;
              case AGAIN -> again;
              case GRADIENT_AGAIN -> gradientAgain;
            };
        return kernel.apply(
            writing,
            p,
            kind.noiseShape(x.shape(), layout),
            draw.seed(),
            draw.id(),
            draw.stream(),
            x,
            y,
            yOffset);
      }

      @Override
      public long units(int[] shape) {
        return kind.noiseShape(shape, layout).units();
      }
    };
  }
}
