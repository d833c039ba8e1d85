package org.dropshard.job.recipe;

import java.util.ArrayList;
import java.util.List;
import org.dropshard.job.config.Pipeline;
import org.dropshard.job.record.DropRate;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.job.record.SummaryPart;

/** The rates that a pipeline should drop at, beside those that were found. */
public final class DropRates {
  private DropRates() {}

  /** That of all, those of copies and those of groups, where each unit is dropped by itself. */
  public static List<DropRate> of(Pipeline pipeline, ShardSummary all) {
    List<DropRate> rates = new ArrayList<>();
    pipeline
        .dropRate()
        .ifPresent(p -> rates.add(new DropRate("drop rate", all.dropped, all.units, p)));
    all.levels.forEach(
        (copy, part) ->
            pipeline
                .dropRate(copy)
                .ifPresent(
                    p ->
                        rates.add(
                            new DropRate(
                                "drop rate of copy " + copy, part.dropped, part.units, p))));
    pipeline
        .dropRates()
        .forEach(
            (group, p) -> {
              SummaryPart part = all.groups.getOrDefault(group, new SummaryPart());
              rates.add(new DropRate("drop rate of " + group, part.dropped, part.units, p));
            });
    return rates;
  }
}
