package org.dropshard.step;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.dropout.SubsetMask;
import org.dropshard.dropout.SurvivorGuard;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;

/**
 * Channel dropout with a bound on how many channels go: a number of them, or as many as chance has
 * it as long as enough survive.
 *
 * @param count how many are dropped
 */
record ChannelSubset(StepType type, Count count, ScaleAndFill values) implements MaskedStep {
  private static final long serialVersionUID = 1L;

  /** How many channels are dropped. */
  sealed interface Count extends Serializable permits Between, Guarded {
    Map<String, Object> parameters();

    /** The fewest channels that a sample must have. */
    int channels();
  }

  /** Each number between two bounds is equally likely. */
  record Between(int fewest, int most) implements Count {
    Between {
      if (fewest < 0 || fewest > most) {
        throw Invalid.argument("number of dropped channels", fewest + " to " + most, "0 or more");
      }
    }

    @Override
    public Map<String, Object> parameters() {
      return new LinkedHashMap<>(Map.of("dropped", List.of(fewest, most)));
    }

    @Override
    public int channels() {
      return most;
    }
  }

  /** Each with a probability, but at least so many survive. */
  record Guarded(DropProbability p, int atLeast) implements Count {
    Guarded {
      if (atLeast < 0) {
        throw Invalid.argument("at_least", atLeast, "0 or more");
      }
    }

    @Override
    public Map<String, Object> parameters() {
      Map<String, Object> parameters = Parameters.of(p);
      parameters.put("at_least", atLeast);
      return parameters;
    }

    @Override
    public int channels() {
      return atLeast;
    }
  }

  private static Step of(StepType type, Count count, Parameters parameters) {
    return new ChannelSubset(
        type, count, ScaleAndFill.of(parameters, "auto", "auto", "inverted", "none"));
  }

  static Step exactly(StepType type, Parameters parameters) {
    int[] dropped = parameters.integers("dropped", "[fewest, most]");
    return of(type, new Between(dropped[0], dropped[1]), parameters);
  }

  /** With {@code at_least}; without it, channels drop by chance alone. */
  static Step orUnits(StepType type, Parameters parameters) {
    return parameters.has("at_least")
        ? of(type, new Guarded(parameters.drop(), parameters.integer("at_least")), parameters)
        : UnitDropout.of(type, parameters);
  }

  @Override
  public Map<String, Object> parameters() {
    return values.into(count.parameters());
  }

  @Override
  public int[] shape(int[] shape, Layout layout) {
    MaskedStep.super.shape(shape, layout);
    int channels = layout.channels(shape);
    if (count.channels() > channels) {
      throw Invalid.argument("channels", channels, name() + " needs at least " + count.channels());
    }
    return shape;
  }

  @Override
  public Kernel kernel(Layout layout) {
    SubsetMask masks = new SubsetMask();
    return new MaskKernel.OfSample(shape -> NoiseShape.channel(shape, layout), values, layout) {
      private SurvivorGuard guard;
      private int guarded = -1; // channels that the guard is for

      @Override
      int mask(int[] shape, Draw draw, int[] keep) {
        shape(shape, layout);
        if (count instanceof Between b) {
          return masks.drop(b.fewest(), b.most(), draw.seed(), draw.id(), draw.stream(), keep);
        }
        if (count instanceof Guarded g && guarded != keep.length) {
          guard = new SurvivorGuard(g.p(), keep.length, g.atLeast());
          guarded = keep.length;
        }
        return masks.drop(guard, draw.seed(), draw.id(), draw.stream(), keep);
      }

      @Override
      double inverse(int channels, int dropped) {
        return 1
            / (count instanceof Between b
                ? 1 - (b.fewest() + (double) b.most()) / 2 / channels
                : guard.keepProbability());
      }
    };
  }
}
