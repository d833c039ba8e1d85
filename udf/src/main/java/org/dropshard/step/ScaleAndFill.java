package org.dropshard.step;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.dropshard.dropout.AffineAndFill;
import org.dropshard.dropout.Drawn;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.RandomFill;
import org.dropshard.dropout.Scale;
import org.dropshard.step.MaskKernel.Pass;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Invalid;
import org.dropshard.tensor.Labels;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Nodata;
import org.dropshard.tensor.Values;

/**
 * What becomes of kept and dropped values.
 *
 * @param scale null: inverted for floating types, none for integers
 * @param fill one value, or one a channel
 * @param random what is drawn in its place; null: nothing is
 */
record ScaleAndFill(Scale scale, double[] fill, RandomFill random) implements Serializable {
  private static final double[] ZERO = {0};

  /** Reads {@code scale} and {@code fill}; scales other than {@code choices} are refused. */
  static ScaleAndFill of(Parameters parameters, String standard, String... choices) {
    String scale = parameters.text("scale", standard);
    if (!Arrays.asList(choices).contains(scale)) {
      throw parameters.invalid("scale", scale, String.join(", ", choices));
    }
    RandomFill random = parameters.isNamed("fill") ? random(parameters) : null;
    return new ScaleAndFill(
        scale.equals("auto") ? null : Scale.ofLabel(scale),
        random == null ? parameters.numbers("fill", ZERO) : ZERO,
        random);
  }

  /** {@code {uniform = {min, max}}} or {@code {normal = {mean, std}}}. */
  private static RandomFill random(Parameters parameters) {
    Map<String, Object> given = parameters.named("fill");
    for (RandomFill.Shape shape : RandomFill.Shape.values()) {
      String name = Labels.of(shape);
      if (given.keySet().equals(Set.of(name)) && given.get(name) instanceof Map<?, ?> of) {
        Parameters own = new Parameters("fill " + name, Parameters.named(of));
        boolean uniform = shape == RandomFill.Shape.UNIFORM;
        RandomFill random =
            new RandomFill(
                shape, own.numbers(uniform ? "min" : "mean"), own.numbers(uniform ? "max" : "std"));
        own.end();
        return random;
      }
    }
    throw parameters.invalid(
        "fill", given, "numbers, {uniform = {min = …, max = …}} or {normal = {mean = …, std = …}}");
  }

  /** How many channels the fill has values for; 1: for any. */
  int channels() {
    return random == null ? fill.length : random.channels();
  }

  /**
   * @throws IllegalArgumentException if the fill suits no tensor of the shape
   */
  void check(int[] shape, Layout layout) {
    int channels = layout.channels(shape);
    if (channels() != 1 && channels() != channels) {
      throw Invalid.argument(
          "fill", channels() + " values", "1, or " + channels + ": one a channel");
    }
  }

  Scale scale(DType dtype) {
    if (scale != null) {
      return scale;
    }
    return dtype.isFloating() ? Scale.INVERTED : Scale.NONE;
  }

  boolean scales(DType dtype) {
    Scale chosen = scale(dtype);
    return chosen == Scale.INVERTED || chosen == Scale.CROSSED;
  }

  boolean rounds(DType dtype) {
    return scales(dtype) || random != null || Arrays.stream(fill).anyMatch(value -> value != 0);
  }

  /** Whether a fill is the value of no data, as some type has both. */
  boolean fills(Nodata nodata) {
    if (random != null) {
      return true;
    }
    for (DType dtype : DType.values()) {
      double held = Values.ofBits(dtype, Values.toBits(dtype, nodata.value()));
      for (double value : fill) {
        double filled = Values.ofBits(dtype, Values.toBits(dtype, value));
        if (nodata.isHeld(dtype) && (filled == held || Double.isNaN(filled + held))) {
          return true;
        }
      }
    }
    return false;
  }

  /** What a pass writes, with the scale's factor for p. */
  AffineAndFill of(Pass pass, DropProbability p, DType dtype, Layout layout, Draw draw) {
    return of(pass, scale(dtype).factor(p), layout, draw);
  }

  /**
   * What a pass writes, with a factor of the step's own where values are scaled.
   *
   * @param inverse 1 over the probability, or the share, that is kept
   */
  AffineAndFill of(Pass pass, double inverse, DType dtype, Layout layout, Draw draw) {
    return of(pass, scale(dtype) == Scale.INVERTED ? inverse : 1, layout, draw);
  }

  private AffineAndFill of(Pass pass, double factor, Layout layout, Draw draw) {
    AffineAndFill written =
        AffineAndFill.scaled(
            layout, pass.scales() ? factor : 1, pass.isOfGradients() ? ZERO : fill);
    return random == null || pass.isOfGradients()
        ? written
        : written.with(new Drawn(random, draw.seed(), draw.id(), draw.stream()));
  }

  Map<String, Object> into(Map<String, Object> parameters) {
    parameters.put("scale", scale == null ? "auto" : scale.label());
    parameters.put("fill", random == null ? Doubles.list(fill) : described());
    return parameters;
  }

  private Map<String, Object> described() {
    boolean uniform = random.shape() == RandomFill.Shape.UNIFORM;
    Map<String, Object> of = new LinkedHashMap<>();
    of.put(uniform ? "min" : "mean", Doubles.list(random.first()));
    of.put(uniform ? "max" : "std", Doubles.list(random.second()));
    return Map.of(Labels.of(random.shape()), of);
  }
}
