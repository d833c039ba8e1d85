package org.dropshard.job.preview;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;
import org.dropshard.job.manifest.Json;
import org.dropshard.stats.ValueHistogram;

/**
 * A channel's histograms before and after on one axis of equal bins, for a chart. The axis reaches
 * from the first to the last thousandth of the values, or over all of uint8; what lies beyond is
 * counted beside. A count is spread evenly over its own bin.
 */
final class DisplayBins {
  private static final int BINS = 64;
  private static final double TAIL = 0.001;

  private final double low;
  private final double high;

  private DisplayBins(double low, double high) {
    this.low = low;
    this.high = high;
  }

  static ObjectNode json(int channel, ValueHistogram before, ValueHistogram after) {
    DisplayBins axis = axis(before, after);
    ObjectNode json = Json.object();
    json.put("channel", channel);
    json.put("low", axis.low);
    json.put("high", axis.high);
    axis.put(json, "before", before);
    axis.put(json, "after", after);
    return json;
  }

  private static DisplayBins axis(ValueHistogram before, ValueHistogram after) {
    double[] a = range(before);
    double[] b = range(after);
    double low = Math.min(a[0], b[0]);
    double high = Math.max(a[1], b[1]);
    if (!(low < high)) {
      return new DisplayBins(0, 1);
    }
    return low >= 0 && high > 128 && high <= 256 && isWhole(before) && isWhole(after)
        ? new DisplayBins(0, 256)
        : new DisplayBins(low, high);
  }

  /** Whether all bins are single values, as those of uint8 are. */
  private static boolean isWhole(ValueHistogram histogram) {
    boolean[] whole = {true};
    histogram.forEach(
        (low, high, count) -> whole[0] &= high - low == 1 && low == Math.rint(low) && high <= 256);
    return whole[0];
  }

  /** Where the values lie, but for a tail at each end. */
  private static double[] range(ValueHistogram histogram) {
    TreeMap<Double, Double> ends = new TreeMap<>();
    TreeMap<Double, Long> counts = new TreeMap<>();
    long[] total = {0};
    histogram.forEach(
        (low, high, count) -> {
          ends.merge(low, high, Math::max);
          counts.merge(low, count, Long::sum);
          total[0] += count;
        });
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    long seen = 0;
    for (var entry : counts.entrySet()) {
      long next = seen + entry.getValue();
      if (next > TAIL * total[0] && low == Double.POSITIVE_INFINITY) {
        low = entry.getKey();
      }
      if (seen < (1 - TAIL) * total[0]) {
        high = ends.get(entry.getKey());
      }
      seen = next;
    }
    return new double[] {low, high};
  }

  private void put(ObjectNode json, String name, ValueHistogram histogram) {
    double[] bins = new double[BINS];
    double[] beyond = {0, 0};
    histogram.forEach((from, to, count) -> spread(from, to, count, bins, beyond));
    ObjectNode node = json.putObject(name);
    ArrayNode counts = node.putArray("counts");
    for (double bin : bins) {
      counts.add(Math.round(bin));
    }
    node.put("below", Math.round(beyond[0]));
    node.put("above", Math.round(beyond[1]));
  }

  private void spread(double from, double to, long count, double[] bins, double[] beyond) {
    double width = (high - low) / BINS;
    double perUnit = count / (to - from);
    beyond[0] += Math.max(0, Math.min(to, low) - from) * perUnit;
    beyond[1] += Math.max(0, to - Math.max(from, high)) * perUnit;
    int first = (int) Math.max(0, Math.floor((from - low) / width));
    int last = (int) Math.min(BINS - 1, Math.floor((to - low) / width));
    for (int bin = first; bin <= last; bin++) {
      double start = Math.max(from, low + bin * width);
      double end = Math.min(to, low + (bin + 1) * width);
      bins[bin] += Math.max(0, end - start) * perUnit;
    }
  }
}
