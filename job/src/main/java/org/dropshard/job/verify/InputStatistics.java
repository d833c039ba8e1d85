package org.dropshard.job.verify;

import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.augment.SampleRows;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.sample.ValueColumn;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.recipe.StepRunner;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.job.record.ValueParts;
import org.dropshard.stats.TensorStats;

/** The statistics of an input before dropout, made again. */
final class InputStatistics {
  private InputStatistics() {}

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
    ValueColumn by = ValueColumn.of(input, statsBy); // null: statistics are of all samples alone
    ShardSummary all = new ShardSummary();
    SampleSums.run(
        spark,
        input,
        () -> {
          ShardSummary sums = new ShardSummary();
          StepRunner runner = recipe.runner();
          TensorStats statistics = recipe.statistics();
          return new SampleSums(
              sample -> {
                if (!allGood) {
                  runner.start(sample);
                  rows.check(sample, recipe, runner.tensor());
                }
              },
              sample -> {
                statistics.add(sample.tensor(), recipe.layout(), sums.before);
                if (by != null) {
                  ValueParts.Part value = sums.by.of(by.of(sample.source()));
                  statistics.add(sample.tensor(), recipe.layout(), value.before);
                }
                sums.samples++;
              },
              sums::write);
        },
        sums -> all.merge(ShardSummary.read(sums)));
    return all;
  }
}
