package org.dropshard.job.augment;

import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.engine.Progress;
import org.dropshard.job.engine.ShardJob;
import org.dropshard.job.engine.Tally;
import org.dropshard.job.error.JobException;
import org.dropshard.job.expect.Expectations;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.sample.ValueColumn;
import org.dropshard.job.read.scan.Splits;
import org.dropshard.job.record.SampleCounts;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.job.record.ValueParts;
import org.dropshard.stats.ChannelStats;
import org.dropshard.tensor.Nodata;

/** One run of {@code stats}. */
public final class StatsJob {
  /** What was found. */
  public record Result(
      long samples,
      long bad,
      long unselected,
      ChannelStats statistics,
      ValueParts by,
      SampleCounts counts) {}

  private StatsJob() {}

  /**
   * Reads the whole input.
   *
   * @param by a column of few values, each of which gets statistics as well
   * @param nodata what stands for no data; empty: all is data
   * @throws JobException if bad records end the run
   */
  public static Result run(
      SparkSession spark,
      InputConfig config,
      Source source,
      Optional<Nodata> nodata,
      Optional<String> by,
      Expectations expectations,
      Progress progress) {
    ShardSummary total = new ShardSummary();
    SampleCounts counts = new SampleCounts();
    SampleTraits traits = SampleTraits.of(source, expectations, expectations.ofTraits());
    Tally tally =
        ShardJob.run(
            spark.sparkContext(),
            Splits.rdd(spark, source),
            new StatsTask(
                source, config, nodata.orElse(null), ValueColumn.of(source, by), traits, progress),
            config.badRecords(),
            "dropshard-" + UUID.randomUUID(),
            "dropshard stats: " + String.join(", ", config.paths()),
            (partition, outcome) -> {
              outcome.shards().forEach(shard -> total.merge(shard.summary()));
              counts.merge(outcome.counts());
            });
    config.badRecords().check(tally.bad(), tally.bad() + total.samples);
    long came = total.samples + tally.bad() + tally.unselected();
    return new Result(
        total.samples,
        tally.bad(),
        tally.unselected() + source.unselectedByWhere(came),
        total.before,
        total.by,
        counts);
  }
}
