package org.dropshard.job.verify;

import java.io.DataOutput;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleReader;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.recipe.StepRunner;
import org.dropshard.job.record.LearnedGradients;

/** The gradients of parameters, summed up again from the gradients of results. */
final class LearnedSums extends SampleSums {
  private static final long serialVersionUID = 1L;

  private final Recipe recipe;

  private LearnedSums(SampleReader reader, Recipe recipe) {
    super(reader);
    this.recipe = recipe;
  }

  static LearnedGradients of(SparkSession spark, Source input, Recipe recipe) {
    LearnedGradients all = new LearnedGradients();
    new LearnedSums(input.reader(), recipe)
        .run(spark, input, sums -> all.merge(LearnedGradients.read(sums)));
    return all;
  }

  @Override
  Sums begin() {
    LearnedGradients sums = new LearnedGradients();
    StepRunner runner = recipe.runner();
    return new Sums() {
      @Override
      public void check(Sample sample) {
        runner.start(sample);
      }

      @Override
      public void add(Sample sample) {
        runner.addLearned(sums);
      }

      @Override
      public void write(DataOutput out) throws IOException {
        sums.write(out);
      }
    };
  }
}
