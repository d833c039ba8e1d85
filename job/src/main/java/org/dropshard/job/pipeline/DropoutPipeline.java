package org.dropshard.job.pipeline;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.Kind;
import org.dropshard.job.read.sample.SampleIds;
import org.dropshard.spark.DropshardFunctions;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;

/**
 * Dropout as a step of somebody else's Spark application. Tensors are npy cells or Spark's image
 * structs; floating ones are scaled by 1 / (1 − p), integer ones keep their values, dropped
 * elements become 0. What is no tensor fails the query.
 *
 * <pre>{@code
 * Observation stats = new Observation("dropout");
 * Dataset<Row> augmented =
 *     new DropoutPipeline("tensor", "id", Kind.SPATIAL, 0.3, 42, 1, Layout.CHW).apply(rows, stats);
 * augmented.write().parquet("out");
 * stats.get(); // samples, rows, before, after
 * }</pre>
 *
 * @param tensor the column of the tensors, which is replaced
 * @param key the column that identifies samples: integral, string or binary, without nulls
 * @param kind element, spatial or pixel
 * @param p the drop probability, in [0, 1]
 * @param seed any value
 * @param copies augmented copies of each sample, ≥ 1; copy c is stream c
 * @param layout where npy cells hold their channels; image structs are HWC whatever it says
 */
public record DropoutPipeline(
    String tensor, String key, Kind kind, double p, long seed, int copies, Layout layout) {
  private static final String BEFORE = "_dropshard_before";

  /**
   * @throws IllegalArgumentException if {@code p} is no probability, {@code copies} is less than 1,
   *     or the kind has no SQL function
   */
  public DropoutPipeline {
    Objects.requireNonNull(tensor, "tensor");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(layout, "layout");
    new DropProbability(p);
    if (copies < 1) {
      throw Invalid.argument("copies", copies, "at least 1");
    }
    if (kind != Kind.ELEMENT && kind != Kind.SPATIAL && kind != Kind.PIXEL) {
      throw Invalid.argument("kind", kind.label(), "element, spatial, pixel");
    }
  }

  /**
   * The rows with dropout: every column, the tensor replaced, and {@code sample_id} and {@code
   * copy}.
   *
   * @param observation gets, once the result was computed: {@code samples} and {@code rows}, and
   *     {@code before} and {@code after}, an array of one struct a channel as {@code channel_stats}
   *     returns it
   */
  public Dataset<Row> apply(Dataset<Row> rows, Observation observation) {
    DropshardFunctions.register(rows.sparkSession());
    boolean image = rows.schema().apply(tensor).dataType() != DataTypes.BinaryType;
    Column first = col("copy").equalTo(0);
    Dataset<Row> augmented =
        rows.withColumn("sample_id", SampleIds.column(rows, key))
            .withColumn("copy", explode(sequence(lit(0), lit(copies - 1))))
            .withColumn(BEFORE, col(tensor))
            .withColumn(tensor, dropout(image))
            .observe(
                observation,
                sum(when(first, 1L).otherwise(0L)).as("samples"),
                count(lit(1)).as("rows"),
                stats(when(first, col(BEFORE)), image).as("before"),
                stats(col(tensor), image).as("after"));
    return augmented.drop(BEFORE);
  }

  private Column dropout(boolean image) {
    Column x = col(tensor);
    Column id = col("sample_id");
    Column copy = col("copy");
    return switch (kind) {
      case ELEMENT -> DropshardFunctions.elementDropout(x, p, seed, id, copy);
      case SPATIAL ->
          image
              ? DropshardFunctions.spatialDropout(x, p, seed, id, copy)
              : DropshardFunctions.spatialDropout(x, p, seed, id, copy, layout);
      case PIXEL ->
          image
              ? DropshardFunctions.pixelDropout(x, p, seed, id, copy)
              : DropshardFunctions.pixelDropout(x, p, seed, id, copy, layout);
      default -> throw new IllegalStateException("refused when it was made");
    };
  }

  private Column stats(Column of, boolean image) {
    return image
        ? DropshardFunctions.channelStats(of)
        : DropshardFunctions.channelStats(of, layout);
  }
}
