package org.dropshard.job.recipe;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.dropshard.dropout.Kind;
import org.dropshard.job.config.Pipeline;
import org.dropshard.job.config.PipelineStep;
import org.dropshard.step.Draw;
import org.dropshard.step.Kernel;
import org.dropshard.step.Step;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/** Which places of a sample are kept, by the steps that drop. Not thread-safe. */
public final class KeptPlaces {
  private final Recipe recipe;
  private final Kernel[][] kernels; // of each copy that differs, and each step
  private final StepChoice choice = new StepChoice();
  private byte[] elements; // 0: dropped by some step
  private byte[] places; // 0: dropped in all channels by a step of places

  public KeptPlaces(Recipe recipe) {
    this.recipe = recipe;
    this.kernels = new Kernel[recipe.pipeline().levels()][];
  }

  /** Whether a pipeline leaves values at their places, so that those of a result are a sample's. */
  public static boolean suits(Pipeline pipeline) {
    return pipeline.steps().stream()
        .map(PipelineStep::step)
        .noneMatch(step -> step.changesShape() || step.type().label().equals("convolution"));
  }

  /** Whether a pipeline has a step that drops whole places. */
  public static boolean dropsPlaces(Pipeline pipeline, Layout layout) {
    return steps(pipeline).anyMatch(i -> dropsPlaces(pipeline.step(i), layout));
  }

  private static IntStream steps(Pipeline pipeline) {
    return IntStream.range(0, pipeline.steps().size());
  }

  private static boolean dropsPlaces(Step step, Layout layout) {
    return drops(
        step,
        layout,
        unit -> unit != Kind.ELEMENT && unit != Kind.SPATIAL,
        (noise, channel) -> noise.get(channel).equals(1));
  }

  /** Whether a pipeline has a step that may drop one place and keep another. */
  public static boolean tellsPlaces(Pipeline pipeline, Layout layout) {
    return steps(pipeline)
        .anyMatch(
            i ->
                drops(
                    pipeline.step(i),
                    layout,
                    unit -> unit != Kind.SAMPLE && unit != Kind.SPATIAL,
                    (noise, channel) ->
                        IntStream.range(0, noise.size())
                            .anyMatch(axis -> axis != channel && noise.get(axis).equals(-1))));
  }

  /** Whether a step drops units of a kind, or by a noise shape that has the channels at an axis. */
  private static boolean drops(
      Step step, Layout layout, Predicate<Kind> kind, BiPredicate<List<?>, Integer> noise) {
    return step.kernel(layout).drops()
        && step.type()
            .unit()
            .map(kind::test)
            .orElseGet(
                () ->
                    step.parameters().get("shape") instanceof List<?> shape
                        && noise.test(shape, layout.channelAxis(shape.size())));
  }

  /**
   * Whether a result alone tells what was dropped: decisions of one of many steps may depend on
   * what went into it.
   */
  public static boolean isSeenInResults(Pipeline pipeline) {
    return pipeline.steps().size() == 1
        || steps(pipeline)
            .mapToObj(pipeline::step)
            .noneMatch(step -> step.needsInput() && step.kernel(Layout.CHW).drops());
  }

  /**
   * Decides on a copy.
   *
   * @param shape the sample's, which no step changes
   * @param id decides its masks
   * @param input what went into a step, or where {@link #isSeenInResults} its result
   */
  public void decide(int[] shape, long id, int copy, IntFunction<Tensor> input) {
    int level = kernels.length == 1 ? 0 : copy;
    Pipeline pipeline = recipe.pipeline();
    if (kernels[level] == null) {
      kernels[level] = new Kernel[pipeline.steps().size()];
      Arrays.setAll(kernels[level], i -> pipeline.step(i, copy).kernel(recipe.layout()));
    }
    elements = ones((int) Tensor.elements(shape));
    places = ones(elements.length / Math.max(1, recipe.layout().channels(shape)));
    Tensor one = new Tensor(DType.UINT8, shape, elements.clone(), 0);
    byte[] kept = new byte[elements.length];
    for (int i = 0; i < kernels[level].length; i++) {
      PipelineStep step = pipeline.steps().get(i);
      if (!kernels[level][i].drops() || !choice.applies(step, recipe.seed(), id, copy)) {
        continue;
      }
      Draw draw = step.draw(recipe.seed(), id, copy);
      kernels[level][i].dropGradientAgain(input.apply(i), one, draw, kept, 0);
      for (int e = 0; e < kept.length; e++) {
        elements[e] = (byte) (elements[e] != 0 && kept[e] != 0 ? 1 : 0);
      }
      if (dropsPlaces(pipeline.step(i, copy), recipe.layout())) {
        for (int place = 0; place < places.length; place++) {
          places[place] = isAny(kept, place) ? places[place] : 0;
        }
      }
    }
  }

  private static byte[] ones(int count) {
    byte[] ones = new byte[count];
    Arrays.fill(ones, (byte) 1);
    return ones;
  }

  /** Whether a place is kept in some channel. */
  private boolean isAny(byte[] kept, int place) {
    int channels = kept.length / places.length;
    boolean some = false;
    for (int channel = 0; channel < channels; channel++) {
      some |= kept[at(place, channel)] != 0;
    }
    return some;
  }

  /** Where the sample's tensor has a channel of a place. */
  private int at(int place, int channel) {
    return recipe.layout() == Layout.CHW
        ? channel * places.length + place
        : place * (elements.length / places.length) + channel;
  }

  /** How many places there are. */
  public int count() {
    return places.length;
  }

  /** Whether a channel of the sample's tensor is kept at a place. */
  public boolean isKept(int place, int channel) {
    return elements[at(place, channel)] != 0;
  }

  /** Whether a place is kept by the steps that drop whole places. */
  public boolean isKept(int place) {
    return places[place] != 0;
  }

  /** Whether anything is kept at a place. */
  public boolean isVisible(int place) {
    return isAny(elements, place);
  }
}
