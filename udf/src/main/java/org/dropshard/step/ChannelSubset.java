package org.dropshard.step;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.dropout.SubsetMask;
import org.dropshard.dropout.SurvivorGuard;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * Channel dropout with a bound on how many channels go: a number of them, or as many as chance has
 * it as long as enough survive.
 *
 * @param name of the step
 * @param rank the axes that tensors must have; 0: any
 * @param count how many are dropped
 */
record ChannelSubset(String name, int rank, Count count, Treatment values) implements Step {
  private static final long serialVersionUID = 1L;

  /** How many channels are dropped. */
  sealed interface Count extends java.io.Serializable permits Between, Guarded {}

  /** Each number between two bounds is equally likely. */
  record Between(int fewest, int most) implements Count {
    Between {
      if (fewest < 0 || fewest > most) {
        throw new IllegalArgumentException(
            "Invalid number of dropped channels: " + fewest + " to " + most + " (0 or more)");
      }
    }
  }

  /** Each with a probability, but at least so many survive. */
  record Guarded(double drop, int atLeast) implements Count {
    Guarded {
      if (atLeast < 0) {
        throw new IllegalArgumentException("Invalid at_least: " + atLeast + " (0 or more)");
      }
    }
  }

  static Step exactly(Parameters parameters) {
    int[] dropped = parameters.integers("dropped");
    if (dropped.length != 1 && dropped.length != 2) {
      throw parameters.invalid("dropped", dropped.length + " values", "one, or [fewest, most]");
    }
    return new ChannelSubset(
        "channel_dropout",
        0,
        new Between(dropped[0], dropped[dropped.length - 1]),
        Treatment.of(parameters, "auto", "auto", "inverted", "none"));
  }

  static Step guarded(String name, int rank, Parameters parameters) {
    return new ChannelSubset(
        name,
        rank,
        new Guarded(parameters.drop().value(), parameters.integer("at_least")),
        Treatment.of(parameters, "auto", "auto", "inverted", "none"));
  }

  @Override
  public Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    if (count instanceof Between between) {
      parameters.put("dropped", List.of(between.fewest(), between.most()));
    } else if (count instanceof Guarded guarded) {
      parameters.put("drop", guarded.drop());
      parameters.put("at_least", guarded.atLeast());
    }
    return values.into(parameters);
  }

  @Override
  public int[] shape(int[] shape, Layout layout) {
    Steps.requireRank(name, rank, shape);
    values.check(shape, layout);
    int channels = layout.channels(shape);
    int needed = count instanceof Between b ? b.most() : ((Guarded) count).atLeast();
    if (needed > channels) {
      throw new IllegalArgumentException(
          "Invalid channels: " + channels + " (" + name + " needs at least " + needed + ")");
    }
    return shape;
  }

  @Override
  public Step evaluation() {
    return new Evaluation(name, 1);
  }

  @Override
  public boolean rounds(DType dtype) {
    return values.rounds(dtype);
  }

  @Override
  public Kernel kernel(Layout layout) {
    TensorDropout kernel = new TensorDropout();
    SubsetMask masks = new SubsetMask();
    return new MaskKernel() {
      private int[] keep = new int[0];
      private SurvivorGuard guard;

      @Override
      long write(Pass pass, Tensor x, Draw draw, byte[] y, int yOffset) {
        shape(x.shape(), layout);
        NoiseShape noise = NoiseShape.channel(x.shape(), layout);
        int channels = noise.units();
        if (keep.length != channels || guard == null && count instanceof Guarded) {
          keep = new int[channels];
          guard =
              count instanceof Guarded g
                  ? new SurvivorGuard(new DropProbability(g.drop()), channels, g.atLeast())
                  : null;
        }
        int dropped;
        double kept;
        if (count instanceof Between b) {
          dropped = masks.drop(b.fewest(), b.most(), draw.seed(), draw.id(), draw.stream(), keep);
          kept = 1 - (b.fewest() + (double) b.most()) / 2 / channels;
        } else {
          dropped = masks.drop(guard, draw.seed(), draw.id(), draw.stream(), keep);
          kept = guard.keepProbability();
        }
        kernel.apply(values.writing(pass, 1 / kept, x.dtype(), layout), noise, keep, x, y, yOffset);
        return dropped;
      }

      @Override
      public long units(int[] shape) {
        return layout.channels(shape);
      }
    };
  }
}
