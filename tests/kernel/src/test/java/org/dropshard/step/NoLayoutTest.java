package org.dropshard.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps that need no layout give the same bytes whatever it is, of any rank. */
class NoLayoutTest {
  private static final int[][] SHAPES = {{}, {1}, {207}, {0}, {3, 5}, {2, 3, 4}, {2, 2, 3, 2}};

  @ParameterizedTest
  @ValueSource(strings = {"element_dropout", "sample_dropout", "alpha_dropout", "gaussian_dropout"})
  void theLayoutLeavesNoTrace(String name) {
    Random random = new Random(3);
    Step step = Steps.of(name, Map.of("drop", 0.4));
    assertTrue(!step.needsLayout());
    for (int[] shape : SHAPES) {
      Tensor x = Samples.random(random, DType.FLOAT32, shape);
      byte[] expected = written(step, Layout.NONE, x);
      for (Layout layout : List.of(Layout.CHW, Layout.HWC)) {
        assertArrayEquals(expected, written(step, layout, x), name + " of " + x);
      }
    }
  }

  private static byte[] written(Step step, Layout layout, Tensor x) {
    assertArrayEquals(x.shape(), step.shape(x.shape(), layout));
    byte[] y = new byte[2 * x.byteLength()];
    Kernel kernel = step.kernel(layout);
    kernel.forward(x, Samples.DRAW, y, 0);
    kernel.backward(null, x, Samples.DRAW, y, x.byteLength());
    return y;
  }

  @Test
  void whatGoesByChannelsSaysSo() {
    Map<String, Map<String, Object>> steps =
        Map.of(
            "spatial_dropout", Map.of("drop", 0.4),
            "pixel_dropout", Map.of("drop", 0.4),
            "feature_alpha_dropout", Map.of("drop", 0.4),
            "element_dropout", Map.of("drop", 0.4, "fill", List.of(1, 2, 3)),
            "channel_dropout", Map.of("dropped", 1),
            "cutout", Map.of("size", 2),
            "instance_norm", Map.of(),
            "pixel_shuffle", Map.of("factor", 2));
    steps.forEach((name, given) -> assertTrue(Steps.of(name, given).needsLayout(), name));
    assertEquals(1, Layout.NONE.channels(new int[] {4, 3, 2}));
    assertEquals(1, Layout.NONE.channels(new int[0]));
  }
}
