package org.dropshard.dropout;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.dropshard.dropout.ElementDropout.Survivors;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/**
 * Multiplies each channel by a factor of its own, rounded as {@link AffineAndFill} says; 1 leaves
 * its bits alone. Holds the scratch memory of one thread.
 */
public final class ChannelScale {
  private static final int CHUNK = TensorDropout.CHUNK;

  private final byte[] gathered = new byte[8 * CHUNK];
  private final ByteBuffer scratch = Values.view(gathered, 0, gathered.length);
  private ElementDropout[] elements;
  private DType dtype;
  private double[] factors;

  /**
   * Writes the product.
   *
   * @param factors one a channel
   * @param y takes {@code x.byteLength()} bytes from {@code yOffset}; may be the array of {@code x}
   *     at the same offset, and must not overlap it otherwise
   */
  public void apply(Layout layout, double[] factors, Tensor x, byte[] y, int yOffset) {
    select(layout, factors, x.dtype());
    ByteBuffer in = Values.view(x.data(), x.offset(), x.byteLength());
    ByteBuffer out = Values.view(y, yOffset, x.byteLength());
    int channels = Math.max(factors.length, 1);
    int run = layout == Layout.HWC ? 1 : x.length() / channels;
    for (int channel = 0; channel < factors.length; channel++) {
      if (run > 1 || channels == 1) {
        planes(elements[channel].between(in, out), channel * run, run);
      } else {
        places(elements[channel].between(scratch, scratch), in, out, channel, x);
      }
    }
  }

  private static void planes(Survivors survivors, int start, int length) {
    ElementLoop.runAll(length, CHUNK, (from, n) -> survivors.write(start + from, start + from, n));
  }

  /** Every {@code channels}th element: gathered, multiplied side by side, put back. */
  private void places(Survivors survivors, ByteBuffer in, ByteBuffer out, int channel, Tensor x) {
    int width = x.dtype().bytes();
    int channels = factors.length;
    int places = x.length() / channels;
    for (int from = 0, n; from < places; from += n) {
      n = Math.min(CHUNK, places - from);
      for (int i = 0; i < n; i++) {
        long bits = Values.bits(in, width, (from + i) * channels + channel);
        Values.putBits(scratch, width, i, bits);
      }
      survivors.write(0, 0, n);
      for (int i = 0; i < n; i++) {
        long bits = Values.bits(scratch, width, i);
        Values.putBits(out, width, (from + i) * channels + channel, bits);
      }
    }
  }

  private void select(Layout layout, double[] factors, DType dtype) {
    if (dtype == this.dtype && Arrays.equals(factors, this.factors)) {
      return;
    }
    this.dtype = dtype;
    this.factors = factors.clone();
    elements = new ElementDropout[factors.length];
    Arrays.setAll(
        elements,
        channel ->
            ElementDropout.of(
                dtype, AffineAndFill.scaled(layout, factors[channel], 0).factor(dtype)));
  }
}
