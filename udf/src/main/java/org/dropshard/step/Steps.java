package org.dropshard.step;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dropshard.dropout.Kind;
import org.dropshard.reshape.PixelShuffle;

/** All steps by name: the one list that configuration and documentation read. */
public final class Steps {
  private static final Map<String, Function<Parameters, Step>> STEPS = new LinkedHashMap<>();

  static {
    unit("element_dropout", Kind.ELEMENT);
    spatial("spatial_dropout", 0);
    spatial("spatial_dropout_1d", 2);
    spatial("spatial_dropout_2d", 3);
    spatial("spatial_dropout_3d", 4);
    unit("pixel_dropout", Kind.PIXEL);
    unit("sample_dropout", Kind.SAMPLE);
    unit("noise_dropout", null);
    STEPS.put("channel_dropout", ChannelSubset::exactly);
    STEPS.put("drop_block", BlockDropout::of);
    STEPS.put("coarse_dropout", RegionDropout::coarse);
    STEPS.put("cutout", RegionDropout::cutout);
    STEPS.put("grid_dropout", RegionDropout::grid);
    alpha("alpha_dropout", Kind.ELEMENT);
    alpha("feature_alpha_dropout", Kind.SPATIAL);
    STEPS.put("gaussian_dropout", given -> new NoiseDropout(given.drop().value()));
    STEPS.put("instance_norm", Normalization::of);
    shuffling(Shuffling.SHUFFLE);
    shuffling(Shuffling.UNSHUFFLE);
    STEPS.put("convolution", Convolving::of);
  }

  private Steps() {}

  private static void unit(String name, Kind kind) {
    STEPS.put(name, given -> UnitDropout.of(name, kind, 0, given));
  }

  private static void spatial(String name, int rank) {
    STEPS.put(
        name,
        given ->
            given.has("at_least")
                ? ChannelSubset.guarded(name, rank, given)
                : UnitDropout.of(name, Kind.SPATIAL, rank, given));
  }

  private static void alpha(String name, Kind kind) {
    STEPS.put(name, given -> new SelfNormalizingDropout(name, kind, given.drop().value()));
  }

  private static void shuffling(String name) {
    STEPS.put(name, given -> new Shuffling(name, new PixelShuffle(given.integer("factor"))));
  }

  /** The names, in the order of the documentation. */
  public static List<String> names() {
    return List.copyOf(STEPS.keySet());
  }

  /**
   * The step of a name and its parameters: texts, numbers, and lists of these.
   *
   * @throws IllegalArgumentException if there is no such step, or a parameter is unknown, missing
   *     or out of range
   */
  public static Step of(String name, Map<String, ?> parameters) {
    Function<Parameters, Step> maker = STEPS.get(name);
    if (maker == null) {
      throw new IllegalArgumentException(
          "Unknown step: " + name + " (" + String.join(", ", STEPS.keySet()) + ")");
    }
    Parameters given = new Parameters(name, parameters);
    Step step = maker.apply(given);
    given.end();
    return step;
  }

  /** The dropouts by the short names of the command line: {@code spatial}, {@code drop_block}. */
  public static List<String> kinds() {
    return STEPS.keySet().stream().filter(Steps::drops).map(Steps::kind).toList();
  }

  /** The step of a kind's short name; null if there is none. */
  public static String ofKind(String kind) {
    return STEPS.keySet().stream()
        .filter(name -> drops(name) && kind(name).equals(kind))
        .findFirst()
        .orElse(null);
  }

  private static String kind(String name) {
    return name.replace("_dropout", "");
  }

  private static boolean drops(String name) {
    return name.contains("_dropout") || name.equals("drop_block") || name.equals("cutout");
  }

  /** Whether a step takes {@code drop} or {@code keep}. */
  public static boolean hasProbability(String name) {
    return drops(name)
        && !List.of("channel_dropout", "coarse_dropout", "cutout", "grid_dropout").contains(name);
  }

  /** Whether a step takes {@code scale} and {@code fill}. */
  public static boolean hasValues(String name) {
    return drops(name)
        && !List.of("alpha_dropout", "feature_alpha_dropout", "gaussian_dropout").contains(name);
  }

  static void requireRank(String name, int rank, int[] shape) {
    if (rank != 0 && shape.length != rank) {
      throw new IllegalArgumentException(
          "Invalid shape: " + Arrays.toString(shape) + " (" + name + " needs rank " + rank + ")");
    }
  }
}
