package org.dropshard.job.verify;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleReader;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.Splits;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.recipe.StepRunner;
import org.dropshard.job.record.LearnedGradients;

/** The gradients of parameters, summed up again from the gradients of results. */
final class LearnedSums implements FlatMapFunction<Iterator<InternalRow>, byte[]> {
  private static final long serialVersionUID = 1L;

  private final SampleReader reader;
  private final Recipe recipe;

  private LearnedSums(SampleReader reader, Recipe recipe) {
    this.reader = reader;
    this.recipe = recipe;
  }

  static LearnedGradients of(SparkSession spark, Source input, Recipe recipe) {
    LearnedGradients all = new LearnedGradients();
    List<byte[]> parts =
        Splits.rdd(spark, input)
            .toJavaRDD()
            .mapPartitions(new LearnedSums(input.reader(), recipe))
            .collect();
    for (byte[] part : parts) {
      try {
        all.merge(LearnedGradients.read(new DataInputStream(new ByteArrayInputStream(part))));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all;
  }

  @Override
  public Iterator<byte[]> call(Iterator<InternalRow> rows) throws IOException {
    LearnedGradients sums = new LearnedGradients();
    StepRunner runner = recipe.runner();
    SampleReader.Sink sink =
        new SampleReader.Sink() {
          @Override
          public void sample(Sample sample) {
            try {
              runner.start(sample);
            } catch (IllegalArgumentException e) {
              return; // a bad record: it counts for nothing
            }
            runner.addLearned(sums);
          }

          @Override
          public void bad(BadRecord record) {
            // likewise
          }
        };
    while (rows.hasNext()) {
      reader.read(rows.next(), sink);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sums.write(new DataOutputStream(bytes));
    return List.of(bytes.toByteArray()).iterator();
  }
}
