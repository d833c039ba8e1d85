package org.dropshard.stats;

import java.nio.ByteBuffer;
import org.dropshard.tensor.BFloat16;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Float16;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/**
 * Floating values: sums of d = x − pivot and d² in double, where the pivot is the first of the
 * values; what it adds back is exact.
 */
final class FloatingSums {
  /** From so many values a channel on, the lanes are worth their folding. */
  private static final int FEWEST_PLACES = 4096;

  /** A tensor is read once for each of so few interleaved channels. */
  private static final int MOST_INTERLEAVED = 8;

  /** Every float16: a look-up takes half the time of the conversion. */
  private static final float[] HALVES = new float[1 << 16];

  static {
    for (int bits = 0; bits < HALVES.length; bits++) {
      HALVES[bits] = Float16.toFloat((short) bits);
    }
  }

  private final PlaneSums lanes = new PlaneSums();
  private double[] values = new double[0];
  private float[] floats = new float[0];

  void add(Tensor x, Layout layout, int channels, int places, ChannelStats into) {
    int size = Chunks.size(layout, channels);
    if (values.length < size) {
      values = new double[size];
      floats = new float[size];
    }
    ByteBuffer view = Values.view(x.data(), x.offset(), x.byteLength());
    boolean first = layout == Layout.CHW;
    if (places >= FEWEST_PLACES && (first || channels <= MOST_INTERLEAVED)) {
      for (int c = 0; c < channels; c++) {
        plane(
            x.dtype(), view, first ? c * places : c, first ? 1 : channels, places, into.channel(c));
      }
      return;
    }
    Chunks.walk(
        layout,
        channels,
        places,
        (from, n) -> load(x.dtype(), view, from, 1, n),
        (channel, start, end, stride) -> visit(start, end, stride, into.channel(channel)));
  }

  /** One large channel from end to end: values at {@code start}, then every {@code stride}. */
  private void plane(
      DType dtype, ByteBuffer view, int start, int stride, int places, ChannelMoments channel) {
    load(dtype, view, start, stride, 1);
    lanes.start(values[0]);
    for (int from = 0, n; from < places; from += n) {
      n = Math.min(PlaneSums.LANES, places - from);
      load(dtype, view, start + from * stride, stride, n);
      lanes.add(values, n);
    }
    if (!lanes.finish(places, channel)) {
      for (int from = 0, n; from < places; from += n) {
        n = Math.min(PlaneSums.LANES, places - from);
        load(dtype, view, start + from * stride, stride, n);
        visit(0, n, 1, channel);
      }
    }
  }

  /** Takes {@code n} values, every {@code stride}-th from {@code from}. */
  private void load(DType dtype, ByteBuffer view, int from, int stride, int n) {
    switch (dtype) {
      case FLOAT32 -> {
        if (stride == 1) {
          view.asFloatBuffer().get(from, floats, 0, n);
          for (int i = 0; i < n; i++) {
            values[i] = floats[i];
          }
        } else {
          for (int i = 0, at = from * 4; i < n; i++, at += stride * 4) {
            values[i] = view.getFloat(at);
          }
        }
      }
      case FLOAT16 -> {
        for (int i = 0, at = from * 2; i < n; i++, at += stride * 2) {
          values[i] = HALVES[view.getShort(at) & 0xffff];
        }
      }
      case BFLOAT16 -> {
        for (int i = 0, at = from * 2; i < n; i++, at += stride * 2) {
          values[i] = BFloat16.toFloat(view.getShort(at));
        }
      }
      default -> {
        if (stride == 1) {
          view.asDoubleBuffer().get(from, values, 0, n);
        } else {
          for (int i = 0, at = from * 8; i < n; i++, at += stride * 8) {
            values[i] = view.getDouble(at);
          }
        }
      }
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
    }
    for (; i < end; i += stride) {
      double x = values[i];
      double d = x - pivot;
      s0 += d;
      q0 += d * d;
      min = x < min ? x : min;
      max = x > max ? x : max;
      zeros += isZero(x);
    }
    int count = (end - start + stride - 1) / stride;
    double sum = (s0 + s1) + (s2 + s3);
    double squares = (q0 + q1) + (q2 + q3);
    if (!channel.addAbout(pivot, count, sum, squares, zeros, min, max)) {
      visitOneByOne(start, end, stride, channel);
    }
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
