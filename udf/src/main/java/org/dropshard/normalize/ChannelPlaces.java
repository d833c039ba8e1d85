package org.dropshard.normalize;

import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** Where the places of each channel lie in a tensor, and their moments. */
record ChannelPlaces(int count, int places, int channelStride, int placeStride) {

  static ChannelPlaces of(int[] shape, Layout layout) {
    int count = layout.channels(shape);
    int places = count == 0 ? 0 : (int) Tensor.elements(shape) / count;
    return layout == Layout.CHW
        ? new ChannelPlaces(count, places, places, 1)
        : new ChannelPlaces(count, places, 1, count);
  }

  int at(int channel, int place) {
    return channel * channelStride + place * placeStride;
  }

  double mean(double[] values, int channel) {
    double sum = 0;
    for (int i = 0; i < places; i++) {
      sum += values[at(channel, i)];
    }
    return sum / places;
  }

  double variance(double[] values, int channel, double mean) {
    double sum = 0;
    double rest = 0; // what rounding left of the mean: its square is taken off again
    for (int i = 0; i < places; i++) {
      double d = values[at(channel, i)] - mean;
      sum += d * d;
      rest += d;
    }
    return (sum - rest * rest / places) / places;
  }
}
