package org.dropshard.step;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.Kind;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.dropout.Scale;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Layout;

/**
 * Dropout of independent units: the mask contract as it stands.
 *
 * @param noise 1 for an axis that shares a decision, −1 for one that does not; null where the type
 *     says it
 * @param p the drop probability
 */
record UnitDropout(StepType type, int[] noise, DropProbability p, ScaleAndFill values)
    implements MaskedStep {
  private static final long serialVersionUID = 1L;

  UnitDropout {
    if (values.scale() == Scale.CROSSED && p.value() == 0) {
      throw Invalid.argument("drop probability", "0.0", "scale crossed divides by it");
    }
  }

  static Step of(StepType type, Parameters parameters) {
    return of(type, null, parameters);
  }

  static Step shaped(StepType type, Parameters parameters) {
    int[] noise = parameters.integers("shape");
    if (Arrays.stream(noise).anyMatch(n -> n != 1 && n != -1)) {
      throw parameters.invalid(
          "shape", Arrays.toString(noise), "1 where an axis shares a decision, else -1");
    }
    return of(type, noise, parameters);
  }

  private static Step of(StepType type, int[] noise, Parameters parameters) {
    if (parameters.isList("drop") || parameters.isList("keep")) {
      return ChannelProbabilities.of(type, noise, parameters);
    }
    return new UnitDropout(
        type,
        noise,
        parameters.drop(),
        ScaleAndFill.of(parameters, "auto", "auto", "inverted", "none", "vanilla", "crossed"));
  }

  private NoiseShape noiseShape(int[] shape, Layout layout) {
    return noiseShape(type, noise, shape, layout);
  }

  /** What shares a decision, by the type or by a shape that was given. */
  static NoiseShape noiseShape(StepType type, int[] noise, int[] shape, Layout layout) {
    type.checkRank(shape);
    if (noise == null) {
      return type.unit().orElseThrow().noiseShape(shape, layout);
    }
    if (noise.length != shape.length) {
      throw Invalid.argument(
          "shape", Arrays.toString(shape), "the noise shape has " + noise.length + " axes");
    }
    int[] axes = shape.clone();
    for (int axis = 0; axis < axes.length; axis++) {
      axes[axis] = noise[axis] == 1 ? 1 : axes[axis];
    }
    return new NoiseShape(shape, axes);
  }

  @Override
  public Map<String, Object> parameters() {
    return values.into(Parameters.of(noise, Parameters.of(p)));
  }

  @Override
  public int[] shape(int[] shape, Layout layout) {
    noiseShape(shape, layout);
    return MaskedStep.super.shape(shape, layout);
  }

  @Override
  public Step evaluation() {
    Scale scale = values.scale() == null ? Scale.INVERTED : values.scale();
    return new Evaluation(type, scale.evaluationFactor(p));
  }

  @Override
  public boolean needsLayout() {
    return type.unit().filter(unit -> unit != Kind.ELEMENT && unit != Kind.SAMPLE).isPresent()
        || values.channels() > 1;
  }

  @Override
  public double scale(DType dtype) {
    double factor = values.scale(dtype).factor(p);
    return Double.isFinite(factor) ? factor : 1;
  }

  @Override
  public Optional<DropProbability> dropProbability() {
    return Optional.of(p);
  }

  @Override
  public Kernel kernel(Layout layout) {
    return new MaskKernel.OfContract(
        p,
        shape -> noiseShape(shape, layout),
        (pass, dtype, draw) -> values.of(pass, p, dtype, layout, draw));
  }
}
