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
import org.dropshard.job.augment.SampleRows;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleReader;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.Splits;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.recipe.StepRunner;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.stats.TensorStats;

/** The statistics of an input before dropout, made again. */
final class InputStatistics implements FlatMapFunction<Iterator<InternalRow>, byte[]> {
  private static final long serialVersionUID = 1L;

  private final SampleReader reader;
  private final Recipe recipe;
  private final SampleRows rows;
  private final boolean allGood;

  private InputStatistics(SampleReader reader, Recipe recipe, SampleRows rows, boolean allGood) {
    this.reader = reader;
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
      SparkSession spark, Source input, Recipe recipe, SampleRows rows, boolean allGood) {
    ShardSummary all = new ShardSummary();
    List<byte[]> parts =
        Splits.rdd(spark, input)
            .toJavaRDD()
            .mapPartitions(new InputStatistics(input.reader(), recipe, rows, allGood))
            .collect();
    for (byte[] part : parts) {
      try {
        all.merge(ShardSummary.read(new DataInputStream(new ByteArrayInputStream(part))));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all;
  }

  @Override
  public Iterator<byte[]> call(Iterator<InternalRow> partition) throws IOException {
    ShardSummary sums = new ShardSummary();
    TensorStats statistics = new TensorStats();
    StepRunner runner = recipe.runner();
    SampleReader.Sink sink =
        new SampleReader.Sink() {
          @Override
          public void sample(Sample sample) {
            try {
              if (!allGood) {
                runner.start(sample);
                rows.check(sample, runner.tensor());
              }
            } catch (IllegalArgumentException e) {
              return; // a bad record: it counts for nothing
            }
            statistics.add(sample.tensor(), recipe.layout(), sums.before);
            sums.samples++;
          }

          @Override
          public void bad(BadRecord record) {
            // likewise
          }
        };
    while (partition.hasNext()) {
      reader.read(partition.next(), sink);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    sums.write(new DataOutputStream(bytes));
    return List.of(bytes.toByteArray()).iterator();
  }
}
