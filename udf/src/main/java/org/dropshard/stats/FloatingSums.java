package org.dropshard.stats;

import java.nio.ByteBuffer;
import org.dropshard.tensor.BFloat16;
import org.dropshard.tensor.Float16;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/**
 * Floating values: sums of d = x − pivot and d² in double, where the pivot is one of the values;
 * what the pivot adds back is exact.
 */
final class FloatingSums {
  private double[] values = new double[0];
  private float[] floats = new float[0];

  void add(Tensor x, Layout layout, int channels, int places, ChannelStats into) {
    int size = Chunks.size(layout, channels);
    if (values.length < size) {
      values = new double[size];
      floats = new float[size];
    }
    ByteBuffer view = Values.view(x.data(), x.offset(), x.byteLength());
    Chunks.walk(
        layout,
        channels,
        places,
        (from, n) -> load(x, view, from, n),
        (channel, start, end, stride) -> visit(start, end, stride, into.channel(channel)));
  }

  private void load(Tensor x, ByteBuffer view, int from, int n) {
    switch (x.dtype()) {
      case FLOAT32 -> {
        view.asFloatBuffer().get(from, floats, 0, n);
        for (int i = 0; i < n; i++) {
          values[i] = floats[i];
        }
      }
      case FLOAT16 -> {
        for (int i = 0; i < n; i++) {
          values[i] = Float16.toFloat(view.getShort((from + i) * 2));
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < n; i++) {
          values[i] = BFloat16.toFloat(view.getShort((from + i) * 2));
        }
      }
      default -> view.asDoubleBuffer().get(from, values, 0, n);
    }
  }

  /**
   * Four sums in turn: one alone would wait for each addition. The order is fixed by the indices.
   */
  private void visit(int start, int end, int stride, ChannelMoments channel) {
    if (start >= end) {
      return;
    }
    double pivot = values[start];
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double q0 = 0;
    double q1 = 0;
    double q2 = 0;
    double q3 = 0;
    double min = values[start];
    double max = min;
    int zeros = 0;
    int count = 0;
    int i = start;
    for (; i < end - 3 * stride; i += 4 * stride) {
      double x0 = values[i];
      double x1 = values[i + stride];
      double x2 = values[i + 2 * stride];
      double x3 = values[i + 3 * stride];
      double d0 = x0 - pivot;
      double d1 = x1 - pivot;
      double d2 = x2 - pivot;
      double d3 = x3 - pivot;
      s0 += d0;
      s1 += d1;
      s2 += d2;
      s3 += d3;
      q0 += d0 * d0;
      q1 += d1 * d1;
      q2 += d2 * d2;
      q3 += d3 * d3;
      min = x0 < min ? x0 : min;
      max = x0 > max ? x0 : max;
      min = x1 < min ? x1 : min;
      max = x1 > max ? x1 : max;
      min = x2 < min ? x2 : min;
      max = x2 > max ? x2 : max;
      min = x3 < min ? x3 : min;
      max = x3 > max ? x3 : max;
      zeros += isZero(x0) + isZero(x1) + isZero(x2) + isZero(x3);
      count += 4;
    }
    for (; i < end; i += stride) {
      double x = values[i];
      double d = x - pivot;
      s0 += d;
      q0 += d * d;
      min = x < min ? x : min;
      max = x > max ? x : max;
      zeros += isZero(x);
      count++;
    }
    double sum = (s0 + s1) + (s2 + s3);
    double squares = (q0 + q1) + (q2 + q3);
    // Not finite: a value is not, or is too large for this way.
    if (Double.isFinite(squares + count * (pivot * pivot) + 2 * pivot * sum)) {
      channel.count += count;
      channel.zeros += zeros;
      channel.extend(min, max);
      contribute(count, pivot, sum, squares, channel);
    } else {
      visitOneByOne(start, end, stride, channel);
    }
  }

  /** Σx = n·pivot + Σd and Σx² = n·pivot² + 2·pivot·Σd + Σd², each added without rounding. */
  private static void contribute(
      int n, double pivot, double sum, double squares, ChannelMoments channel) {
    channel.sum.addProduct(n, pivot);
    channel.sum.add(sum);
    double square = pivot * pivot;
    channel.squares.addProduct(n, square);
    channel.squares.addProduct(n, Math.fma(pivot, pivot, -square));
    channel.squares.addProduct(2 * pivot, sum);
    channel.squares.add(squares);
  }

  /** Where a value is NaN or infinite, or a square overflows: each finite value by itself. */
  private void visitOneByOne(int start, int end, int stride, ChannelMoments channel) {
    for (int i = start; i < end; i += stride) {
      double x = values[i];
      channel.count++;
      if (Double.isNaN(x)) {
        channel.nan++;
      } else if (Double.isInfinite(x)) {
        channel.infinite++;
      } else {
        channel.zeros += isZero(x);
        channel.extend(x, x);
        channel.sum.add(x);
        channel.addSquare(x);
      }
    }
  }

  /** 1 for ±0, else 0, without a branch: after dropout nothing predicts a zero. */
  private static int isZero(double x) {
    long magnitude = Double.doubleToRawLongBits(x) << 1;
    return (int) ((magnitude - 1 & ~magnitude) >>> 63);
  }
}
