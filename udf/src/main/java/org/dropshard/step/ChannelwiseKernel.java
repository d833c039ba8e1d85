package org.dropshard.step;

import java.util.function.Function;
import org.dropshard.dropout.ChannelScale;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** A mask whose probabilities, and so what survivors are multiplied by, differ by channel. */
abstract class ChannelwiseKernel extends MaskKernel {
  private final ScaleAndFill values;
  private final Layout layout;
  private final ChannelScale scale = new ChannelScale();
  private int[] keep = new int[0];

  /**
   * @param noise what is written as one, for a shape
   */
  ChannelwiseKernel(Function<int[], NoiseShape> noise, ScaleAndFill values, Layout layout) {
    super(noise);
    this.values = values;
    this.layout = layout;
  }

  /** What survivors of each channel are multiplied by where they are scaled. */
  abstract double[] factors();

  /**
   * The decisions as they are written.
   *
   * @param decided −1 (kept) or 0 (dropped) for each unit
   * @return the same for each of the noise shape
   */
  int[] written(Pass pass, int[] decided) {
    return decided;
  }

  @Override
  final long write(Pass pass, Tensor seen, Tensor x, Draw draw, byte[] y, int yOffset) {
    int units = (int) units(x.shape());
    if (keep.length != units) {
      keep = new int[units];
    }
    final long dropped = mask(seen, x.shape(), draw, keep);
    Tensor scaled = x;
    if (pass.scales() && values.scales(x.dtype())) {
      scale.apply(layout, factors(), x, y, yOffset);
      scaled = new Tensor(x.dtype(), x.shape(), y, yOffset);
    }
    DROPOUT
        .get()
        .apply(
            values.of(pass, 1, x.dtype(), layout, draw),
            noise(x.shape()),
            written(pass, keep),
            scaled,
            y,
            yOffset);
    return dropped;
  }
}
