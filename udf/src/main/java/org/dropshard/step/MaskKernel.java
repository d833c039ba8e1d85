package org.dropshard.step;

import org.dropshard.tensor.Tensor;

/** What all kernels with a mask share: three ways of writing by the same decisions. */
abstract class MaskKernel implements Kernel {
  /** What is written. */
  enum Pass {
    /** Scaled survivors and the fill. */
    FORWARD,
    /** Scaled gradients and 0. */
    BACKWARD,
    /** Survivors as they are and the fill. */
    AGAIN,
    /** Gradients as they are and 0. */
    GRADIENT_AGAIN
  }

  abstract long write(Pass pass, Tensor x, Draw draw, byte[] y, int yOffset);

  @Override
  public final long forward(Tensor x, Draw draw, byte[] y, int yOffset) {
    return write(Pass.FORWARD, x, draw, y, yOffset);
  }

  @Override
  public final long backward(Tensor x, Tensor dy, Draw draw, byte[] dx, int dxOffset) {
    return write(Pass.BACKWARD, dy, draw, dx, dxOffset);
  }

  @Override
  public final boolean drops() {
    return true;
  }

  @Override
  public final long dropAgain(Tensor y, Draw draw, byte[] again, int offset) {
    return write(Pass.AGAIN, y, draw, again, offset);
  }

  @Override
  public final long dropGradientAgain(Tensor dx, Draw draw, byte[] again, int offset) {
    return write(Pass.GRADIENT_AGAIN, dx, draw, again, offset);
  }
}
