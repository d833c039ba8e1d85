package org.dropshard.normalize;

import java.io.Serializable;
import java.util.Arrays;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * Instance normalisation: each channel of each sample to mean 0 and variance 1, then times its
 * weight plus its bias. x̂ = (x − μ) / √(σ² + eps), y = w x̂ + b, μ and σ² (the population's) over
 * the channel's places. All in double, rounded once to the tensor's type. A channel of one place
 * has variance 0 and becomes its bias (PyTorch refuses it). NaN or infinity makes its channel NaN.
 *
 * @param eps ≥ 0
 * @param weight one a channel; empty: 1
 * @param bias one a channel; empty: 0
 * @see <a href="https://arxiv.org/abs/1607.08022">Ulyanov, Vedaldi, Lempitsky: Instance
 *     normalization (2016)</a>
 */
public record InstanceNorm(double eps, double[] weight, double[] bias) implements Serializable {
  /**
   * @throws IllegalArgumentException if {@code eps} is negative or not finite
   */
  public InstanceNorm {
    if (!(eps >= 0 && eps < Double.POSITIVE_INFINITY)) {
      throw Invalid.argument("eps", eps, "0 or more");
    }
  }

  /** Without weight and bias. */
  public InstanceNorm(double eps) {
    this(eps, new double[0], new double[0]);
  }

  /**
   * Writes the normalised tensor.
   *
   * @param y takes {@code x.byteLength()} bytes from {@code yOffset}; may be the array of {@code x}
   *     at the same offset
   * @throws IllegalArgumentException if weight or bias do not suit the channels
   */
  public void forward(Tensor x, Layout layout, byte[] y, int yOffset) {
    double[] values = Doubles.of(x);
    ChannelPlaces channels = channels(x, layout);
    for (int c = 0; c < channels.count(); c++) {
      double mean = channels.mean(values, c);
      double factor = factor(c) / Math.sqrt(channels.variance(values, c, mean) + eps);
      double shift = bias.length == 0 ? 0 : bias[c];
      for (int i = 0; i < channels.places(); i++) {
        int at = channels.at(c, i);
        values[at] = (values[at] - mean) * factor + shift;
      }
    }
    Doubles.write(values, x.dtype(), y, yOffset);
  }

  /**
   * Writes the gradient of the input. With n places, s = √(σ² + eps), and sums over a channel's
   * places, dx = (w / (n s)) · (n dy − Σ dy − x̂ Σ(dy x̂)): one expression, what the paths through
   * mean and variance come to.
   *
   * @param x what went forward
   * @param dy the upstream gradient, of the shape of {@code x}
   * @param dx takes the gradient in the type of {@code dy}
   * @param dWeight Σ(dy x̂) is added to it, channel by channel; null: not asked
   * @param dBias Σ dy is added to it; null: not asked
   * @throws IllegalArgumentException if the shapes differ, or weight or bias do not suit
   */
  public void backward(
      Tensor x,
      Tensor dy,
      Layout layout,
      byte[] dx,
      int dxOffset,
      double[] dWeight,
      double[] dBias) {
    if (!Arrays.equals(x.shape(), dy.shape())) {
      throw Invalid.argument("gradient", dy, "the input was " + x);
    }
    double[] values = Doubles.of(x);
    double[] gradient = Doubles.of(dy);
    ChannelPlaces channels = channels(x, layout);
    int n = channels.places();
    for (int c = 0; c < channels.count(); c++) {
      double mean = channels.mean(values, c);
      double s = Math.sqrt(channels.variance(values, c, mean) + eps);
      double sum = 0;
      double sumHat = 0;
      for (int i = 0; i < n; i++) {
        int at = channels.at(c, i);
        values[at] = (values[at] - mean) / s; // x̂ from here on
        sum += gradient[at];
        sumHat += gradient[at] * values[at];
      }
      for (int i = 0; i < n; i++) {
        int at = channels.at(c, i);
        gradient[at] = factor(c) / (n * s) * (n * gradient[at] - sum - values[at] * sumHat);
      }
      if (dWeight != null) {
        dWeight[c] += sumHat;
      }
      if (dBias != null) {
        dBias[c] += sum;
      }
    }
    Doubles.write(gradient, dy.dtype(), dx, dxOffset);
  }

  /** The mean of each channel; NaN without places. */
  public static double[] means(Tensor x, Layout layout) {
    double[] values = Doubles.of(x);
    ChannelPlaces channels = ChannelPlaces.of(x.shape(), layout);
    double[] means = new double[channels.count()];
    Arrays.setAll(means, c -> channels.mean(values, c));
    return means;
  }

  /** The population variance of each channel; NaN without places. */
  public static double[] variances(Tensor x, Layout layout) {
    double[] values = Doubles.of(x);
    ChannelPlaces channels = ChannelPlaces.of(x.shape(), layout);
    double[] variances = new double[channels.count()];
    Arrays.setAll(variances, c -> channels.variance(values, c, channels.mean(values, c)));
    return variances;
  }

  private double factor(int channel) {
    return weight.length == 0 ? 1 : weight[channel];
  }

  private ChannelPlaces channels(Tensor x, Layout layout) {
    ChannelPlaces channels = ChannelPlaces.of(x.shape(), layout);
    for (double[] each : new double[][] {weight, bias}) {
      if (each.length != 0 && each.length != channels.count()) {
        throw Invalid.argument(
            (each == weight ? "weight" : "bias"),
            each.length + " values",
            channels.count() + " channels of " + x);
      }
    }
    return channels;
  }
}
