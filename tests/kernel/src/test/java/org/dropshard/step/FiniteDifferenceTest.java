package org.dropshard.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The backward pass of every step is the derivative of its forward pass, under the same draw. */
class FiniteDifferenceTest {
  private static final double H = 1e-5;

  static List<Map.Entry<String, Map<String, Object>>> steps() {
    List<Object> kernel = List.of(List.of(0.5, -1.0), List.of(2.0, 0.25));
    return List.of(
        Map.entry("element_dropout", Map.of("drop", 0.4)),
        Map.entry("element_dropout", Map.of("drop", 0.4, "scale", "vanilla")),
        Map.entry("spatial_dropout", Map.of("drop", 0.4, "fill", 3)),
        Map.entry("spatial_dropout", Map.of("drop", 0.8, "at_least", 2)),
        Map.entry("spatial_dropout", Map.of("keep", 0.3, "scale", "crossed")),
        Map.entry("spatial_dropout_2d", Map.of("drop", 0.4)),
        Map.entry("pixel_dropout", Map.of("drop", 0.4)),
        Map.entry("sample_dropout", Map.of("drop", 0.4)),
        Map.entry("row_dropout", Map.of("drop", 0.4)),
        Map.entry("column_dropout", Map.of("keep", 0.6)),
        Map.entry("noise_dropout", Map.of("drop", 0.4, "shape", List.of(-1, 1, -1))),
        Map.entry("spatial_dropout", Map.of("drop", List.of(0.1, 0.9, 0.5, 0.2, 0.7, 0.5, 0, 1))),
        Map.entry("pixel_dropout", Map.of("keep", List.of(0.1, 0.9, 0.5, 0.2, 0.7, 0.5, 0, 1))),
        Map.entry(
            "sensor_dropout",
            Map.of(
                "groups",
                Map.of("radar", List.of(0, 3), "optical", "4-7"),
                "drop",
                Map.of("radar", 0.6, "optical", 0.5),
                "never",
                "1-2",
                "scale",
                "inverted",
                "fill",
                7)),
        Map.entry("channel_dropout", Map.of("dropped", 3)),
        Map.entry("drop_block", Map.of("drop", 0.3, "size", 2)),
        Map.entry("coarse_dropout", Map.of("holes", 2, "height", 2, "width", 0.4)),
        Map.entry("cutout", Map.of("size", 3, "scale", "inverted")),
        Map.entry("grid_dropout", Map.of("unit", 3)),
        Map.entry("alpha_dropout", Map.of("drop", 0.4)),
        Map.entry("feature_alpha_dropout", Map.of("drop", 0.4)),
        Map.entry("gaussian_dropout", Map.of("drop", 0.4)),
        Map.entry("instance_norm", Map.of()),
        Map.entry(
            "instance_norm",
            Map.of(
                "weight",
                List.of(1, 2, -3, 4, 5, 6, 7, 8),
                "bias",
                List.of(1, 2, 3, 4, 5, 6, 7, 8))),
        Map.entry("pixel_shuffle", Map.of("factor", 2)),
        Map.entry("pixel_unshuffle", Map.of("factor", 2)),
        Map.entry(
            "convolution",
            Map.of(
                "weight",
                List.of(
                    List.of(kernel, kernel, kernel, kernel, kernel, kernel, kernel, kernel),
                    List.of(kernel, kernel, kernel, kernel, kernel, kernel, kernel, kernel)),
                "stride",
                2,
                "pad",
                1,
                "bias",
                List.of(1, 2))));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void backwardIsTheDerivative(Map.Entry<String, Map<String, Object>> named) {
    Random random = new Random(5);
    Step step = Steps.of(named.getKey(), named.getValue());
    for (Layout layout : List.of(Layout.CHW, Layout.HWC)) {
      int[] shape = layout == Layout.CHW ? new int[] {8, 6, 4} : new int[] {6, 4, 8};
      Tensor x = Samples.random(random, DType.FLOAT64, shape);
      Tensor v = Samples.random(random, DType.FLOAT64, shape);
      double[] up = Doubles.of(x);
      double[] down = Doubles.of(x);
      double[] direction = Doubles.of(v);
      for (int i = 0; i < up.length; i++) {
        up[i] += H * direction[i];
        down[i] -= H * direction[i];
      }
      double[] high = forward(step, layout, shape, up);
      double[] low = forward(step, layout, shape, down);
      Tensor dy = Samples.random(random, DType.FLOAT64, step.shape(shape, layout));
      double[] upstream = Doubles.of(dy);
      double expected = 0;
      for (int i = 0; i < high.length; i++) {
        expected += upstream[i] * (high[i] - low[i]) / (2 * H);
      }
      double[] dx = Doubles.of(Samples.backward(step, layout, x, dy, Samples.DRAW));
      double found = 0;
      for (int i = 0; i < dx.length; i++) {
        found += dx[i] * direction[i];
      }
      assertEquals(expected, found, 1e-6 * Math.max(1, Math.abs(expected)), named + " " + layout);
    }
  }

  private static double[] forward(Step step, Layout layout, int[] shape, double[] values) {
    Tensor x = Samples.of(DType.FLOAT64, shape, values);
    return Doubles.of(Samples.forward(step, layout, x, Samples.DRAW));
  }
}
