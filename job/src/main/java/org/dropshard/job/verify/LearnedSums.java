package org.dropshard.job.verify;

import org.apache.spark.sql.SparkSession;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.recipe.StepRunner;
import org.dropshard.job.record.LearnedGradients;

/** The gradients of parameters, summed up again from the gradients of results. */
final class LearnedSums {
  private LearnedSums() {}

  static LearnedGradients of(SparkSession spark, Source input, Recipe recipe) {
    LearnedGradients all = new LearnedGradients();
    SampleSums.run(
        spark,
        input,
        () -> {
          LearnedGradients sums = new LearnedGradients();
          StepRunner runner = recipe.runner();
          return new SampleSums(runner::start, sample -> runner.addLearned(sums), sums::write);
        },
        sums -> all.merge(LearnedGradients.read(sums)));
    return all;
  }
}
