package org.dropshard.job.recipe;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.dropshard.dropout.AffineAndFill;
import org.dropshard.dropout.Kind;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.job.config.Also;
import org.dropshard.job.config.Pipeline;
import org.dropshard.job.config.PipelineStep;
import org.dropshard.job.read.sample.AlsoColumn;
import org.dropshard.job.record.AlsoPart;
import org.dropshard.step.Draw;
import org.dropshard.step.Kernel;
import org.dropshard.step.Step;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;

/**
 * Drops other tensors of a sample where its own is: places that are dropped in all channels, or for
 * channels that are named what is dropped in those. Not thread-safe.
 */
public final class AlsoDrop {
  private final Recipe recipe;
  private final List<AlsoColumn> columns;
  private final Kernel[][] kernels; // of each copy that differs, and each step
  private final StepChoice choice = new StepChoice();
  private final TensorDropout dropout = new TensorDropout();
  private byte[] elements; // 0: dropped by some step
  private byte[] places; // 0: dropped in all channels by a step of places

  /**
   * @param columns those of the tensors
   */
  public AlsoDrop(Recipe recipe, List<AlsoColumn> columns) {
    this.recipe = recipe;
    this.columns = columns;
    this.kernels = new Kernel[recipe.pipeline().levels()][];
  }

  /**
   * One of them, dropped.
   *
   * @param npy as numpy.save writes it
   * @param header how many bytes come before the values
   * @param tensor a view of it
   * @param units what could be dropped: places, or elements where channels are named
   * @param dropped how many of them were
   */
  public record Cell(byte[] npy, int header, Tensor tensor, long units, long dropped) {
    /** Counts it. */
    public void addTo(AlsoPart part, long sampleId, int copy) {
      part.units += units;
      part.dropped += dropped;
      part.digest.add(sampleId, copy, npy);
    }
  }

  /** Whether a pipeline leaves values at their places, so that others can be dropped like them. */
  public static boolean suits(Pipeline pipeline) {
    return pipeline.steps().stream()
        .map(PipelineStep::step)
        .noneMatch(step -> step.changesShape() || step.type().label().equals("convolution"));
  }

  /** Whether a pipeline has a step that drops whole places. */
  public static boolean dropsPlaces(Pipeline pipeline, Layout layout) {
    return IntStream.range(0, pipeline.steps().size())
        .anyMatch(i -> dropsPlaces(pipeline.step(i), layout));
  }

  private static boolean dropsPlaces(Step step, Layout layout) {
    return step.kernel(layout).drops()
        && step.type()
            .unit()
            .map(unit -> unit != Kind.ELEMENT && unit != Kind.SPATIAL)
            .orElseGet(
                () ->
                    step.parameters().get("shape") instanceof List<?> noise
                        && noise.get(layout.channelAxis(noise.size())).equals(1));
  }

  /**
   * Whether a result alone tells what was dropped: decisions of one of many steps may depend on
   * what went into it.
   */
  public static boolean isSeenInResults(Pipeline pipeline) {
    return pipeline.steps().size() == 1
        || IntStream.range(0, pipeline.steps().size())
            .mapToObj(pipeline::step)
            .noneMatch(step -> step.needsInput() && step.kernel(Layout.CHW).drops());
  }

  /**
   * Refuses tensors that do not fit the sample's.
   *
   * @param shape the sample's
   * @throws IllegalArgumentException naming column and rule
   */
  public void check(int[] shape, List<Tensor> also) {
    for (int i = 0; i < columns.size(); i++) {
      Tensor x = also.get(i);
      Layout layout = layout(i, x, shape);
      Also asked = columns.get(i).asked();
      int channels = layout.channels(x.shape());
      int theirs = recipe.layout().channels(shape);
      int named = asked.channels().length;
      if (asked.fill().length != 1 && asked.fill().length != channels) {
        throw invalid("fill", i, asked.fill().length + " values", "1, or " + channels);
      }
      if (named > 1 && named != channels) {
        throw invalid("channels", i, named + " named", "1, or " + channels);
      }
      if (Arrays.stream(asked.channels()).anyMatch(c -> c >= theirs)) {
        throw invalid("channels", i, Arrays.toString(asked.channels()), "the tensor has " + theirs);
      }
      try {
        columns.get(i).encoding().check(x);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(e.getMessage() + ", column " + columns.get(i).name(), e);
      }
    }
  }

