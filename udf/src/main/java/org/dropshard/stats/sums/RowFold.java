package org.dropshard.stats.sums;

/**
 * One double for each lane of a row, 512 for each of its channels, and their sums by channel: lane
 * l of a channel takes in lane l + 256, then l + 128, and so on down to 1.
 *
 * <p>The order is that of the additions, not of the loops: three halvings are one loop, which so
 * passes over memory once.
 */
final class RowFold {
  private final int channels;

  /** The lanes 0, 2, … of the row, and the lanes 1, 3, …. */
  final double[] even;

  final double[] odd;

  RowFold(int channels) {
    this.channels = channels;
    even = new double[FloatLanes.HALF * channels];
    odd = new double[FloatLanes.HALF * channels];
  }

  /** Sums up in place, after which {@link #sum} is right. */
  void fold() {
    fold(even, channels);
    fold(odd, channels);
  }

  /** The sum of a channel, once all are folded down to two lanes of each. */
  double sum(int channel) {
    return folded(channel) + folded(channel + channels);
  }

  private double folded(int lane) {
    return lane % 2 == 0 ? even[lane / 2] : odd[lane / 2];
  }

  /** From 256 values a channel to 32, to 4, to 1. */
  private static void fold(double[] a, int channels) {
    for (int n = 32 * channels; n >= 4 * channels; n /= 8) {
      for (int i = 0; i < n; i++) {
        double b = (a[i] + a[i + 4 * n]) + (a[i + 2 * n] + a[i + 6 * n]);
        double c = (a[i + n] + a[i + 5 * n]) + (a[i + 3 * n] + a[i + 7 * n]);
        a[i] = b + c;
      }
    }
    for (int i = 0; i < channels; i++) {
      a[i] = (a[i] + a[i + 2 * channels]) + (a[i + channels] + a[i + 3 * channels]);
    }
  }
}
