package org.dropshard.spark;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.dropshard.spark.functions.ChannelStatsAggregate;
import org.dropshard.tensor.Layout;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The SQL functions as columns, for Java and Scala; each is documented with its SQL function. A
 * session knows the scalar ones once {@link #register} was called or its configuration names the
 * catalog; {@code channelStats} needs neither.
 *
 * <pre>{@code
 * DropshardFunctions.register(spark);
 * Observation stats = new Observation("stats");
 * tensors
 *     .withColumn("tensor", spatialDropout(col("tensor"), 0.3, 42, col("id")))
 *     .observe(stats, channelStats(col("tensor")).as("channels"))
 * }</pre>
 *
 * <p>Where a layout may be left out, it is HWC.
 */
public final class DropshardFunctions {
  private static final String CATALOG = "dropshard";
  private static final String CATALOG_KEY = "spark.sql.catalog." + CATALOG;

  private DropshardFunctions() {}

  /** Makes the catalog {@code dropshard} known to a session, unless its configuration does. */
  public static void register(SparkSession spark) {
    if (spark.conf().getOption(CATALOG_KEY).isEmpty()) {
      spark.conf().set(CATALOG_KEY, DropshardCatalog.class.getName());
    }
  }

  /** {@code element_dropout} on a tensor in any form. */
  public static Column elementDropout(Column tensor, double p, long seed, Column sampleId) {
    return call("element_dropout", tensor, lit(p), lit(seed), sampleId);
  }

  /** {@code element_dropout} with the number of the copy, epoch or operation. */
  public static Column elementDropout(
      Column tensor, double p, long seed, Column sampleId, Column stream) {
    return call("element_dropout", tensor, lit(p), lit(seed), sampleId, stream);
  }

  /** {@code spatial_dropout} on an image, or on npy in HWC. */
  public static Column spatialDropout(Column tensor, double p, long seed, Column sampleId) {
    return call("spatial_dropout", tensor, lit(p), lit(seed), sampleId);
  }

  /** {@code spatial_dropout} on an image, or on npy in HWC, with a stream. */
  public static Column spatialDropout(
      Column tensor, double p, long seed, Column sampleId, Column stream) {
    return call("spatial_dropout", tensor, lit(p), lit(seed), sampleId, stream);
  }

  /** {@code spatial_dropout} on npy of the given layout. */
  public static Column spatialDropout(
      Column npy, double p, long seed, Column sampleId, Column stream, Layout layout) {
    return call("spatial_dropout", npy, lit(p), lit(seed), sampleId, stream, lit(layout.name()));
  }

  /** {@code pixel_dropout} on an image, or on npy in HWC. */
  public static Column pixelDropout(Column tensor, double p, long seed, Column sampleId) {
    return call("pixel_dropout", tensor, lit(p), lit(seed), sampleId);
  }

  /** {@code pixel_dropout} on an image, or on npy in HWC, with a stream. */
  public static Column pixelDropout(
      Column tensor, double p, long seed, Column sampleId, Column stream) {
    return call("pixel_dropout", tensor, lit(p), lit(seed), sampleId, stream);
  }

  /** {@code pixel_dropout} on npy of the given layout. */
  public static Column pixelDropout(
      Column npy, double p, long seed, Column sampleId, Column stream, Layout layout) {
    return call("pixel_dropout", npy, lit(p), lit(seed), sampleId, stream, lit(layout.name()));
  }

  /** {@code dropout_mask}: the decisions of so many units, as npy of booleans. */
  public static Column dropoutMask(
      Column units, double p, long seed, Column sampleId, Column stream) {
    return call("dropout_mask", units, lit(p), lit(seed), sampleId, stream);
  }

  /** {@code channel_stats} of images, or of npy in HWC. */
  public static Column channelStats(Column tensor) {
    return aggregate(tensor);
  }

  /** {@code channel_stats} of npy of the given layout. */
  public static Column channelStats(Column npy, Layout layout) {
    return aggregate(npy, lit(layout.name()));
  }

  /** {@code channel_stats} of {@code array<float>} or {@code array<double>}. */
  public static Column channelStats(Column array, int channels, Layout layout) {
    return aggregate(array, lit(channels), lit(layout.name()));
  }

  /** {@code tensor_shape}. */
  public static Column tensorShape(Column tensor) {
    return call("tensor_shape", tensor);
  }

  /** {@code tensor_dtype}. */
  public static Column tensorDtype(Column tensor) {
    return call("tensor_dtype", tensor);
  }

  /**
   * A function on an array column, which comes with its channels and layout: {@code
   * onArray("spatial_dropout", column, 3, CHW, lit(0.3), lit(42), id)}.
   */
  public static Column onArray(
      String function, Column array, int channels, Layout layout, Column... rest) {
    List<Column> arguments = new ArrayList<>(List.of(array, lit(channels), lit(layout.name())));
    arguments.addAll(Arrays.asList(rest));
    return call(function, arguments.toArray(Column[]::new));
  }

  private static Column aggregate(Column... arguments) {
    List<Expression> expressions =
        Arrays.stream(arguments).map(ExpressionUtils::expression).toList();
    return ExpressionUtils.column(
        new ChannelStatsAggregate(CollectionConverters.asScala(expressions).toSeq()));
  }

  private static Column call(String function, Column... arguments) {
    return call_function(CATALOG + "." + function, arguments);
  }
}
