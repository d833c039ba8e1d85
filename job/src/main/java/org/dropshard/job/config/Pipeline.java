package org.dropshard.job.config;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.Kind;
import org.dropshard.job.error.JobException;
import org.dropshard.step.Step;
import org.dropshard.step.StepType;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Nodata;
import org.dropshard.tensor.Tensor;

/**
 * What is done to every sample.
 *
 * @param steps in order, as asked for
 * @param mode whether they drop
 * @param preset whose terms the run was asked for in; null: none
 * @param kind the name by which a single step was asked for; null: steps were
 * @param axes whether it was said what arrays of four axes are
 */
public record Pipeline(
    List<PipelineStep> steps, Mode mode, Preset preset, String kind, boolean axes)
    implements Serializable {

  static Pipeline of(Settings settings) {
    Optional<Preset> preset = settings.parsed(Setting.PRESET, Preset::ofLabel);
    List<String> texts = settings.list(Setting.STEPS);
    Optional<String> kind = settings.text(Setting.KIND);
    if (!texts.isEmpty() && kind.isPresent()) {
      throw JobException.usage("Both --kind NAME and --steps TEXT (a run has one or the other)");
    }
    Mode mode = Mode.ofLabel(settings.required(Setting.MODE));
    StepReader reader = new StepReader(settings, preset.orElse(null));
    List<PipelineStep> steps =
        texts.isEmpty()
            ? List.of(reader.ofKind(settings.required(Setting.KIND)))
            : reader.ofSteps(texts);
    reader.end();
    return new Pipeline(
        steps,
        mode,
        preset.orElse(null),
        texts.isEmpty() ? steps.get(0).step().type().kind().orElseThrow() : null,
        BatchAxis.of(settings) != BatchAxis.AUTO);
  }

  /** The same with what channels are called, where a step asks for it; else this one. */
  Pipeline named(List<String> channels) {
    if (channels.isEmpty()
        || steps.stream().allMatch(step -> step.step().named(channels) == step.step())) {
      return this;
    }
    List<PipelineStep> named =
        steps.stream()
            .map(
                step ->
                    new PipelineStep(
                        step.levels().stream().map(level -> level.named(channels)).toList(),
                        step.stream(),
                        step.apply(),
                        step.files()))
            .toList();
    return new Pipeline(named, mode, preset, kind, axes);
  }

  /** A step as the mode has it, for the first copy. */
  public Step step(int index) {
    return step(index, 0);
  }

  /** A step as the mode has it. */
  public Step step(int index, int copy) {
    Step step = steps.get(index).step(copy);
    return mode == Mode.EVAL ? step.evaluation() : step;
  }

  /** How many copies there are that differ in the probability; 1: they all have the same. */
  public int levels() {
    return steps.stream().mapToInt(step -> step.levels().size()).max().orElse(1);
  }

  /** {@code "spatial"}, or {@code "instance_norm, spatial_dropout"}. */
  public String label() {
    String label =
        kind != null
            ? kind
            : steps.stream().map(step -> step.step().name()).collect(Collectors.joining(", "));
    return mode == Mode.EVAL ? label + ", evaluation" : label;
  }

  /** Which of the plain kinds a picture of the result is looked at like. */
  public Kind shownAs() {
    return kind == null ? Kind.ELEMENT : step(0).type().unit().orElse(Kind.ELEMENT);
  }

  /**
   * The shape that comes of a tensor.
   *
   * @throws IllegalArgumentException if a step does not suit it
   */
  public int[] shape(int[] shape, Layout layout) {
    int[] next = shape;
    for (int i = 0; i < steps.size(); i++) {
      next = step(i).shape(next, layout);
    }
    return next;
  }

  /** The most elements that a tensor has on its way. */
  public long largest(int[] shape, Layout layout) {
    long largest = Tensor.elements(shape);
    int[] next = shape;
    for (int i = 0; i < steps.size(); i++) {
      next = step(i).shape(next, layout);
      largest = Math.max(largest, Tensor.elements(next));
    }
    return largest;
  }

  /** Whether whole numbers may become fractions. */
  public boolean rounds(DType dtype) {
    for (int i = 0; i < steps.size(); i++) {
      if (step(i).rounds(dtype)) {
        return true;
      }
    }
    return false;
  }

  /** The last step that drops units, whose units are counted; −1 if none does. */
  public int counted() {
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (step(i).kernel(Layout.CHW).drops()) {
        return i;
      }
    }
    return -1;
  }

  /** The first step that drops units: the last one of the way back. */
  public int countedBackward() {
    for (int i = 0; i < steps.size(); i++) {
      if (step(i).kernel(Layout.CHW).drops()) {
        return i;
      }
    }
    return -1;
  }

  /** The share of the counted units that should be dropped, where each is by chance alone. */
  public Optional<DropProbability> dropProbability() {
    int counted = counted();
    return counted < 0 || steps.get(counted).apply() < 1 || levels() > 1
        ? Optional.empty()
        : step(counted).dropProbability();
  }

  /** The share of the counted units that should be dropped, where each is by itself. */
  public OptionalDouble dropRate() {
    double sum = 0;
    for (int copy = 0; copy < levels(); copy++) {
      OptionalDouble rate = dropRate(copy);
      if (rate.isEmpty()) {
        return rate;
      }
      sum += rate.getAsDouble();
    }
    return OptionalDouble.of(sum / levels());
  }

  /** The same of one copy of each sample. */
  public OptionalDouble dropRate(int copy) {
    int counted = counted();
    return counted < 0 || steps.get(counted).apply() < 1
        ? OptionalDouble.empty()
        : step(counted, copy).dropRate();
  }

  /** The same by name, where units have names. */
  public Map<String, Double> dropRates() {
    int counted = counted();
    return counted < 0 || steps.get(counted).apply() < 1 || levels() > 1
        ? Map.of()
        : step(counted).dropRates();
  }

  /** The share as it is spoken of; empty where there is none. */
  public Optional<String> asked() {
    return dropProbability()
        .map(Pipeline::spoken)
        .or(() -> dropRate().stream().mapToObj(p -> Float.toString((float) p)).findFirst());
  }

  /** {@code "0.3"}; or {@code "0.7 (keep 0.3)"} where that was given. */
  public static String spoken(DropProbability p) {
    return p.value() + (p.inKeep() ? " (keep " + p.keep() + ")" : "");
  }

  /**
   * Refuses a tensor of four axes whose channels count, unless it was said what the axes are: the
   * first may count samples.
   *
   * @throws IllegalArgumentException naming the ways to say it
   */
  public void checkAxes(int[] shape) {
    List<StepType> types = steps.stream().map(step -> step.step().type()).toList();
    if (axes
        || shape.length != 4
        || !needsLayout()
        || types.stream().anyMatch(type -> type.rank() == 4)) {
      return;
    }
    boolean spatial = types.stream().anyMatch(StepType::isSpatial);
    throw new IllegalArgumentException(
        "Invalid shape: "
            + Arrays.toString(shape)
            + " (a batch: --batch-axis 0 for npy and npz files, a row a sample in tables; one"
            + " sample of channels, depth, height and width: "
            + (spatial ? "--kind spatial_3d)" : "--batch-axis none)"));
  }

  /** Whether it has to be known where tensors hold their channels. */
  public boolean needsLayout() {
    return steps.stream().anyMatch(step -> step.step().needsLayout());
  }

  /**
   * How many values the parameters have that are learned; of one channel, where it counts those.
   */
  public long learned() {
    int[] one = {1, 1, 1};
    return steps.stream()
        .flatMap(step -> step.step().learned(one, Layout.CHW).values().stream())
        .mapToLong(Tensor::elements)
        .sum();
  }

  /**
   * Refuses steps that places without data would not come through.
   *
   * @param nodata their value, as it was given
   * @throws JobException naming the step
   */
  void checkNodata(String nodata) {
    for (PipelineStep step : steps) {
      if (step.step().mixes()) {
        throw JobException.invalid(
            "--nodata", nodata, step.step().name() + " mixes places, with data or without");
      }
    }
  }

  /** Whether a step may write the value of no data over what it drops, in some type. */
  public boolean fills(Nodata nodata) {
    return steps.stream().anyMatch(step -> step.step().fills(nodata));
  }

  /** Whether the way back needs what went forward. */
  public boolean needsInput() {
    return steps.stream().anyMatch(step -> step.step().needsInput());
  }
}
