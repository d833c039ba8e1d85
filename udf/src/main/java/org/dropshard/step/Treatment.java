package org.dropshard.step;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.Scale;
import org.dropshard.dropout.Writing;
import org.dropshard.step.MaskKernel.Pass;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;

/**
 * What becomes of kept and dropped values.
 *
 * @param scale null: inverted for floating types, none for integers
 * @param fill one value, or one a channel
 */
record Treatment(Scale scale, double[] fill) implements Serializable {
  private static final double[] ZERO = {0};

  /** Reads {@code scale} and {@code fill}; scales other than {@code choices} are refused. */
  static Treatment of(Parameters parameters, String standard, String... choices) {
    String scale = parameters.text("scale", standard);
    if (!Arrays.asList(choices).contains(scale)) {
      throw parameters.invalid("scale", scale, String.join(", ", choices));
    }
    return new Treatment(
        scale.equals("auto") ? null : Scale.ofLabel(scale), parameters.numbers("fill", ZERO));
  }

  /**
   * @throws IllegalArgumentException if the fill suits no tensor of the shape
   */
  void check(int[] shape, Layout layout) {
    int channels = layout.channels(shape);
    if (fill.length != 1 && fill.length != channels) {
      throw new IllegalArgumentException(
          "Invalid fill: " + fill.length + " values (1, or " + channels + ": one a channel)");
    }
  }

  Scale scale(DType dtype) {
    if (scale != null) {
      return scale;
    }
    return dtype.isFloating() ? Scale.INVERTED : Scale.NONE;
  }

  boolean rounds(DType dtype) {
    Scale chosen = scale(dtype);
    return chosen == Scale.INVERTED
        || chosen == Scale.CROSSED
        || Arrays.stream(fill).anyMatch(value -> value != 0);
  }

  /** With the scale's factor for p. */
  Writing writing(Pass pass, DropProbability p, DType dtype, Layout layout) {
    return writing(pass, scale(dtype).factor(p), layout);
  }

  /**
   * With a factor of the step's own, where values are scaled.
   *
   * @param inverse 1 over the probability, or the share, that is kept
   */
  Writing writing(Pass pass, double inverse, DType dtype, Layout layout) {
    return writing(pass, scale(dtype) == Scale.INVERTED ? inverse : 1, layout);
  }

  private Writing writing(Pass pass, double factor, Layout layout) {
    return switch (pass) {
      case FORWARD -> Writing.scaled(layout, factor, fill);
      case BACKWARD -> Writing.scaled(layout, factor, ZERO);
      case AGAIN -> Writing.scaled(layout, 1, fill);
      case GRADIENT_AGAIN -> Writing.scaled(layout, 1, ZERO);
    };
  }

  Map<String, Object> into(Map<String, Object> parameters) {
    parameters.put("scale", scale == null ? "auto" : scale.label());
    parameters.put("fill", list(fill));
    return parameters;
  }

  static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
