package org.dropshard.step;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.dropshard.dropout.ChannelMask;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.Kind;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * Dropout of independent units with a drop probability for each channel.
 *
 * @param noise as {@link UnitDropout} has it
 * @param p one a channel
 */
record ChannelProbabilities(
    StepType type, int[] noise, List<DropProbability> p, ScaleAndFill values)
    implements MaskedStep {
  private static final long serialVersionUID = 1L;

  static Step of(StepType type, int[] noise, Parameters parameters) {
    return new ChannelProbabilities(
        type,
        noise,
        parameters.drops(),
        ScaleAndFill.of(parameters, "auto", "auto", "inverted", "none"));
  }

  /** What survivors are multiplied by so that their expectation stays; 1 where there are none. */
  static double factor(DropProbability p) {
    return p.keep() == 0 ? 1 : p.inverseKeep();
  }

  @Override
  public Map<String, Object> parameters() {
    return values.into(Parameters.of(noise, Parameters.of(p)));
  }

  @Override
  public int[] shape(int[] shape, Layout layout) {
    UnitDropout.noiseShape(type, noise, shape, layout);
    int channels = layout.channels(shape);
    if (channels != p.size()) {
      throw Invalid.argument(
          "channels", channels, name() + " has " + p.size() + " drop probabilities, one a channel");
    }
    return MaskedStep.super.shape(shape, layout);
  }

  /** Known where no two channels share a word. */
  @Override
  public OptionalDouble dropRate() {
    return type.unit().filter(u -> u == Kind.ELEMENT || u == Kind.SPATIAL).isPresent()
        ? p.stream().mapToDouble(DropProbability::value).average()
        : OptionalDouble.empty();
  }

  @Override
  public Kernel kernel(Layout layout) {
    ChannelMask mask = new ChannelMask();
    long[] thresholds = p.stream().mapToLong(DropProbability::threshold).toArray();
    double[] factors = p.stream().mapToDouble(ChannelProbabilities::factor).toArray();
    return new ChannelwiseKernel(
        shape -> ChannelMask.decisions(UnitDropout.noiseShape(type, noise, shape, layout), layout),
        values,
        layout) {
      @Override
      long mask(Tensor seen, int[] shape, Draw draw, int[] keep) {
        shape(shape, layout);
        return mask.decide(
            UnitDropout.noiseShape(type, noise, shape, layout),
            layout,
            thresholds,
            draw.seed(),
            draw.id(),
            draw.stream(),
            keep);
      }

      @Override
      double[] factors() {
        return factors;
      }
    };
  }
}
