package org.dropshard.step;

import org.dropshard.dropout.AffineAndFill;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Tensor;

/** What all kernels with a mask share: four passes by the same decisions. */
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
    GRADIENT_AGAIN;

    boolean scales() {
      return this == FORWARD || this == BACKWARD;
    }

    boolean isOfGradients() {
      return this == BACKWARD || this == GRADIENT_AGAIN;
    }
  }

  /** One a thread: a step may change with each sample, and ciphers cost more than a sample. */
  private static final ThreadLocal<TensorDropout> DROPOUT =
      ThreadLocal.withInitial(TensorDropout::new);

  /** What shares a decision. */
  abstract NoiseShape noise(int[] shape);

  abstract long write(Pass pass, Tensor x, Draw draw, byte[] y, int yOffset);

  /** A mask by the contract as it stands. */
  abstract static class OfContract extends MaskKernel {
    private final DropProbability p;

    OfContract(DropProbability p) {
      this.p = p;
    }

    abstract AffineAndFill written(Pass pass, DType dtype);

    @Override
    final long write(Pass pass, Tensor x, Draw draw, byte[] y, int yOffset) {
      return DROPOUT
          .get()
          .apply(
              written(pass, x.dtype()),
              p,
              noise(x.shape()),
              draw.seed(),
              draw.id(),
              draw.stream(),
              x,
              y,
              yOffset);
    }
  }

  /** A mask that is made for each sample in a way of the step's own. */
  abstract static class OfSample extends MaskKernel {
    private int[] keep = new int[0];

    /**
     * Decides.
     *
     * @param keep takes −1 (kept) or 0 (dropped) for each unit
     * @return how many are dropped
     */
    abstract int mask(int[] shape, Draw draw, int[] keep);

    /** What survivors are multiplied by where they are scaled: units / kept ones, or expected. */
    double inverse(int units, int dropped) {
      return units / (double) (units - dropped);
    }

    abstract AffineAndFill written(Pass pass, double inverse, DType dtype);

    @Override
    final long write(Pass pass, Tensor x, Draw draw, byte[] y, int yOffset) {
      NoiseShape noise = noise(x.shape());
      int units = noise.units();
      if (keep.length != units) {
        keep = new int[units];
      }
      int dropped = mask(x.shape(), draw, keep);
      AffineAndFill written = written(pass, inverse(units, dropped), x.dtype());
      DROPOUT.get().apply(written, noise, keep, x, y, yOffset);
      return dropped;
    }
  }

  @Override
  public final long units(int[] shape) {
    return noise(shape).units();
  }

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
