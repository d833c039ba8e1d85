package org.dropshard.step;

import java.util.function.Function;
import org.dropshard.dropout.AffineAndFill;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
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
  static final ThreadLocal<TensorDropout> DROPOUT = ThreadLocal.withInitial(TensorDropout::new);

  private final Function<int[], NoiseShape> noise;

  /**
   * @param noise what shares a decision, for a shape
   */
  MaskKernel(Function<int[], NoiseShape> noise) {
    this.noise = noise;
  }

  /**
   * Decides, and writes.
   *
   * @param seen what went forward; null where it is not known
   * @param x what is written
   */
  abstract long write(Pass pass, Tensor seen, Tensor x, Draw draw, byte[] y, int yOffset);

  /**
   * Decides.
   *
   * @param seen what went forward; null where it is not known
   * @param shape its shape
   */
  abstract long mask(Tensor seen, int[] shape, Draw draw, int[] keep);

  /** A mask by the contract as it stands. */
  static final class OfContract extends MaskKernel {
    private final DropProbability p;
    private final Written written;

    /** What a pass writes. */
    interface Written {
      AffineAndFill of(Pass pass, DType dtype, Draw draw);
    }

    /**
     * @param written what a pass writes
     */
    OfContract(DropProbability p, Function<int[], NoiseShape> noise, Written written) {
      super(noise);
      this.p = p;
      this.written = written;
    }

    @Override
    long mask(Tensor seen, int[] shape, Draw draw, int[] keep) {
      return DROPOUT.get().mask(p, draw.seed(), draw.id(), draw.stream(), keep);
    }

    @Override
    long write(Pass pass, Tensor seen, Tensor x, Draw draw, byte[] y, int yOffset) {
      return DROPOUT
          .get()
          .apply(
              written.of(pass, x.dtype(), draw),
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
    private final ScaleAndFill values;
    private final Layout layout;
    private int[] keep = new int[0];

    OfSample(Function<int[], NoiseShape> noise, ScaleAndFill values, Layout layout) {
      super(noise);
      this.values = values;
      this.layout = layout;
    }

    /**
     * Decides.
     *
     * @param keep takes −1 (kept) or 0 (dropped) for each unit
     * @return how many are dropped
     */
    abstract int mask(int[] shape, Draw draw, int[] keep);

    @Override
    final long mask(Tensor seen, int[] shape, Draw draw, int[] decided) {
      return mask(shape, draw, decided);
    }

    /** What survivors are multiplied by where they are scaled: units / kept ones, or expected. */
    double inverse(int units, int dropped) {
      return units / (double) (units - dropped);
    }

    @Override
    final long write(Pass pass, Tensor seen, Tensor x, Draw draw, byte[] y, int yOffset) {
      NoiseShape noise = noise(x.shape());
      int units = noise.units();
      if (keep.length != units) {
        keep = new int[units];
      }
      int dropped = mask(x.shape(), draw, keep);
      AffineAndFill written = values.of(pass, inverse(units, dropped), x.dtype(), layout, draw);
      DROPOUT.get().apply(written, noise, keep, x, y, yOffset);
      return dropped;
    }
  }

  final NoiseShape noise(int[] shape) {
    return noise.apply(shape);
  }

  @Override
  public long units(int[] shape) {
    return noise(shape).units();
  }

  @Override
  public int[] unitOfEach(int[] shape) {
    return noise(shape).unitOfEach();
  }

  @Override
  public final long forward(Tensor x, Draw draw, byte[] y, int yOffset) {
    return write(Pass.FORWARD, x, x, draw, y, yOffset);
  }

  @Override
  public final long backward(Tensor x, Tensor dy, Draw draw, byte[] dx, int dxOffset) {
    return write(Pass.BACKWARD, x, dy, draw, dx, dxOffset);
  }

  @Override
  public final boolean drops() {
    return true;
  }

  @Override
  public final long mask(Tensor x, Draw draw, int[] keep) {
    return mask(x, x.shape(), draw, keep);
  }

  @Override
  public final long dropAgain(Tensor y, Draw draw, byte[] again, int offset) {
    return write(Pass.AGAIN, y, y, draw, again, offset);
  }

  @Override
  public final long dropGradientAgain(Tensor x, Tensor dx, Draw draw, byte[] again, int offset) {
    return write(Pass.GRADIENT_AGAIN, x, dx, draw, again, offset);
  }
}
