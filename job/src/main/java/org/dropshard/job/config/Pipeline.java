package org.dropshard.job.config;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.dropshard.dropout.Kind;
import org.dropshard.job.error.JobException;
import org.dropshard.step.Step;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * What is done to every sample.
 *
 * @param stages the steps in order, as asked for
 * @param mode whether they drop
 * @param preset whose terms the run was asked for in; null: none
 * @param kind the name by which a single step was asked for; null: steps were
 * @param axes whether it was said what arrays of four axes are
 */
public record Pipeline(List<Stage> stages, Mode mode, Preset preset, String kind, boolean axes)
    implements Serializable {

  static Pipeline of(Settings settings) {
    Optional<Preset> preset = settings.parsed(Setting.PRESET, Preset::ofLabel);
    List<String> steps = settings.list(Setting.STEPS);
    Optional<String> kind = settings.text(Setting.KIND);
    if (!steps.isEmpty() && kind.isPresent()) {
      throw JobException.usage("Both --kind NAME and --steps TEXT (a run has one or the other)");
    }
    Mode mode =
        AugmentConfig.choice(settings, Setting.MODE, "train", "eval").equals("eval")
            ? Mode.EVAL
            : Mode.TRAIN;
    StageReader reader = new StageReader(settings, preset.orElse(null));
    List<Stage> stages =
        steps.isEmpty()
            ? List.of(reader.ofKind(settings.required(Setting.KIND)))
            : reader.ofSteps(steps);
    reader.end();
    return new Pipeline(
        stages,
        mode,
        preset.orElse(null),
        steps.isEmpty() ? StepText.name(kind.get()) : null,
        BatchAxis.of(settings) != BatchAxis.AUTO);
  }

  /** The step of a stage as the mode has it. */
  public Step step(int stage) {
    Step step = stages.get(stage).step();
    return mode == Mode.EVAL ? step.evaluation() : step;
  }

  /** {@code "spatial"}, or {@code "instance_norm, spatial_dropout"}. */
  public String label() {
    String label =
        kind != null
            ? kind
            : stages.stream().map(stage -> stage.step().name()).collect(Collectors.joining(", "));
    return mode == Mode.EVAL ? label + ", evaluation" : label;
  }

  /** Which of the plain kinds a picture of the result is looked at like. */
  public Kind shownAs() {
    boolean channels = "spatial".equals(kind) || "sample".equals(kind);
    return channels ? Kind.ofLabel(kind) : Kind.ELEMENT;
  }

  /**
   * The shape that comes of a tensor.
   *
   * @throws IllegalArgumentException if a step does not suit it
   */
  public int[] shape(int[] shape, Layout layout) {
    int[] next = shape;
    for (int i = 0; i < stages.size(); i++) {
      next = step(i).shape(next, layout);
    }
    return next;
  }

  /** The most elements that a tensor has on its way. */
  public long largest(int[] shape, Layout layout) {
    long largest = Tensor.elements(shape);
    int[] next = shape;
    for (int i = 0; i < stages.size(); i++) {
      next = step(i).shape(next, layout);
      largest = Math.max(largest, Tensor.elements(next));
    }
    return largest;
  }

  /** Whether whole numbers may become fractions. */
  public boolean rounds(DType dtype) {
    for (int i = 0; i < stages.size(); i++) {
      if (step(i).rounds(dtype)) {
        return true;
      }
    }
    return false;
  }

  /** The last stage that drops units, whose units are counted; −1 if none does. */
  public int counted() {
    for (int i = stages.size() - 1; i >= 0; i--) {
      if (step(i).kernel(Layout.CHW).drops()) {
        return i;
      }
    }
    return -1;
  }

  /** The first stage that drops units: the last one of the way back. */
  public int countedBackward() {
    for (int i = 0; i < stages.size(); i++) {
      if (step(i).kernel(Layout.CHW).drops()) {
        return i;
      }
    }
    return -1;
  }

  /** The share of the counted units that should be dropped, where each is by chance alone. */
  public OptionalDouble dropProbability() {
    int counted = counted();
    return counted < 0 || stages.get(counted).apply() < 1
        ? OptionalDouble.empty()
        : step(counted).dropProbability();
  }

  /**
   * Refuses a tensor of four axes whose channels count, unless it was said what the axes are: the
   * first may count samples.
   *
   * @throws IllegalArgumentException naming the ways to say it
   */
  public void checkAxes(int[] shape) {
    if (axes || shape.length != 4 || !needsLayout() || names().contains("spatial_dropout_3d")) {
      return;
    }
    boolean spatial = names().contains("spatial_dropout");
    throw new IllegalArgumentException(
        "Invalid shape: "
            + Arrays.toString(shape)
            + " (a batch: --batch-axis 0 for npy and npz files, a row a sample in tables; one"
            + " sample of channels, depth, height and width: "
            + (spatial ? "--kind spatial_3d)" : "--batch-axis none)"));
  }

  private List<String> names() {
    return stages.stream().map(stage -> stage.step().name()).toList();
  }

  /** Whether it has to be known where tensors hold their channels. */
  public boolean needsLayout() {
    return stages.stream().anyMatch(stage -> stage.step().needsLayout());
  }

  /** Whether the way back needs what went forward. */
  public boolean needsInput() {
    return stages.stream().anyMatch(stage -> stage.step().needsInput());
  }
}
