package org.dropshard.step;

import java.util.Optional;
import org.dropshard.dropout.AffineAndFill;
import org.dropshard.dropout.AlphaDropout;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.Kind;
import org.dropshard.tensor.Layout;

/** Alpha dropout, of the type's units. */
record SelfNormalizingDropout(StepType type, DropProbability p) implements ProbabilityStep {
  private static final long serialVersionUID = 1L;

  static Step of(StepType type, Parameters parameters) {
    return new SelfNormalizingDropout(type, parameters.drop());
  }

  @Override
  public boolean needsLayout() {
    return type.unit().orElseThrow() != Kind.ELEMENT;
  }

  @Override
  public Optional<DropProbability> dropProbability() {
    return Optional.of(p);
  }

  @Override
  public Kernel kernel(Layout layout) {
    AffineAndFill forward = AlphaDropout.forward(p, layout);
    AffineAndFill backward = AlphaDropout.backward(p, layout);
    AffineAndFill again = AffineAndFill.scaled(layout, 1, forward.fill());
    AffineAndFill gradientAgain = AffineAndFill.scaled(layout, 1, 0);
    return new MaskKernel.OfContract(
        p,
        shape -> type.unit().orElseThrow().noiseShape(shape, layout),
        (pass, dtype, draw) ->
            switch (pass) {
              case FORWARD -> forward;
              case BACKWARD -> backward;
              case AGAIN -> again;
              case GRADIENT_AGAIN -> gradientAgain;
            });
  }
}
