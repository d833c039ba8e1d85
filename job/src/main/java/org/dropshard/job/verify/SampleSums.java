package org.dropshard.job.verify;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
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

/** What is summed up over the samples of an input, a partition at a time. */
abstract class SampleSums implements FlatMapFunction<Iterator<InternalRow>, byte[]> {
  private static final long serialVersionUID = 1L;

  private final SampleReader reader;

  SampleSums(SampleReader reader) {
    this.reader = reader;
  }

  /** The sums of a partition. */
  interface Sums {
    /**
     * @throws IllegalArgumentException if the sample is a bad record, which counts for nothing
     */
    void check(Sample sample);

    /** Adds the sample that was checked last. */
    void add(Sample sample);

    void write(DataOutput out) throws IOException;
  }

  interface Merge {
    void add(DataInput sums) throws IOException;
  }

  abstract Sums begin();

  /** Reads an input and merges what its partitions wrote. */
  final void run(SparkSession spark, Source input, Merge merge) {
    try {
      for (byte[] part : Splits.rdd(spark, input).toJavaRDD().mapPartitions(this).collect()) {
        merge.add(new DataInputStream(new ByteArrayInputStream(part)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public final Iterator<byte[]> call(Iterator<InternalRow> partition) throws IOException {
    Sums sums = begin();
    SampleReader.Sink sink =
        new SampleReader.Sink() {
          @Override
          public void sample(Sample sample) {
            try {
              sums.check(sample);
            } catch (IllegalArgumentException e) {
              return;
            }
            sums.add(sample);
          }

          @Override
          public void bad(BadRecord record) {
            // counts for nothing
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
