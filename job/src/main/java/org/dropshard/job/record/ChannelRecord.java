package org.dropshard.job.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.dropshard.stats.ChannelStats;
import org.dropshard.stats.ChannelSummary;
import org.dropshard.tensor.Layout;

/**
 * The statistics of one channel, as {@link ChannelSummary} has them.
 *
 * @param channel its number, or {@code all} where no axis counts channels
 * @param nodata places without data; absent: there are none
 */
public record ChannelRecord(
    JsonNode channel,
    long count,
    double mean,
    double variance,
    double std,
    double min,
    double max,
    long zeros,
    long nan,
    long infinite,
    @JsonInclude(JsonInclude.Include.NON_NULL) Long nodata) {

  /** The channels, in order. */
  public static List<ChannelRecord> of(ChannelStats stats, Layout layout) {
    return stats.summaries().stream().map(channel -> of(channel, layout)).toList();
  }

  private static ChannelRecord of(ChannelSummary of, Layout layout) {
    return new ChannelRecord(
        name(of.channel(), layout),
        of.count(),
        of.mean(),
        of.variance(),
        of.std(),
        of.min(),
        of.max(),
        of.zeros(),
        of.nan(),
        of.infinite(),
        of.nodata() == 0 ? null : of.nodata());
  }

  static JsonNode name(int channel, Layout layout) {
    return Json.tree(layout == Layout.NONE ? "all" : (Object) channel);
  }
}
