package org.dropshard.stats;

import org.dropshard.stats.sums.ChannelMoments;

/**
 * The statistics of one channel.
 *
 * @param channel from 0
 * @param count all values, NaN and infinite ones too, where there is data
 * @param mean of the finite values; NaN if there are none
 * @param variance of the finite values, the population's (divided by n); NaN if there are none
 * @param std its square root
 * @param min the least finite value, NaN if there are none; −0 counts as +0
 * @param max the largest finite value, NaN if there are none; −0 counts as +0
 * @param zeros values equal to 0, of either sign
 * @param nan values that are NaN
 * @param infinite values that are ±infinity
 * @param nodata places that have no data, which count nowhere else
 */
public record ChannelSummary(
    int channel,
    long count,
    double mean,
    double variance,
    double std,
    double min,
    double max,
    long zeros,
    long nan,
    long infinite,
    long nodata) {

  static ChannelSummary of(int channel, ChannelMoments.Totals totals) {
    return new ChannelSummary(
        channel,
        totals.count(),
        totals.mean(),
        totals.variance(),
        Math.sqrt(totals.variance()),
        totals.min(),
        totals.max(),
        totals.zeros(),
        totals.nan(),
        totals.infinite(),
        totals.nodata());
  }
}
