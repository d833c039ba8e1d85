package org.dropshard.normalize;

import java.io.Serializable;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * Each channel less its mean, by its deviation; and back again: x · std + mean. In double, rounded
 * once to the tensor's type.
 *
 * @param mean one, or one a channel
 * @param std likewise, above 0
 */
public record ChannelAffine(double[] mean, double[] std) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * @throws IllegalArgumentException if there are none, or not as many of both, or they are not
   *     finite, or a deviation is not above 0
   */
  public ChannelAffine {
    if (mean.length == 0 || mean.length != std.length) {
      throw Invalid.argument("std", std.length + " values", "as many as mean has: " + mean.length);
    }
    for (int c = 0; c < std.length; c++) {
      if (!(std[c] > 0) || Double.isInfinite(std[c]) || !Double.isFinite(mean[c])) {
        throw Invalid.argument("std", std[c] + " of channel " + c + ", mean " + mean[c], "above 0");
      }
    }
  }

  /**
   * @throws IllegalArgumentException if there is a number a channel, and other channels
   */
  public void check(int[] shape, Layout layout) {
    int channels = layout.channels(shape);
    if (mean.length != 1 && mean.length != channels) {
      throw Invalid.argument("channels", channels, "mean and std have " + mean.length);
    }
  }

  /** Writes (x − mean) / std. */
  public void normalize(Tensor x, Layout layout, byte[] y, int yOffset) {
    write(x, layout, y, yOffset, (value, c) -> (value - mean[c]) / std[c]);
  }

  /** Writes x · std + mean. */
  public void denormalize(Tensor x, Layout layout, byte[] y, int yOffset) {
    write(x, layout, y, yOffset, (value, c) -> value * std[c] + mean[c]);
  }

  /** Writes x / std: the gradient of what {@link #normalize} was given. */
  public void divide(Tensor x, Layout layout, byte[] y, int yOffset) {
    write(x, layout, y, yOffset, (value, c) -> value / std[c]);
  }

  /** Writes x · std: the gradient of what {@link #denormalize} was given. */
  public void multiply(Tensor x, Layout layout, byte[] y, int yOffset) {
    write(x, layout, y, yOffset, (value, c) -> value * std[c]);
  }

  private interface OfChannel {
    double of(double value, int channel);
  }

  private void write(Tensor x, Layout layout, byte[] y, int yOffset, OfChannel to) {
    check(x.shape(), layout);
    ChannelPlaces at = ChannelPlaces.of(x.shape(), layout);
    double[] values = Doubles.of(x);
    for (int c = 0; c < at.count(); c++) {
      for (int i = 0; i < at.places(); i++) {
        int place = at.at(c, i);
        values[place] = to.of(values[place], mean.length == 1 ? 0 : c);
      }
    }
    Doubles.write(values, x.dtype(), y, yOffset);
  }
}
