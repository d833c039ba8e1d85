package org.dropshard.stats;

import org.dropshard.stats.sums.ChannelMoments;

/**
 * What the configuration of a model normalizes a channel by. Each number is of the values over the
 * scale; all are of the finite values where there is data, and NaN if there are none.
 *
 * @param channel from 0
 * @param scale the largest value of the integer type (255, 65535; of int16 32767, so that its
 *     values lie in [−1, 1], and of int32 likewise); 1 of floats, which are as they are
 * @param mean of all values of all samples
 * @param std of all values of all samples, the population's
 * @param meanOfSampleStd the mean of the samples' own standard deviations, the population's of each
 *     sample's values
 */
public record Normalization(
    int channel, long scale, double mean, double std, double meanOfSampleStd) {

  static Normalization of(int channel, ChannelMoments.Totals totals) {
    double scale = totals.scale();
    return new Normalization(
        channel,
        totals.scale(),
        totals.mean() / scale,
        Math.sqrt(totals.variance()) / scale,
        totals.meanOfSampleStd() / scale);
  }
}
