package org.dropshard.job.verify;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.config.Pipeline;
import org.dropshard.job.read.sample.Source;
import org.dropshard.tensor.Layout;

/** Sample id, copy and shape of every row, of whatever format. */
final class RowShapes {
  static final StructType SCHEMA =
      new StructType()
          .add("sample_id", DataTypes.LongType)
          .add("copy", DataTypes.IntegerType)
          .add("shape", DataTypes.StringType);

  private RowShapes() {}

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
    int ordinal = List.of(source.rows().columns()).indexOf("copy");
    return DerivedRows.of(
        spark,
        source,
        SCHEMA,
        () ->
            (sample, rows) -> {
              InternalRow row = sample.source();
              if (ordinal < 0 || !row.isNullAt(ordinal)) {
                int copy = ordinal < 0 ? 0 : row.getInt(ordinal);
                String shape = shape(sample.tensor().shape(), pipeline, layout);
                rows.accept(RowFactory.create(sample.id(), copy, shape));
              }
            });
  }

  /**
   * @param pipeline null: shapes are told as they are
   */
  private static String shape(int[] shape, Pipeline pipeline, Layout layout) {
    try {
      return Arrays.toString(pipeline == null ? shape : pipeline.shape(shape, layout));
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }
}
