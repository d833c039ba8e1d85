package org.dropshard.spark.functions;

import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.Dropout;
import org.dropshard.dropout.Kind;
import org.dropshard.dropout.Scale;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.stats.ChannelStats;
import org.dropshard.stats.TensorStats;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** The kernels as SQL uses them: one instance a thread, scale by element type, fill 0. */
final class Kernels {
  private static final ThreadLocal<TensorDropout> DROPOUT =
      ThreadLocal.withInitial(TensorDropout::new);
  private static final ThreadLocal<TensorStats> STATS = ThreadLocal.withInitial(TensorStats::new);
  private static final double[] ZERO = {0};
  private static final UTF8String HWC = UTF8String.fromString("HWC");
  private static final UTF8String CHW = UTF8String.fromString("CHW");

  private Kernels() {}

  /**
   * Survivors of floating tensors are scaled by 1 / (1 − p), those of integer tensors keep their
   * bits.
   *
   * @param y takes the values from {@code yOffset}; may be the memory of {@code x} itself
   */
  static void dropout(
      Kind kind,
      Layout layout,
      double p,
      long seed,
      long id,
      long stream,
      Tensor x,
      byte[] y,
      int yOffset) {
    if (stream < 0 || stream > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("Invalid stream: " + stream + " (0 to 2147483647)");
    }
    Scale scale = x.dtype().isFloating() ? Scale.INVERTED : Scale.NONE;
    Dropout dropout = new Dropout(kind, layout, new DropProbability(p), scale, ZERO);
    DROPOUT.get().apply(dropout, seed, id, (int) stream, x, y, yOffset);
  }

  static void stats(Tensor x, Layout layout, ChannelStats into) {
    STATS.get().add(x, layout, into);
  }

  /** The layout of a cell's text; the usual spellings allocate nothing. */
  static Layout layout(UTF8String text) {
    if (HWC.equals(text)) {
      return Layout.HWC;
    }
    return CHW.equals(text) ? Layout.CHW : Layout.ofLabel(text.toString());
  }
}
