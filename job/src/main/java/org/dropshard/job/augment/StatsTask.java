package org.dropshard.job.augment;

import java.util.List;
import org.apache.spark.TaskContext;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.engine.Progress;
import org.dropshard.job.engine.SampleTask;
import org.dropshard.job.engine.TaskResult;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.sample.ValueColumn;
import org.dropshard.job.record.SampleCounts;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.job.shard.ShardResult;
import org.dropshard.stats.TensorStats;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Nodata;

/** Statistics alone: nothing is written. */
final class StatsTask extends SampleTask {
  private static final long serialVersionUID = 1L;

  private final Layout layout;
  private final Nodata nodata; // null: all is data
  private final ValueColumn by; // null: of all samples alone

  private final SampleTraits traits;

  StatsTask(
      Source source,
      InputConfig config,
      Nodata nodata,
      ValueColumn by,
      SampleTraits traits,
      Progress progress) {
    super(source.reader(), config.badRecords(), progress);
    this.nodata = nodata;
    this.by = by;
    this.traits = traits;
    this.layout = source.layout().orElse(Layout.NONE);
  }

  @Override
  protected String name() {
    return "stats: read, sum up";
  }

  @Override
  protected Work start(TaskContext context) {
    return new Work() {
      private final ShardSummary summary = new ShardSummary();
      private final SampleCounts counts = new SampleCounts();
      private final TensorStats statistics = new TensorStats(nodata);

      @Override
      public long handle(Sample sample) {
        statistics.add(sample.tensor(), layout, summary.before);
        if (by != null) {
          statistics.add(sample.tensor(), layout, summary.by.of(by.of(sample.source())).before);
        }
        summary.samples++;
        traits.add(sample, counts);
        return sample.tensor().byteLength();
      }

      @Override
      public void quarantine(BadRecord record) {
        // counted; there is no output to put it in
      }

      @Override
      public TaskResult finish() {
        return TaskResult.of(List.of(ShardResult.of("", summary)), List.of(), counts);
      }

      @Override
      public void abort() {
        // nothing was written
      }
    };
  }
}
