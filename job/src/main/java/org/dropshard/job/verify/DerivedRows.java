package org.dropshard.job.verify;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleReader;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.Splits;

/** Rows that are made of the good samples of a source, as they are asked for. */
final class DerivedRows {
  private DerivedRows() {}

  /** Makes rows of the samples of a partition. */
  interface Making {
    /** Makes none or more of a sample. */
    void add(Sample sample, Consumer<Row> rows);
  }

  /** Begins a partition. */
  interface Beginning extends Serializable {
    Making begin();
  }

  static Dataset<Row> of(
      SparkSession spark, Source source, StructType columns, Beginning beginning) {
    SampleReader reader = source.reader();
    return spark.createDataFrame(
        Splits.rdd(spark, source)
            .toJavaRDD()
            .mapPartitions(rows -> rows(rows, reader, beginning.begin())),
        columns);
  }

  private static Iterator<Row> rows(
      Iterator<InternalRow> rows, SampleReader reader, Making making) {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, 0), false)
        .flatMap(row -> rows(row, reader, making))
        .iterator();
  }

  private static Stream<Row> rows(InternalRow row, SampleReader reader, Making making) {
    List<Row> made = new ArrayList<>();
    SampleReader.GoodSamples sink = sample -> making.add(sample, made::add);
    try {
      reader.read(row, sink);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return made.stream();
  }
}
