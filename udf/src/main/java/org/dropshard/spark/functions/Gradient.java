package org.dropshard.spark.functions;

import java.util.Map;
import org.dropshard.step.Draw;
import org.dropshard.step.Kernel;
import org.dropshard.step.Step;
import org.dropshard.step.StepType;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * The backward pass of a step as a step of its own: gradients in, gradients out.
 *
 * @param of a step that does not need what went forward
 */
record Gradient(Step of) implements Step {
  private static final long serialVersionUID = 1L;

  @Override
  public StepType type() {
    return of.type();
  }

  @Override
  public String name() {
    return of.name() + "_backward";
  }

  @Override
  public Map<String, Object> parameters() {
    return of.parameters();
  }

  @Override
  public boolean rounds(DType dtype) {
    return of.rounds(dtype);
  }

  @Override
  public Kernel kernel(Layout layout) {
    Kernel kernel = of.kernel(layout);
    return new Kernel() {
      @Override
      public long forward(Tensor dy, Draw draw, byte[] dx, int dxOffset) {
        return kernel.backward(null, dy, draw, dx, dxOffset);
      }

      @Override
      public long backward(Tensor x, Tensor dy, Draw draw, byte[] dx, int dxOffset) {
        throw new UnsupportedOperationException("Cannot go back twice");
      }
    };
  }
}
