package org.dropshard.step;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import org.dropshard.dropout.AffineAndFill;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.Scale;
import org.dropshard.step.MaskKernel.Pass;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Nodata;
import org.dropshard.tensor.Values;

/**
 * What becomes of kept and dropped values.
 *
 * @param scale null: inverted for floating types, none for integers
 * @param fill one value, or one a channel
 */
record ScaleAndFill(Scale scale, double[] fill) implements Serializable {
  private static final double[] ZERO = {0};

  /** Reads {@code scale} and {@code fill}; scales other than {@code choices} are refused. */
  static ScaleAndFill of(Parameters parameters, String standard, String... choices) {
    String scale = parameters.text("scale", standard);
    if (!Arrays.asList(choices).contains(scale)) {
      throw parameters.invalid("scale", scale, String.join(", ", choices));
    }
    return new ScaleAndFill(
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

  boolean scales(DType dtype) {
    Scale chosen = scale(dtype);
    return chosen == Scale.INVERTED || chosen == Scale.CROSSED;
  }

  boolean rounds(DType dtype) {
    return scales(dtype) || Arrays.stream(fill).anyMatch(value -> value != 0);
  }

  /** Whether a fill is the value of no data, as some type has both. */
  boolean fills(Nodata nodata) {
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
  AffineAndFill of(Pass pass, DropProbability p, DType dtype, Layout layout) {
    return of(pass, scale(dtype).factor(p), layout);
  }

  /**
   * What a pass writes, with a factor of the step's own where values are scaled.
   *
   * @param inverse 1 over the probability, or the share, that is kept
   */
  AffineAndFill of(Pass pass, double inverse, DType dtype, Layout layout) {
    return of(pass, scale(dtype) == Scale.INVERTED ? inverse : 1, layout);
  }

  private AffineAndFill of(Pass pass, double factor, Layout layout) {
    return AffineAndFill.scaled(
        layout, pass.scales() ? factor : 1, pass.isOfGradients() ? ZERO : fill);
  }

  Map<String, Object> into(Map<String, Object> parameters) {
    parameters.put("scale", scale == null ? "auto" : scale.label());
    parameters.put("fill", Arrays.stream(fill).boxed().toList());
    return parameters;
  }
}
