package org.dropshard.job.verify;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleReader;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.Splits;

/**
 * What is summed up over the good samples of a partition.
 *
 * @param check throws an {@link IllegalArgumentException} if a sample is a bad record, which counts
 *     for nothing
 * @param add adds the sample that was checked last
 */
record SampleSums(Consumer<Sample> check, Consumer<Sample> add, Writing write) {
  /** Writes sums. */
  interface Writing {
    void to(DataOutput out) throws IOException;
  }

  /** Begins a partition. */
  interface Beginning extends Serializable {
    SampleSums begin();
  }

  /** Merges what a partition wrote. */
  interface Merge {
    void add(DataInput sums) throws IOException;
  }

  /** Reads an input and merges what its partitions wrote. */
  static void run(SparkSession spark, Source input, Beginning beginning, Merge merge) {
    SampleReader reader = input.reader();
    JavaRDD<byte[]> parts =
        Splits.rdd(spark, input)
            .toJavaRDD()
            .mapPartitions(rows -> List.of(beginning.begin().of(rows, reader)).iterator());
    try {
      for (byte[] part : parts.collect()) {
        merge.add(new DataInputStream(new ByteArrayInputStream(part)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] of(Iterator<InternalRow> rows, SampleReader reader) throws IOException {
    SampleReader.GoodSamples sink = this::sample;
    while (rows.hasNext()) {
      reader.read(rows.next(), sink);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    write.to(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private void sample(Sample sample) {
    try {
      check.accept(sample);
    } catch (IllegalArgumentException e) {
      return;
    }
    add.accept(sample);
  }
}
