package org.dropshard.job.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.dropshard.tensor.Layout;

/**
 * What a probability means, what survivors are scaled by, who shares a mask and how tensors lie, as
 * one of the well-known systems has it. An option of its own wins over each.
 */
public enum Preset {
  /** PyTorch: p drops; inverted; CHW. */
  TORCH(Meaning.DROP, "inverted", "inverted", Layout.CHW),
  /** Keras: the rate drops; inverted; channels last. */
  KERAS(Meaning.DROP, "inverted", "inverted", Layout.HWC),
  /** TensorFlow 1 and the code built on it: keep_prob; inverted; NHWC. */
  TF(Meaning.KEEP, "inverted", "inverted", Layout.HWC),
  /** CS231n: p keeps; inverted; CHW. */
  CS231N(Meaning.KEEP, "inverted", "inverted", Layout.CHW),
  /** Deeplearning4j: the activation retain probability; inverted; CHW. */
  DL4J(Meaning.KEEP, "inverted", "inverted", Layout.CHW),
  /** BigDL and torch/nn: initP drops; elements inverted, channels vanilla; CHW. */
  BIGDL(Meaning.DROP, "inverted", "vanilla", Layout.CHW),
  /** mlpack: the ratio drops; inverted; one channel mask for the whole batch; CHW. */
  MLPACK(Meaning.DROP, "inverted", "inverted", Layout.CHW),
  /** mlpack's SpatialDropout as published: the ratio keeps, the scale is 1 / (1 − ratio). */
  MLPACK_AS_CODED(Meaning.KEEP, "inverted", "crossed", Layout.CHW);

  private enum Meaning {
    DROP,
    KEEP
  }

  private final Meaning meaning;
  private final String elementScale;
  private final String spatialScale;
  private final Layout layout;

  Preset(Meaning meaning, String elementScale, String spatialScale, Layout layout) {
    this.meaning = meaning;
    this.elementScale = elementScale;
    this.spatialScale = spatialScale;
    this.layout = layout;
  }

  /** The name on the command line: {@code "mlpack-as-coded"}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The preset of a label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Preset ofLabel(String label) {
    return Arrays.stream(values())
        .filter(preset -> preset.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Invalid preset: "
                        + label
                        + Arrays.stream(values())
                            .map(Preset::label)
                            .collect(Collectors.joining(", ", " (", ")"))));
  }

  /** The step parameter that a bare probability is: {@code drop} or {@code keep}. */
  String parameter(String step) {
    // The published code mixes the two up for channels alone.
    boolean keeps = meaning == Meaning.KEEP && (this != MLPACK_AS_CODED || isSpatial(step));
    return keeps ? "keep" : "drop";
  }

  String scale(String step) {
    return isSpatial(step) ? spatialScale : elementScale;
  }

  /** Whether the system draws one mask for all samples of a batch. */
  boolean sharesMasks(String step) {
    return (this == MLPACK || this == MLPACK_AS_CODED) && isSpatial(step);
  }

  /** How its tensors lie. */
  public Layout layout() {
    return layout;
  }

  private static boolean isSpatial(String step) {
    return step.startsWith("spatial");
  }
}
