package org.dropshard.job.verify;

import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.augment.SampleRows;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleReader;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.sample.ValueColumn;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.recipe.StepRunner;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.job.record.ValueParts;
import org.dropshard.stats.TensorStats;

/** The statistics of an input before dropout, made again. */
final class InputStatistics extends SampleSums {
  private static final long serialVersionUID = 1L;

  private final Recipe recipe;
  private final SampleRows rows;
  private final ValueColumn by; // null: statistics are of all samples alone
  private final boolean allGood;

  private InputStatistics(
      SampleReader reader, Recipe recipe, SampleRows rows, ValueColumn by, boolean allGood) {
    super(reader);
    this.by = by;
    this.recipe = recipe;
    this.rows = rows;
    this.allGood = allGood;
  }

  /**
   * Reads all of an input.
   *
   * @param allGood whether no sample was a bad record, so that none has to be tried
   */
  static ShardSummary of(
      SparkSession spark,
      Source input,
      Recipe recipe,
      SampleRows rows,
      Optional<String> statsBy,
      boolean allGood) {
    ValueColumn by = ValueColumn.of(input, statsBy);
    ShardSummary all = new ShardSummary();
    new InputStatistics(input.reader(), recipe, rows, by, allGood)
        .run(spark, input, sums -> all.merge(ShardSummary.read(sums)));
    return all;
  }

  @Override
  Sums begin() {
    ShardSummary sums = new ShardSummary();
    TensorStats statistics = recipe.statistics();
    StepRunner runner = recipe.runner();
    return new Sums() {
      @Override
      public void check(Sample sample) {
        if (!allGood) {
          runner.start(sample);
          rows.check(sample, recipe, runner.tensor());
        }
      }

      @Override
      public void add(Sample sample) {
        statistics.add(sample.tensor(), recipe.layout(), sums.before);
        if (by != null) {
          ValueParts.Part value = sums.by.of(by.of(sample.source()));
          statistics.add(sample.tensor(), recipe.layout(), value.before);
        }
        sums.samples++;
      }

      @Override
      public void write(DataOutput out) throws IOException {
        sums.write(out);
      }
    };
  }
}
