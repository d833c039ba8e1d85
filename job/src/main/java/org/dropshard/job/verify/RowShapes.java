package org.dropshard.job.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.config.Pipeline;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleReader;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.Splits;
import org.dropshard.tensor.Layout;

/** Sample id, copy and shape of every row, of whatever format. */
final class RowShapes implements FlatMapFunction<Iterator<InternalRow>, Row> {
  private static final long serialVersionUID = 1L;

  static final StructType SCHEMA =
      new StructType()
          .add("sample_id", DataTypes.LongType)
          .add("copy", DataTypes.IntegerType)
          .add("shape", DataTypes.StringType);

  private final SampleReader reader;
  private final int copyOrdinal;
  private final Pipeline pipeline; // null: shapes are told as they are
  private final Layout layout;

  private RowShapes(SampleReader reader, int copyOrdinal, Pipeline pipeline, Layout layout) {
    this.reader = reader;
    this.copyOrdinal = copyOrdinal;
    this.pipeline = pipeline;
    this.layout = layout;
  }

  /**
   * The rows as they are; those whose copy is null are left out, and all are of copy 0 if none
   * says.
   */
  static Dataset<Row> of(SparkSession spark, Source source) {
    return of(spark, source, null, Layout.NONE);
  }

  /** The rows, each with the shape that a pipeline makes of its own. */
  static Dataset<Row> through(SparkSession spark, Source source, Pipeline pipeline, Layout layout) {
    return of(spark, source, pipeline, layout);
  }

  private static Dataset<Row> of(
      SparkSession spark, Source source, Pipeline pipeline, Layout layout) {
    int copy = List.of(source.rows().columns()).indexOf("copy");
    return spark.createDataFrame(
        Splits.rdd(spark, source)
            .toJavaRDD()
            .mapPartitions(new RowShapes(source.reader(), copy, pipeline, layout)),
        SCHEMA);
  }

  @Override
  public Iterator<Row> call(Iterator<InternalRow> rows) {
    List<Row> pending = new ArrayList<>();
    SampleReader.Sink sink =
        new SampleReader.Sink() {
          @Override
          public void sample(Sample sample) {
            InternalRow row = sample.source();
            if (copyOrdinal < 0 || !row.isNullAt(copyOrdinal)) {
              int copy = copyOrdinal < 0 ? 0 : row.getInt(copyOrdinal);
              pending.add(RowFactory.create(sample.id(), copy, shape(sample.tensor().shape())));
            }
          }

          @Override
          public void bad(BadRecord record) {
            // it is no row
          }
        };
    return new PendingRows(rows, reader, sink, pending);
  }

  private String shape(int[] shape) {
    try {
      return Arrays.toString(pipeline == null ? shape : pipeline.shape(shape, layout));
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }
}
