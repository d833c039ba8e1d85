package org.dropshard.step;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.dropshard.dropout.Kind;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Labels;

/**
 * What is known of a step before its parameters are: the one list that configuration, help and
 * documentation read. A step of another type is its class and its line here.
 */
public enum StepType {
  ELEMENT_DROPOUT("element", Kind.ELEMENT, 0, Takes.BOTH, UnitDropout::of, "dropout", "cell"),
  SPATIAL_DROPOUT("spatial", Kind.SPATIAL, 0, Takes.BOTH, ChannelSubset::orUnits, "dropoutnd"),
  SPATIAL_DROPOUT_1D(
      "spatial_1d", Kind.SPATIAL, 2, Takes.BOTH, ChannelSubset::orUnits, "dropout1d"),
  SPATIAL_DROPOUT_2D(
      "spatial_2d", Kind.SPATIAL, 3, Takes.BOTH, ChannelSubset::orUnits, "dropout2d"),
  SPATIAL_DROPOUT_3D(
      "spatial_3d", Kind.SPATIAL, 4, Takes.BOTH, ChannelSubset::orUnits, "dropout3d"),
  PIXEL_DROPOUT("pixel", Kind.PIXEL, 0, Takes.BOTH, UnitDropout::of, "place"),
  SAMPLE_DROPOUT(
      "sample", Kind.SAMPLE, 0, Takes.BOTH, UnitDropout::of, "droppath", "stochasticdepth"),
  ROW_DROPOUT("row", Kind.ROW, 3, Takes.BOTH, UnitDropout::of, "linedropout", "frequencymasking"),
  COLUMN_DROPOUT("column", Kind.COLUMN, 3, Takes.BOTH, UnitDropout::of, "timemasking"),
  NOISE_DROPOUT("noise", null, 0, Takes.BOTH, UnitDropout::shaped, "noiseshape"),
  SENSOR_DROPOUT(
      "sensor", null, 0, Takes.BOTH, SensorDropout::of, "modalitydropout", "banddropout"),
  CHANNEL_DROPOUT("channel", Kind.SPATIAL, 0, Takes.VALUES, ChannelSubset::exactly),
  DROP_BLOCK("drop_block", Kind.ELEMENT, 3, Takes.BOTH, BlockDropout::of, "dropblock2d"),
  COARSE_DROPOUT(
      "coarse", Kind.PIXEL, 3, Takes.VALUES, RegionDropout::coarse, "randomerasing", "holes"),
  CUTOUT("cutout", Kind.PIXEL, 3, Takes.VALUES, RegionDropout::cutout),
  GRID_DROPOUT("grid", Kind.PIXEL, 3, Takes.VALUES, RegionDropout::grid, "gridmask"),
  ALPHA_DROPOUT("alpha", Kind.ELEMENT, 0, Takes.PROBABILITY, SelfNormalizingDropout::of),
  FEATURE_ALPHA_DROPOUT(
      "feature_alpha", Kind.SPATIAL, 0, Takes.PROBABILITY, SelfNormalizingDropout::of),
  GAUSSIAN_DROPOUT(
      "gaussian", Kind.ELEMENT, 0, Takes.PROBABILITY, MultiplicativeNoise::of, "gaussiannoise"),
  INSTANCE_NORM(Normalization::of, "instancenorm2d", "instancenorm1d", "instancenorm3d"),
  NORMALIZE(Standardization::of, "standardize", "channelnormalize"),
  DENORMALIZE(Standardization::of, "unnormalize", "inversenormalize"),
  PIXEL_SHUFFLE(Shuffling::of),
  PIXEL_UNSHUFFLE(Shuffling::of),
  CONVOLUTION(Convolving::of, "conv2d", "conv", "convolution2d");

  /** Which of the parameters that a run has for all of its steps a step takes. */
  private enum Takes {
    PROBABILITY,
    VALUES,
    BOTH,
    NEITHER
  }

  private final String kind;
  private final Kind unit;
  private final int rank;
  private final Takes takes;
  private final BiFunction<StepType, Parameters, Step> maker;
  private final List<String> aliases;

  /** A layer, which drops nothing. */
  StepType(BiFunction<StepType, Parameters, Step> maker, String... aliases) {
    this(null, null, 0, Takes.NEITHER, maker, aliases);
  }

  /** A dropout. */
  StepType(
      String kind,
      Kind unit,
      int rank,
      Takes takes,
      BiFunction<StepType, Parameters, Step> maker,
      String... aliases) {
    this.kind = kind;
    this.unit = unit;
    this.rank = rank;
    this.takes = takes;
    this.maker = maker;
    this.aliases = List.of(aliases);
  }

  /** The step's name: {@code "spatial_dropout"}. */
  public String label() {
    return Labels.of(this);
  }

  /** The short name of a dropout: {@code "spatial"}; empty for a layer. */
  public Optional<String> kind() {
    return Optional.ofNullable(kind);
  }

  /** What is dropped as one; empty where the step's parameters say it, and for a layer. */
  public Optional<Kind> unit() {
    return Optional.ofNullable(unit);
  }

  /** How many axes a tensor must have; 0: any number. */
  public int rank() {
    return rank;
  }

  /** Whether the step takes {@code drop} or {@code keep}. */
  public boolean hasProbability() {
    return takes == Takes.PROBABILITY || takes == Takes.BOTH;
  }

  /** Whether the step takes {@code scale} and {@code fill}. */
  public boolean hasValues() {
    return takes == Takes.VALUES || takes == Takes.BOTH;
  }

  /** Whether this is spatial dropout: channels are dropped by chance, and the others scaled. */
  public boolean isSpatial() {
    return unit == Kind.SPATIAL && takes == Takes.BOTH;
  }

  /**
   * The step with its parameters: texts, numbers, and lists and maps of these.
   *
   * @throws IllegalArgumentException if one is unknown, missing or out of range
   */
  public Step step(Map<String, ?> parameters) {
    Parameters given = new Parameters(label(), parameters);
    Step step = maker.apply(this, given);
    given.end();
    return step;
  }

  /** The type of a step's name, or of a dropout's short one. */
  public static Optional<StepType> ofLabel(String name) {
    return Arrays.stream(values()).filter(type -> type.isCalled(name)).findFirst();
  }

  private boolean isCalled(String name) {
    return name.equals(label()) || name.equals(kind);
  }

  /** The type that other systems call so: {@code Dropout2d}, {@code SpatialDropout2D}. */
  public static Optional<StepType> ofAlias(String name) {
    String plain = plain(name);
    return Arrays.stream(values())
        .filter(
            type ->
                Stream.concat(Stream.of(type.label()), type.aliases.stream())
                    .map(StepType::plain)
                    .anyMatch(plain::equals))
        .findFirst();
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /**
   * @throws IllegalArgumentException if the type wants another rank
   */
  void checkRank(int[] shape) {
    if (rank != 0 && shape.length != rank) {
      throw Invalid.argument("shape", Arrays.toString(shape), label() + " needs rank " + rank);
    }
  }
}
