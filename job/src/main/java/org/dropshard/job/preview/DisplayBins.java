package org.dropshard.job.preview;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;
import org.dropshard.job.record.Json;
import org.dropshard.stats.ValueHistogram;

/**
 * A channel's histograms before and after on one axis of equal bins, for a chart. Where values are
 * told apart, or lie on a grid, each falls into one bin, and few whole numbers have one each; else
 * a count is spread evenly over its own bin, and the axis reaches from the first to the last
 * thousandth of the values, with what lies beyond counted beside.
 */
final class DisplayBins {
  private static final int MOST_BINS = 64;
  private static final int FEWEST_BINS = 9;
  private static final double TAIL = 0.001;

  private final double low;
  private final double width;
  private final int bins;

  private DisplayBins(double low, double width, int bins) {
    this.low = low;
    this.width = width;
    this.bins = bins;
  }

  static ObjectNode json(int channel, ValueHistogram before, ValueHistogram after) {
    boolean spread =
        before.bins() == ValueHistogram.Bins.FRACTIONS
            || after.bins() == ValueHistogram.Bins.FRACTIONS;
    DisplayBins axis = spread ? spread(before, after) : exact(before, after);
    ObjectNode json = Json.object();
    json.put("channel", channel);
    json.put("low", axis.low);
    json.put("high", axis.low + axis.width * axis.bins);
    json.put("spread", spread);
    axis.put(json, "before", before);
    axis.put(json, "after", after);
    return json;
  }

  private static DisplayBins spread(ValueHistogram before, ValueHistogram after) {
    double[] a = range(before, TAIL);
    double[] b = range(after, TAIL);
    double low = Math.min(a[0], b[0]);
    double high = Math.max(a[1], b[1]);
    return new DisplayBins(low, (high - low) / MOST_BINS, MOST_BINS);
  }

  /** Over all values. */
  private static DisplayBins exact(ValueHistogram before, ValueHistogram after) {
    double[] a = range(before, 0);
    double[] b = range(after, 0);
    double low = Math.min(a[0], b[0]);
    double high = Math.max(a[1], b[1]); // the largest value, or where its bin ends
    if (low > high) {
      return new DisplayBins(0, 1, 1);
    }
    double grid = Math.max(grid(before), grid(after));
    if (grid >= 1) {
      return whole(low, high, grid);
    }
    if (low == high) {
      double width = low == 0 ? 1 : Math.abs(low) / MOST_BINS;
      return new DisplayBins(low - FEWEST_BINS / 2.0 * width, width, FEWEST_BINS);
    }
    double width = (high - low) / (MOST_BINS - 1);
    return new DisplayBins(low - width / 2, width, MOST_BINS);
  }

  /**
   * What all counts are of: 16 for bins of 16 values, 1 for whole numbers, 0 for values between
   * them.
   */
  private static double grid(ValueHistogram histogram) {
    double[] grid = {1};
    histogram.forEach(
        (low, high, count) -> {
          boolean isWhole = low == Math.rint(low) && Math.abs(low) < 0x1p24;
          grid[0] = grid[0] == 0 || !isWhole ? 0 : Math.max(grid[0], high - low);
        });
    return grid[0];
  }

  private static DisplayBins whole(double low, double high, double grid) {
    boolean bytes = grid == 1 && low >= 0 && high > 128 && high <= 256;
    if (bytes) {
      return new DisplayBins(0, 4, MOST_BINS);
    }
    double start = Math.floor(low / grid) * grid;
    double steps = (high - start) / grid + (grid == 1 ? 1 : 0);
    double width = grid * Math.ceil(steps / MOST_BINS);
    int bins = (int) Math.ceil(steps * grid / width);
    if (width == 1) { // a bar over each number
      int added = Math.max(0, FEWEST_BINS - bins) / 2;
      return new DisplayBins(start - 0.5 - added, 1, bins + 2 * added);
    }
    return new DisplayBins(start, width, bins);
  }

  /** Where the values lie, but for a tail at each end. */
  private static double[] range(ValueHistogram histogram, double tail) {
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
      if (next > tail * total[0] && low == Double.POSITIVE_INFINITY) {
        low = entry.getKey();
      }
      if (seen < (1 - tail) * total[0]) {
        high = ends.get(entry.getKey());
      }
      seen = next;
    }
    return new double[] {low, high};
  }

  private void put(ObjectNode json, String name, ValueHistogram histogram) {
    double[] counts = new double[bins];
    double[] beyond = {0, 0};
    histogram.forEach((from, to, count) -> spread(from, to, count, counts, beyond));
    ObjectNode node = json.putObject(name);
    ArrayNode shown = node.putArray("counts");
    for (double count : counts) {
      shown.add(Math.round(count));
    }
    node.put("below", Math.round(beyond[0]));
    node.put("above", Math.round(beyond[1]));
    node.put("looked", histogram.looked());
  }

  private void spread(double from, double to, long count, double[] counts, double[] beyond) {
    double high = low + width * bins;
    if (from == to) {
      if (from < low || from >= high) {
        beyond[from < low ? 0 : 1] += count;
      } else {
        counts[(int) Math.min(bins - 1, (from - low) / width)] += count;
      }
      return;
    }
    double perUnit = count / (to - from);
    beyond[0] += Math.max(0, Math.min(to, low) - from) * perUnit;
    beyond[1] += Math.max(0, to - Math.max(from, high)) * perUnit;
    int first = (int) Math.max(0, Math.floor((from - low) / width));
    int last = (int) Math.min(bins - 1, Math.floor((to - low) / width));
    for (int bin = first; bin <= last; bin++) {
      double start = Math.max(from, low + bin * width);
      double end = Math.min(to, low + (bin + 1) * width);
      counts[bin] += Math.max(0, end - start) * perUnit;
    }
  }
}
