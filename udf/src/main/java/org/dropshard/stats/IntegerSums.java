package org.dropshard.stats;

import java.nio.ByteBuffer;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;

/** Integers of any width: exact sums in longs. */
final class IntegerSums {
  private int[] values = new int[0];

  void add(Tensor x, Layout layout, int channels, int places, ChannelStats into) {
    int size = Chunks.size(layout, channels);
    if (values.length < size) {
      values = new int[size];
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
      case UINT8 -> {
        for (int i = 0; i < n; i++) {
          values[i] = view.get(from + i) & 0xff;
        }
      }
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

  private void visit(int start, int end, int stride, ChannelMoments channel) {
    long sum = 0;
    long squaresHigh = 0;
    long squaresLow = 0; // each half below 2³² a term, at most 2¹¹ terms a visit
    long zeros = 0;
    int count = 0;
    int min = Integer.MAX_VALUE;
    int max = Integer.MIN_VALUE;
    for (int i = start; i < end; i += stride) {
      int value = values[i];
      long square = (long) value * value;
      sum += value;
      squaresHigh += square >>> 32;
      squaresLow += square & 0xffffffffL;
      zeros += value == 0 ? 1 : 0;
      min = Math.min(min, value);
      max = Math.max(max, value);
      count++;
    }
    if (count > 0) {
      channel.count += count;
      channel.zeros += zeros;
      channel.extend(min, max);
      channel.sum.add(sum);
      channel.squares.add(squaresLow);
      channel.squares.add(squaresHigh * 0x1p32); // below 2⁴³: exact
    }
  }
}
