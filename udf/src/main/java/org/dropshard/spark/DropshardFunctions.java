package org.dropshard.spark;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.functions;
import org.dropshard.dropout.Kind;
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
 *     .withColumn("tensor", spatialDropout(col("tensor"), 0.3, 42, col("id"), lit(0), Layout.CHW))
 *     .observe(stats, channelStats(col("tensor"), Layout.CHW).as("channels"))
 * }</pre>
 *
 * <p>Scale, fill and whatever else a step takes are options, as in SQL: {@code call("cutout",
 * col("tensor"), lit(16), lit(42), col("id"), lit("layout = CHW, fill = 127"))}.
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

  /** {@code spatial_dropout} on an image. */
  public static Column spatialDropout(Column image, double p, long seed, Column sampleId) {
    return call("spatial_dropout", image, lit(p), lit(seed), sampleId);
  }

  /** {@code spatial_dropout} on an image, with a stream. */
  public static Column spatialDropout(
      Column image, double p, long seed, Column sampleId, Column stream) {
    return call("spatial_dropout", image, lit(p), lit(seed), sampleId, stream);
  }

  /** {@code spatial_dropout} on npy of the given layout. */
  public static Column spatialDropout(
      Column npy, double p, long seed, Column sampleId, Column stream, Layout layout) {
    return drawn("spatial_dropout", npy, seed, sampleId, stream, layout, p);
  }

  /** {@code pixel_dropout} on an image. */
  public static Column pixelDropout(Column image, double p, long seed, Column sampleId) {
    return call("pixel_dropout", image, lit(p), lit(seed), sampleId);
  }

  /** {@code pixel_dropout} on an image, with a stream. */
  public static Column pixelDropout(
      Column image, double p, long seed, Column sampleId, Column stream) {
    return call("pixel_dropout", image, lit(p), lit(seed), sampleId, stream);
  }

  /** {@code pixel_dropout} on npy of the given layout. */
  public static Column pixelDropout(
      Column npy, double p, long seed, Column sampleId, Column stream, Layout layout) {
    return drawn("pixel_dropout", npy, seed, sampleId, stream, layout, p);
  }

  /**
   * {@code element_dropout_by_channel}, {@code spatial_…} or {@code pixel_…} on npy of the given
   * layout: a drop probability for each channel.
   */
  public static Column dropoutByChannel(
      Kind kind, Column npy, double[] p, long seed, Column sampleId, Column stream, Layout layout) {
    Column each = array(Arrays.stream(p).mapToObj(n -> lit(n)).toArray(Column[]::new));
    return call(
        kind.label() + "_dropout_by_channel",
        npy,
        each,
        lit(seed),
        sampleId,
        stream,
        lit(layout.name()));
  }

  /** The same on an image. */
  public static Column dropoutByChannel(
      Kind kind, Column image, double[] p, long seed, Column sampleId, Column stream) {
    Column each = array(Arrays.stream(p).mapToObj(n -> lit(n)).toArray(Column[]::new));
    return call(kind.label() + "_dropout_by_channel", image, each, lit(seed), sampleId, stream);
  }

  /** {@code sensor_dropout} on an array of values, of so many channels in a layout. */
  public static Column sensorDropout(
      Column array,
      int channels,
      Layout layout,
      long seed,
      Column sampleId,
      Column stream,
      String options) {
    return call(
        "sensor_dropout",
        array,
        lit(channels),
        lit(layout.name()),
        lit(seed),
        sampleId,
        stream,
        lit(options));
  }

  /**
   * {@code sensor_dropout} on npy, or on an image, whose layout is known.
   *
   * @param options its layout and groups: {@code layout = CHW, groups = {radar = 0-1, optical =
   *     2-11}, drop = 0.3}
   */
  public static Column sensorDropout(
      Column npy, long seed, Column sampleId, Column stream, String options) {
    return call("sensor_dropout", npy, lit(seed), sampleId, stream, lit(options));
  }

  /** {@code channel_dropout} on npy of the given layout: exactly {@code dropped} channels go. */
  public static Column channelDropout(
      Column npy, int dropped, long seed, Column sampleId, Column stream, Layout layout) {
    return drawn("channel_dropout", npy, seed, sampleId, stream, layout, dropped);
  }

  /** {@code spatial_dropout_at_least} on npy of the given layout. */
  public static Column spatialDropoutAtLeast(
      Column npy, double p, int atLeast, long seed, Column sampleId, Column stream, Layout layout) {
    return drawn("spatial_dropout_at_least", npy, seed, sampleId, stream, layout, p, atLeast);
  }

  /** {@code noise_dropout}: 1 for an axis that shares a decision, −1 for one that does not. */
  public static Column noiseDropout(
      Column npy, int[] noiseShape, double p, long seed, Column sampleId, Column stream) {
    Column axes = array(Arrays.stream(noiseShape).mapToObj(n -> lit(n)).toArray(Column[]::new));
    return call("noise_dropout", npy, axes, lit(p), lit(seed), sampleId, stream);
  }

  /** {@code drop_block} on npy of the given layout. */
  public static Column dropBlock(
      Column npy, double p, int size, long seed, Column sampleId, Column stream, Layout layout) {
    return drawn("drop_block", npy, seed, sampleId, stream, layout, p, size);
  }

  /** {@code coarse_dropout} on npy of the given layout. */
  public static Column coarseDropout(
      Column npy,
      int holes,
      double height,
      double width,
      long seed,
      Column sampleId,
      Column stream,
      Layout layout) {
    return drawn("coarse_dropout", npy, seed, sampleId, stream, layout, holes, height, width);
  }

  /** {@code cutout} on npy of the given layout. */
  public static Column cutout(
      Column npy, int size, long seed, Column sampleId, Column stream, Layout layout) {
    return drawn("cutout", npy, seed, sampleId, stream, layout, size);
  }

  /** {@code grid_dropout} on npy of the given layout. */
  public static Column gridDropout(
      Column npy,
      int unit,
      double ratio,
      long seed,
      Column sampleId,
      Column stream,
      Layout layout) {
    return drawn("grid_dropout", npy, seed, sampleId, stream, layout, unit, ratio);
  }

  /** {@code alpha_dropout}. */
  public static Column alphaDropout(
      Column tensor, double p, long seed, Column sampleId, Column stream) {
    return call("alpha_dropout", tensor, lit(p), lit(seed), sampleId, stream);
  }

  /** {@code feature_alpha_dropout} on npy of the given layout. */
  public static Column featureAlphaDropout(
      Column npy, double p, long seed, Column sampleId, Column stream, Layout layout) {
    return drawn("feature_alpha_dropout", npy, seed, sampleId, stream, layout, p);
  }

  /** {@code gaussian_dropout}. */
  public static Column gaussianDropout(
      Column tensor, double p, long seed, Column sampleId, Column stream) {
    return call("gaussian_dropout", tensor, lit(p), lit(seed), sampleId, stream);
  }

  /** {@code instance_norm} of npy of the given layout. */
  public static Column instanceNorm(Column npy, double eps, Layout layout) {
    return call("instance_norm", npy, lit(eps), lit(layout.name()));
  }

  /** {@code instance_norm_backward} of npy of the given layout. */
  public static Column instanceNormBackward(
      Column npy, Column gradient, double eps, Layout layout) {
    return call("instance_norm_backward", npy, gradient, lit(eps), lit(layout.name()));
  }

  /** {@code instance_stats} of npy of the given layout: a struct of mean and variance. */
  public static Column instanceStats(Column npy, Layout layout) {
    return call("instance_stats", npy, lit(layout.name()));
  }

  /** {@code pixel_shuffle} of npy of the given layout. */
  public static Column pixelShuffle(Column npy, int factor, Layout layout) {
    return call("pixel_shuffle", npy, lit(factor), lit(layout.name()));
  }

  /** {@code pixel_unshuffle} of npy of the given layout. */
  public static Column pixelUnshuffle(Column npy, int factor, Layout layout) {
    return call("pixel_unshuffle", npy, lit(factor), lit(layout.name()));
  }

  /** {@code convolution} of npy of the given layout; weight and bias are npy. */
  public static Column convolution(
      Column npy, Column weight, Column bias, int stride, int pad, Layout layout) {
    return call("convolution", npy, weight, bias, lit(stride), lit(pad), lit(layout.name()));
  }

  /** {@code dropout_mask}: the decisions of so many units, as npy of booleans. */
  public static Column dropoutMask(
      Column units, double p, long seed, Column sampleId, Column stream) {
    return call("dropout_mask", units, lit(p), lit(seed), sampleId, stream);
  }

  /** {@code channel_stats} of images. */
  public static Column channelStats(Column image) {
    return aggregate(image);
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

  /** A function on columns, options as a last one among them. */
  public static Column call(String function, Column... arguments) {
    return call_function(CATALOG + "." + function, arguments);
  }

  /** A function on npy that draws, with arguments of its own. */
  private static Column drawn(
      String function,
      Column npy,
      long seed,
      Column sampleId,
      Column stream,
      Layout layout,
      Object... own) {
    List<Column> arguments = new ArrayList<>(List.of(npy));
    Arrays.stream(own).map(functions::lit).forEach(arguments::add);
    arguments.addAll(List.of(lit(seed), sampleId, stream, lit(layout.name())));
    return call(function, arguments.toArray(Column[]::new));
  }

  private static Column aggregate(Column... arguments) {
    List<Expression> expressions =
        Arrays.stream(arguments).map(ExpressionUtils::expression).toList();
    return ExpressionUtils.column(
        new ChannelStatsAggregate(CollectionConverters.asScala(expressions).toSeq()));
  }
}