  private IllegalArgumentException invalid(String what, int column, String value, String rule) {
    return new IllegalArgumentException(
        "Invalid " + what + " of " + columns.get(column).name() + ": " + value + " (" + rule + ")");
  }

  /** The layout of a column's tensor; none: it has places alone. */
  private Layout layout(int column, Tensor x, int[] shape) {
    int[] there = places(shape, recipe.layout());
    if (Arrays.equals(x.shape(), there)) {
      return Layout.NONE;
    }
    Layout layout = columns.get(column).layout();
    layout = layout == null ? recipe.layout() : layout;
    if (x.shape().length != shape.length || !Arrays.equals(places(x.shape(), layout), there)) {
      throw invalid(
          "shape",
          column,
          Arrays.toString(x.shape()) + " " + layout,
          "the places of " + Arrays.toString(shape) + " " + recipe.layout());
    }
    return layout;
  }

  private static int[] places(int[] shape, Layout layout) {
    int channel = shape.length == 0 ? -1 : layout.channelAxis(shape.length);
    return IntStream.range(0, shape.length)
        .filter(axis -> axis != channel)
        .map(axis -> shape[axis])
        .toArray();
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
        addPlaces(kept);
      }
    }
  }

  private static byte[] ones(int count) {
    byte[] ones = new byte[count];
    Arrays.fill(ones, (byte) 1);
    return ones;
  }

  private void addPlaces(byte[] kept) {
    int channels = places.length == 0 ? 0 : kept.length / places.length;
    for (int place = 0; place < places.length; place++) {
      boolean some = false;
      for (int channel = 0; channel < channels; channel++) {
        some |= kept[at(place, channel, channels)] != 0;
      }
      places[place] = some ? places[place] : 0;
    }
  }

  /** Where the sample's tensor has a channel of a place. */
  private int at(int place, int channel, int channels) {
    return recipe.layout() == Layout.CHW
        ? channel * places.length + place
        : place * channels + channel;
  }

  /**
   * Whether a place is kept, in a channel or in any.
   *
   * @param channel of the sample's tensor; −1: by steps of whole places
   */
  private boolean isKept(int place, int channel) {
    return (channel < 0
            ? places[place]
            : elements[at(place, channel, elements.length / places.length)])
        != 0;
  }

  /** The tensor of a column as {@link #decide} has it; {@link #check} has seen it. */
  public Cell drop(int column, Tensor x, int[] shape) {
    Also asked = columns.get(column).asked();
    Layout layout = layout(column, x, shape);
    int channels = layout.channels(x.shape());
    int[] named = asked.channels();
    boolean each = named.length > 1;
    NoiseShape noise =
        layout == Layout.NONE || each
            ? NoiseShape.element(x.shape())
            : NoiseShape.pixel(x.shape(), layout);
    int[] keep = new int[noise.units()];
    long dropped = 0;
    for (int unit = 0; unit < keep.length; unit++) {
      int place = !each ? unit : layout == Layout.CHW ? unit % places.length : unit / channels;
      int own = !each ? 0 : layout == Layout.CHW ? unit / places.length : unit % channels;
      keep[unit] = isKept(place, named.length == 0 ? -1 : named[own]) ? -1 : 0;
      dropped += keep[unit] + 1;
    }
    byte[] npy = Npy.write(x);
    int header = npy.length - x.byteLength();
    dropout.apply(AffineAndFill.scaled(layout, 1, asked.fill()), noise, keep, x, npy, header);
    return new Cell(
        npy, header, new Tensor(x.dtype(), x.shape(), npy, header), keep.length, dropped);
  }
}
