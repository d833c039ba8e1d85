package org.dropshard.job.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dropshard.step.StepType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;

/**
 * What a probability means, what survivors are scaled by, who shares a mask and how tensors lie, as
 * one of the well-known systems has it. An option of its own wins over each.
 */
public enum Preset {
  /** PyTorch: p drops; inverted; CHW. */
  TORCH(Meaning.DROP, "inverted", "inverted", Layout.CHW, "pytorch", "libtorch"),
  /** Keras: the rate drops; inverted; channels last. */
  KERAS(Meaning.DROP, "inverted", "inverted", Layout.HWC, "tf.keras", "tf2", "tensorflow2"),
  /** TensorFlow 1 and the code built on it: keep_prob; inverted; NHWC. */
  TF(Meaning.KEEP, "inverted", "inverted", Layout.HWC, "tensorflow", "tf1", "tensorflow1"),
  /** CS231n: p keeps; inverted; CHW. */
  CS231N(Meaning.KEEP, "inverted", "inverted", Layout.CHW, "cs231"),
  /** Deeplearning4j: the activation retain probability; inverted; CHW. */
  DL4J(Meaning.KEEP, "inverted", "inverted", Layout.CHW, "deeplearning4j"),
  /** BigDL and torch/nn: initP drops; elements inverted, channels vanilla; CHW. */
  BIGDL(Meaning.DROP, "inverted", "vanilla", Layout.CHW, "torch7", "lua-torch"),
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
  private final List<String> aliases;

  Preset(
      Meaning meaning, String elementScale, String spatialScale, Layout layout, String... aliases) {
    this.meaning = meaning;
    this.elementScale = elementScale;
    this.spatialScale = spatialScale;
    this.layout = layout;
    this.aliases = List.of(aliases);
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
        .orElseThrow(() -> unknown(label));
  }

  private static IllegalArgumentException unknown(String label) {
    List<String> labels = Arrays.stream(values()).map(Preset::label).toList();
    Optional<String> meant =
        Arrays.stream(values())
            .filter(preset -> preset.aliases.contains(label.toLowerCase(Locale.ROOT)))
            .map(Preset::label)
            .findFirst()
            .or(() -> Nearest.of(label, labels));
    return Invalid.argument("preset", label, Nearest.hint(meant) + String.join(", ", labels));
  }

  /** The step parameter that a bare probability is: {@code drop} or {@code keep}. */
  String parameter(StepType step) {
    // The published code mixes the two up for channels alone.
    boolean keeps = meaning == Meaning.KEEP && (this != MLPACK_AS_CODED || step.isSpatial());
    return keeps ? "keep" : "drop";
  }

  String scale(StepType step) {
    return step.isSpatial() ? spatialScale : elementScale;
  }

  /** Whether the system draws one mask for all samples of a batch. */
  boolean sharesMasks(StepType step) {
    return (this == MLPACK || this == MLPACK_AS_CODED) && step.isSpatial();
  }

  /** How its tensors lie. */
  public Layout layout() {
    return layout;
  }
}
