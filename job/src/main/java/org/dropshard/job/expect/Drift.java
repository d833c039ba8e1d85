package org.dropshard.job.expect;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.dropshard.job.record.ChannelRecord;
import org.dropshard.job.record.Finding;

/**
 * How far each channel of the samples may lie from the baseline's.
 *
 * @param mean |mean − mean there| / deviation there
 * @param std the larger deviation over the smaller, ≥ 1
 * @param histogram the distance of Jensen and Shannon of the histograms, 0 to 1
 */
public record Drift(OptionalDouble mean, OptionalDouble std, OptionalDouble histogram) {
  private static final String RULE =
      "mean=D,std=R,histogram=J, or some of them; D >= 0, R >= 1, J 0 to 1";

  /**
   * Reads {@code mean=0.25,std=1.5,histogram=0.1}, or some of them.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static Drift parse(String text) {
    OptionalDouble[] limits = {
      OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty()
    };
    for (String part : text.split(",", -1)) {
      String[] pair = part.strip().split("=", -1);
      int which = List.of("mean", "std", "histogram").indexOf(pair[0].strip());
      if (pair.length != 2 || which < 0 || limits[which].isPresent()) {
        throw new IllegalArgumentException(text + " (" + RULE + ")");
      }
      double limit = Double.parseDouble(pair[1]);
      boolean valid = limit >= (which == 1 ? 1 : 0) && limit <= (which == 2 ? 1 : Double.MAX_VALUE);
      if (!valid) {
        throw new IllegalArgumentException(text + " (" + RULE + ")");
      }
      limits[which] = OptionalDouble.of(limit);
    }
    return new Drift(limits[0], limits[1], limits[2]);
  }

  /** Judges each channel, and that there are the same channels and columns. */
  List<Finding> judge(Facts found, Facts there) {
    List<Finding> findings = new ArrayList<>();
    int channels = there.before().size();
    findings.add(
        new Finding(
            "channels as in the baseline",
            found.before().size(),
            "= " + channels,
            found.before().size() == channels));
    if (!found.columns().isEmpty() && !there.columns().isEmpty()) {
      boolean same = found.columns().equals(there.columns());
      findings.add(
          new Finding(
              "columns as in the baseline" + (same ? "" : ": " + found.columns()),
              same ? 1 : 0,
              same ? "1" : there.columns(),
              same));
    }
    for (int c = 0; c < Math.min(found.before().size(), channels); c++) {
      judge(c, found, there, findings);
    }
    return findings;
  }

  private void judge(int c, Facts found, Facts there, List<Finding> findings) {
    ChannelRecord now = found.before().get(c);
    ChannelRecord then = there.before().get(c);
    String of = "drift of before." + now.channel().asText() + ".";
    if (mean.isPresent()) {
      double difference = Math.abs(now.mean() - then.mean());
      // Of a constant channel every other mean is infinitely far.
      double drift = difference == 0 ? 0 : difference / then.std();
      findings.add(finding(of + "mean", drift, mean, "deviation 0 in the baseline"));
    }
    if (std.isPresent()) {
      double drift =
          now.std() == then.std()
              ? 1
              : Math.max(now.std(), then.std()) / Math.min(now.std(), then.std());
      String where = then.std() == 0 ? "in the baseline" : "now";
      findings.add(finding(of + "std", drift, std, "deviation 0 " + where));
    }
    if (histogram.isPresent() && c < found.histograms().size() && c < there.histograms().size()) {
      double drift = JensenShannon.distance(found.histograms().get(c), there.histograms().get(c));
      findings.add(finding(of + "histogram", drift, histogram, null));
    }
  }

  private static Finding finding(String what, double drift, OptionalDouble limit, String endless) {
    String wanted = "<= " + Finding.number(limit.getAsDouble());
    return new Finding(
        what,
        drift,
        wanted,
        drift <= limit.getAsDouble(),
        Double.isInfinite(drift) ? endless : null);
  }
}
