package org.dropshard.step;

import java.util.Map;
import org.dropshard.dropout.DropProbability;

/** A step that is given a drop probability and nothing else, and leaves evaluation alone. */
interface ProbabilityStep extends Step {
  DropProbability p();

  @Override
  default Map<String, Object> parameters() {
    return Parameters.of(p());
  }

  @Override
  default Step evaluation() {
    return new Evaluation(type(), 1);
  }
}
