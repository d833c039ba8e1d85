package org.dropshard.stats;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/** The statistics of one channel by their definitions, in decimals that do not round. */
final class ReferenceStats {
  private final List<BigDecimal> finite = new ArrayList<>();
  private long count;
  private long zeros;
  private long nan;
  private long infinite;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /** Channel {@code channel} of all the tensors. */
  static ChannelSummary summary(List<Tensor> tensors, Layout layout, int channel) {
    ReferenceStats stats = new ReferenceStats();
    for (Tensor x : tensors) {
      int channels = layout.channels(x.shape());
      int width = x.dtype().bytes();
      for (int i = 0; i < x.length(); i++) {
        int its = layout == Layout.CHW ? i / (x.length() / channels) : i % channels;
        if (its == channel) {
          long bits = Values.bits(Values.view(x.data(), x.offset(), x.byteLength()), width, i);
          stats.add(Values.ofBits(x.dtype(), bits));
        }
      }
    }
    return stats.summary(channel);
  }

  private void add(double x) {
    count++;
    if (Double.isNaN(x)) {
      nan++;
    } else if (Double.isInfinite(x)) {
      infinite++;
    } else {
      zeros += x == 0 ? 1 : 0;
      min = x == 0 ? Math.min(min, 0) : Math.min(min, x);
      max = x == 0 ? Math.max(max, 0) : Math.max(max, x);
      finite.add(new BigDecimal(x));
    }
  }

  private ChannelSummary summary(int channel) {
    if (finite.isEmpty()) {
      double none = Double.NaN;
      return new ChannelSummary(
          channel, count, none, none, none, none, none, zeros, nan, infinite, 0);
    }
    BigDecimal n = BigDecimal.valueOf(finite.size());
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    for (BigDecimal x : finite) {
      sum = sum.add(x);
      squares = squares.add(x.multiply(x));
    }
    MathContext digits = new MathContext(60);
    BigDecimal spread = n.multiply(squares).subtract(sum.multiply(sum));
    double variance = spread.divide(n.multiply(n), digits).doubleValue();
    return new ChannelSummary(
        channel,
        count,
        sum.divide(n, digits).doubleValue(),
        variance,
        Math.sqrt(variance),
        min,
        max,
        zeros,
        nan,
        infinite,
        0);
  }
}
