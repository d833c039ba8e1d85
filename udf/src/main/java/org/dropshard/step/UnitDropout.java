package org.dropshard.step;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.Kind;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.dropout.Scale;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;

/**
 * Dropout of independent units: the mask contract as it stands.
 *
 * @param name of the step
 * @param kind what shares a decision; null where {@code noise} says it
 * @param rank the axes that tensors must have; 0: any
 * @param noise 1 for an axis that shares a decision, −1 for one that does not; null where {@code
 *     kind} says it
 * @param drop the drop probability
 */
record UnitDropout(String name, Kind kind, int rank, int[] noise, double drop, Treatment values)
    implements Step {
  private static final long serialVersionUID = 1L;

  UnitDropout {
    if (values.scale() == Scale.CROSSED && drop == 0) {
      throw new IllegalArgumentException(
          "Invalid drop probability: 0.0 (scale crossed divides by it)");
    }
  }

  static Step of(String name, Kind kind, int rank, Parameters parameters) {
    DropProbability p = parameters.drop();
    int[] noise = null;
    if (kind == null) {
      noise = parameters.integers("shape");
      if (Arrays.stream(noise).anyMatch(n -> n != 1 && n != -1)) {
        throw parameters.invalid(
            "shape", Arrays.toString(noise), "1 where an axis shares a decision, else -1");
      }
    }
    Treatment values =
        Treatment.of(parameters, "auto", "auto", "inverted", "none", "vanilla", "crossed");
    return new UnitDropout(name, kind, rank, noise, p.value(), values);
  }

  NoiseShape noiseShape(int[] shape, Layout layout) {
    Steps.requireRank(name, rank, shape);
    if (kind != null) {
      return kind.noiseShape(shape, layout);
    }
    if (noise.length != shape.length) {
      throw new IllegalArgumentException(
          "Invalid shape: "
              + Arrays.toString(shape)
              + " (the noise shape has "
              + noise.length
              + " axes)");
    }
    int[] axes = shape.clone();
    for (int axis = 0; axis < axes.length; axis++) {
      axes[axis] = noise[axis] == 1 ? 1 : axes[axis];
    }
    return new NoiseShape(shape, axes);
  }

  @Override
  public Map<String, Object> parameters() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    if (noise != null) {
      parameters.put("shape", Arrays.stream(noise).boxed().toList());
    }
    parameters.put("drop", drop);
    return values.into(parameters);
  }

  @Override
  public int[] shape(int[] shape, Layout layout) {
    noiseShape(shape, layout);
    values.check(shape, layout);
    return shape;
  }

  @Override
  public Step evaluation() {
    Scale scale = values.scale() == null ? Scale.INVERTED : values.scale();
    return new Evaluation(name, scale.evaluationFactor(new DropProbability(drop)));
  }

  @Override
  public boolean needsLayout() {
    return kind == Kind.SPATIAL || kind == Kind.PIXEL || values.fill().length > 1;
  }

  @Override
  public boolean rounds(DType dtype) {
    return values.rounds(dtype);
  }

  @Override
  public double scale(DType dtype) {
    double factor = values.scale(dtype).factor(new DropProbability(drop));
    return Double.isFinite(factor) ? factor : 1;
  }

  @Override
  public OptionalDouble dropProbability() {
    return OptionalDouble.of(drop);
  }

  @Override
  public Kernel kernel(Layout layout) {
    DropProbability p = new DropProbability(drop);
    TensorDropout kernel = new TensorDropout();
    return new MaskKernel() {
      @Override
      long write(Pass pass, Tensor x, Draw draw, byte[] y, int yOffset) {
        return kernel.apply(
            values.writing(pass, p, x.dtype(), layout),
            p,
            noiseShape(x.shape(), layout),
            draw.seed(),
            draw.id(),
            draw.stream(),
            x,
            y,
            yOffset);
      }

      @Override
      public long units(int[] shape) {
        return noiseShape(shape, layout).units();
      }
    };
  }
}
