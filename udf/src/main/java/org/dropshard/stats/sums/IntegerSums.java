package org.dropshard.stats.sums;

import java.nio.ByteBuffer;
import java.util.List;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/** Integers of 16 and 32 bits: exact sums in longs. */
final class IntegerSums implements ChannelSums {
  private int[] values = new int[0]; // of one channel after the other
  private int[] loaded = new int[0]; // where channels are interleaved

  @Override
  public void add(Tensor x, Layout layout, int channels, int places, List<ChannelMoments> into) {
    boolean planes = layout == Layout.CHW;
    values = atLeast(Chunks.visited(layout, channels), values);
    loaded = atLeast(planes ? 0 : Chunks.size(layout, channels), loaded);
    int[] to = planes ? values : loaded;
    ByteBuffer view = Values.view(x.data(), x.offset(), x.byteLength());
    boolean wide = x.dtype() == DType.INT32;
    Chunks.walk(
        layout,
        channels,
        places,
        (from, n) -> load(x, view, from, n, to),
        this::gather,
        (channel, start, end) -> {
          if (start < end) {
            visit(start, end, wide, into.get(channel));
          }
        });
  }

  private static int[] atLeast(int size, int[] scratch) {
    return scratch.length < size ? new int[size] : scratch;
  }

  private void gather(int first, int group, int channels, int n) {
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < group; k++) {
        values[k * n + i] = loaded[first + i * channels + k];
      }
    }
  }

  private static void load(Tensor x, ByteBuffer view, int from, int n, int[] values) {
    switch (x.dtype()) {
      case UINT16 -> {
        for (int i = 0; i < n; i++) {
          values[i] = view.getShort((from + i) * 2) & 0xffff;
        }
      }
      case INT16 -> {
        for (int i = 0; i < n; i++) {
          values[i] = view.getShort((from + i) * 2);
        }
      }
      default -> view.asIntBuffer().get(from, values, 0, n);
    }
  }

  private void visit(int start, int end, boolean wide, ChannelMoments channel) {
    long sum = 0;
    int zeros = 0;
    int min = values[start];
    int max = min;
    for (int i = start; i < end; i++) {
      int value = values[i];
      sum += value;
      zeros += value == 0 ? 1 : 0;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    long high = 0;
    long low = 0; // each half below 2³² a term, at most 2¹¹ terms a visit
    if (wide) {
      for (int i = start; i < end; i++) {
        long square = (long) values[i] * values[i];
        high += square >>> 32;
        low += square & 0xffffffffL;
      }
    } else {
      for (int i = start; i < end; i++) {
        low += (long) values[i] * values[i];
      }
    }
    channel.extend(min, max);
    channel.addIntegers(end - start, zeros, sum, low, high);
  }
}
