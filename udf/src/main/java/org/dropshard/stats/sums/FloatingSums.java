package org.dropshard.stats.sums;

import java.nio.ByteBuffer;
import java.util.List;
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
final class FloatingSums implements ChannelSums {
  /** From so many values a channel on, the lanes are worth their folding. */
  private static final int FEWEST_PLACES = 4096;

  /** A tensor is read once for each of so few interleaved channels. */
  private static final int MOST_INTERLEAVED = 8;

  /** Every float16: a look-up takes half the time of the conversion. */
  static final float[] HALVES = new float[1 << 16];

  static {
    for (int bits = 0; bits < HALVES.length; bits++) {
      HALVES[bits] = Float16.toFloat((short) bits);
    }
  }

  private final FloatPlaneSums[] floatLanes = new FloatPlaneSums[MOST_INTERLEAVED + 1];
  private final PlaneSums lanes = new PlaneSums();
  private double[] values = new double[0]; // of one channel after the other
  private double[] loaded = new double[0]; // where channels are interleaved
  private float[] floats = new float[0];

  @Override
  public void add(Tensor x, Layout layout, int channels, int places, List<ChannelMoments> into) {
    values = atLeast(Chunks.visited(layout, channels), values);
    ByteBuffer view = Values.view(x.data(), x.offset(), x.byteLength());
    if (places >= FEWEST_PLACES && layout == Layout.CHW) {
      for (int c = 0; c < channels; c++) {
        planes(x, view, c * places, 1, places, into, c);
      }
      return;
    }
    if (places >= FEWEST_PLACES && channels <= MOST_INTERLEAVED) {
      planes(x, view, 0, channels, places, into, 0);
      return;
    }
    boolean planes = layout == Layout.CHW;
    loaded = atLeast(planes ? 0 : Chunks.size(layout, channels), loaded);
    double[] to = planes ? values : loaded;
    Chunks.walk(
        layout,
        channels,
        places,
        (from, n) -> load(x.dtype(), view, from, 1, n, to),
        this::gather,
        (channel, start, end) -> visit(start, end, into.get(channel)));
  }

  private static double[] atLeast(int size, double[] scratch) {
    return scratch.length < size ? new double[size] : scratch;
  }

  private void gather(int first, int group, int channels, int n) {
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < group; k++) {
        values[k * n + i] = loaded[first + i * channels + k];
      }
    }
  }

  /** Large channels from end to end: one, or a few that are interleaved. */
  private void planes(
      Tensor x,
      ByteBuffer view,
      int start,
      int channels,
      int places,
      List<ChannelMoments> into,
      int c) {
    int left = (1 << channels) - 1;
    if (channels == 1 && addConstant(x, view, start, places, into.get(c))) {
      left = 0;
    } else if (x.dtype() != DType.FLOAT64) {
      if (floatLanes[channels] == null) {
        floatLanes[channels] = new FloatPlaneSums(channels);
      }
      left = floatLanes[channels].add(x, start, places, into, c);
    }
    for (int k = 0; k < channels; k++) {
      if ((left >> k & 1) != 0) {
        plane(x.dtype(), view, start + k, channels, places, into.get(c + k));
      }
    }
  }

  /** Adds a channel of equal values, which all are the pivot. False, and nothing done, if not. */
  private static boolean addConstant(
      Tensor x, ByteBuffer view, int start, int places, ChannelMoments channel) {
    int width = x.dtype().bytes();
    if (!Planes.isConstant(x.data(), x.offset() + start * width, places * width, width)) {
      return false;
    }
    double value = Values.ofBits(x.dtype(), Values.bits(view, width, start));
    return channel.addAbout(value, places, 0, 0, value == 0 ? places : 0, value, value);
  }

  /** One large channel from end to end: values at {@code start}, then every {@code stride}. */
  private void plane(
      DType dtype, ByteBuffer view, int start, int stride, int places, ChannelMoments channel) {
    load(dtype, view, start, stride, 1, values);
    lanes.start(values[0]);
    for (int from = 0, n; from < places; from += n) {
      n = Math.min(PlaneSums.LANES, places - from);
      load(dtype, view, start + from * stride, stride, n, values);
      lanes.add(values, n);
    }
    if (!lanes.finish(places, channel)) {
      for (int from = 0, n; from < places; from += n) {
        n = Math.min(PlaneSums.LANES, places - from);
        load(dtype, view, start + from * stride, stride, n, values);
        visit(0, n, channel);
      }
    }
  }

  /** Takes {@code n} values, every {@code stride}-th from {@code from}. */
  private void load(DType dtype, ByteBuffer view, int from, int stride, int n, double[] values) {
    switch (dtype) {
      case FLOAT32 -> {
        if (stride == 1) {
          if (floats.length < n) {
            floats = new float[n];
          }
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
  private void visit(int start, int end, ChannelMoments channel) {
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
    for (; i < end - 3; i += 4) {
      double x0 = values[i];
      double x1 = values[i + 1];
      double x2 = values[i + 2];
      double x3 = values[i + 3];
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
    for (; i < end; i++) {
      double x = values[i];
      double d = x - pivot;
      s0 += d;
      q0 += d * d;
      min = x < min ? x : min;
      max = x > max ? x : max;
      zeros += isZero(x);
    }
    double sum = (s0 + s1) + (s2 + s3);
    double squares = (q0 + q1) + (q2 + q3);
    if (!channel.addAbout(pivot, end - start, sum, squares, zeros, min, max)) {
      visitOneByOne(start, end, channel);
    }
  }

  /** Where a value is NaN or infinite, or a square overflows: each finite value by itself. */
  private void visitOneByOne(int start, int end, ChannelMoments channel) {
    for (int i = start; i < end; i++) {
      double x = values[i];
      channel.count++;
      if (Double.isNaN(x)) {
        channel.nan++;
      } else if (Double.isInfinite(x)) {
        channel.infinite++;
      } else {
        channel.zeros += isZero(x);
        channel.addFinite(x);
      }
    }
  }

  /** 1 for ±0, else 0, without a branch: after dropout nothing predicts a zero. */
  private static int isZero(double x) {
    long magnitude = Double.doubleToRawLongBits(x) << 1;
    return (int) ((magnitude - 1 & ~magnitude) >>> 63);
  }
}
