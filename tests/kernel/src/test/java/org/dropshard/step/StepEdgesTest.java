package org.dropshard.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.TensorDropout;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** p = 0 and 1, NaN and infinity, one channel, one element, nothing at all, every type. */
class StepEdgesTest {
  /** Steps whose parameters are a drop probability and what stands here. */
  private static final Map<String, Map<String, Object>> WITH_P =
      Map.ofEntries(
          Map.entry("element_dropout", Map.of()),
          Map.entry("spatial_dropout", Map.of()),
          Map.entry("spatial_dropout_2d", Map.of()),
          Map.entry("pixel_dropout", Map.of()),
          Map.entry("sample_dropout", Map.of()),
          Map.entry("row_dropout", Map.of()),
          Map.entry("column_dropout", Map.of()),
          Map.entry("noise_dropout", Map.of("shape", List.of(1, -1, 1))),
          Map.entry("drop_block", Map.of("size", 1)),
          Map.entry("alpha_dropout", Map.of()),
          Map.entry("feature_alpha_dropout", Map.of()),
          Map.entry("gaussian_dropout", Map.of()));

  private static Step step(String name, double p) {
    Map<String, Object> parameters = new HashMap<>(WITH_P.get(name));
    parameters.put("drop", p);
    return Steps.of(name, parameters);
  }

  private static Tensor bits(DType dtype, int... shape) {
    byte[] data = new byte[(int) Tensor.elements(shape) * dtype.bytes()];
    new Random(3).nextBytes(data);
    return new Tensor(dtype, shape, data, 0);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void nothingDroppedIsBitForBitTheInput(DType dtype) {
    Tensor x = bits(dtype, 3, 5, 4);
    for (String name : WITH_P.keySet()) {
      Tensor y = Samples.forward(step(name, 0), Layout.CHW, x, Samples.DRAW);
      assertArrayEquals(x.data(), y.data(), name);
    }
    Step none = Steps.of("channel_dropout", Map.of("dropped", 0));
    assertArrayEquals(x.data(), Samples.forward(none, Layout.CHW, x, Samples.DRAW).data());
    Step all = Steps.of("spatial_dropout", Map.of("drop", 0.9, "at_least", 3));
    assertArrayEquals(x.data(), Samples.forward(all, Layout.CHW, x, Samples.DRAW).data());
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void allDroppedIsTheFill(DType dtype) {
    Tensor x = bits(dtype, 3, 5, 4);
    for (String name : WITH_P.keySet()) {
      if (name.equals("gaussian_dropout")) {
        continue;
      }
      Tensor y = Samples.forward(step(name, 1), Layout.CHW, x, Samples.DRAW);
      assertTrue(Arrays.stream(Doubles.of(y)).allMatch(v -> v == 0), name);
    }
    Step all = Steps.of("channel_dropout", Map.of("dropped", 3, "fill", List.of(1, 2, 3)));
    double[] y = Doubles.of(Samples.forward(all, Layout.CHW, x, Samples.DRAW));
    for (int i = 0; i < y.length; i++) {
      assertEquals(i / 20 + 1, y[i]);
    }
  }

  @Test
  void certainDropWithSurvivorsKeepsExactlyThose() {
    Step step = Steps.of("spatial_dropout", Map.of("drop", 1, "at_least", 2, "scale", "none"));
    Tensor x = Samples.filled(DType.FLOAT32, new int[] {8, 2}, 1);
    for (int id = 0; id < 50; id++) {
      Tensor y = Samples.forward(step, Layout.CHW, x, new Draw(1, id, 0));
      assertEquals(4, Arrays.stream(Doubles.of(y)).sum());
    }
  }

  /** Dropped NaN and infinity do not survive; kept ones stay what they are. */
  @Test
  void whatIsDroppedIsGoneWhateverItWas() {
    double[] odd = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0};
    for (String name : WITH_P.keySet()) {
      for (double value : odd) {
        Step step = step(name, 0.5);
        Tensor x = Samples.filled(DType.FLOAT32, new int[] {4, 8, 8}, value);
        Kernel kernel = step.kernel(Layout.CHW);
        byte[] y = new byte[x.byteLength()];
        long dropped = kernel.forward(x, Samples.DRAW, y, 0);
        if (dropped == 0) {
          continue; // noise drops nothing, and one unit may survive
        }
        double[] ones =
            Doubles.of(
                Samples.forward(
                    step, Layout.CHW, Samples.filled(DType.FLOAT32, x.shape(), 1), Samples.DRAW));
        double[] values = Doubles.of(new Tensor(DType.FLOAT32, x.shape(), y, 0));
        double gone = Arrays.stream(ones).min().orElseThrow();
        for (int i = 0; i < values.length; i++) {
          if (ones[i] == gone) {
            assertEquals(gone, values[i], name + " of " + value);
          } else if (value != 0) {
            assertEquals(value, values[i], name + " of " + value);
          }
        }
      }
    }
  }

  @Test
  void oneChannelOneElementAndNone() {
    for (String name : WITH_P.keySet()) {
      for (int[] shape : new int[][] {{1, 1, 1}, {1, 3, 3}, {0, 3, 3}, {3, 0, 3}, {3, 3, 0}}) {
        Tensor x = Samples.filled(DType.FLOAT32, shape, 2);
        for (double p : new double[] {0, 0.5}) {
          Tensor y = Samples.forward(step(name, p), Layout.CHW, x, Samples.DRAW);
          assertEquals(x.length(), y.length());
        }
      }
    }
    Map<String, Map<String, Object>> others =
        Map.of(
            "coarse_dropout",
            Map.of("height", 2, "width", 0.5),
            "cutout",
            Map.of("size", 3),
            "grid_dropout",
            Map.of("unit", 2),
            "channel_dropout",
            Map.of("dropped", 0),
            "instance_norm",
            Map.of(),
            "pixel_shuffle",
            Map.of("factor", 1),
            "pixel_unshuffle",
            Map.of("factor", 1));
    others.forEach(
        (name, parameters) -> {
          for (int[] shape : new int[][] {{1, 1, 1}, {1, 3, 3}, {0, 3, 3}, {3, 0, 3}, {3, 3, 0}}) {
            Tensor x = Samples.filled(DType.FLOAT64, shape, 2);
            Tensor y = Samples.forward(Steps.of(name, parameters), Layout.CHW, x, Samples.DRAW);
            assertEquals(x.length(), y.length(), name);
          }
        });
  }

  @Test
  void aHoleTheSizeOfThePictureDropsItAll() {
    Step step = Steps.of("coarse_dropout", Map.of("height", 100, "width", 100));
    Tensor x = Samples.filled(DType.UINT8, new int[] {5, 6, 3}, 9);
    Tensor y = Samples.forward(step, Layout.HWC, x, Samples.DRAW);
    assertTrue(Arrays.stream(Doubles.of(y)).allMatch(v -> v == 0));
  }

  @Test
  void instanceNormOfOnePlaceIsItsBiasAndOfNaNIsNaN() {
    Step step = Steps.of("instance_norm", Map.of("bias", List.of(1, 2), "weight", List.of(3, 4)));
    Tensor one = Samples.of(DType.FLOAT64, new int[] {2, 1, 1}, 7, -7);
    assertArrayEquals(
        new double[] {1, 2}, Doubles.of(Samples.forward(step, Layout.CHW, one, Samples.DRAW)));
    Tensor nan = Samples.of(DType.FLOAT64, new int[] {2, 2}, Double.NaN, 1, 5, 5);
    double[] y = Doubles.of(Samples.forward(step, Layout.CHW, nan, Samples.DRAW));
    assertTrue(Double.isNaN(y[0]) && Double.isNaN(y[1]));
    assertEquals(2, y[2]);
  }

  /** Inverted kinds leave evaluation alone, vanilla multiplies by 1 − p. */
  @Test
  void evaluationIsIdentityButForVanilla() {
    Tensor x = bits(DType.FLOAT32, 3, 5, 4);
    for (String name : WITH_P.keySet()) {
      Step step = step(name, 0.5).evaluation();
      assertArrayEquals(x.data(), Samples.forward(step, Layout.CHW, x, Samples.DRAW).data(), name);
      assertFalse(step.kernel(Layout.CHW).drops());
    }
    Step vanilla =
        Steps.of("spatial_dropout", Map.of("drop", 0.25, "scale", "vanilla")).evaluation();
    Tensor ones = Samples.filled(DType.FLOAT32, new int[] {2, 3}, 2);
    double[] y = Doubles.of(Samples.forward(vanilla, Layout.CHW, ones, Samples.DRAW));
    assertTrue(Arrays.stream(y).allMatch(v -> v == 1.5));
  }

  @Test
  void shufflingBackAndForthIsIdentityInBothLayouts() {
    for (Layout layout : List.of(Layout.CHW, Layout.HWC)) {
      for (DType dtype : DType.values()) {
        Tensor x = layout == Layout.CHW ? bits(dtype, 18, 2, 5) : bits(dtype, 2, 5, 18);
        Step shuffle = Steps.of("pixel_shuffle", Map.of("factor", 3));
        Tensor y = Samples.forward(shuffle, layout, x, Samples.DRAW);
        assertArrayEquals(
            layout == Layout.CHW ? new int[] {2, 6, 15} : new int[] {6, 15, 2}, y.shape());
        Step back = shuffle.inverse().orElseThrow();
        assertArrayEquals(x.data(), Samples.forward(back, layout, y, Samples.DRAW).data());
      }
    }
  }

  /** What a convolution gives for CHW, moved to HWC, is what it gives for HWC. */
  @Test
  void convolutionIsTheSameInBothLayouts() {
    List<Object> weight =
        List.of(
            List.of(List.of(List.of(1, 2, 3)), List.of(List.of(-1, 0.5, 4))),
            List.of(List.of(List.of(0, 1, 0)), List.of(List.of(2, 2, 2))));
    Step step = Steps.of("convolution", Map.of("weight", weight, "pad", 1));
    Tensor chw = Samples.random(new Random(1), DType.FLOAT64, 2, 3, 4);
    double[] from = Doubles.of(chw);
    double[] moved = new double[from.length];
    for (int i = 0; i < from.length; i++) {
      moved[i % 12 * 2 + i / 12] = from[i];
    }
    Tensor hwc = Samples.of(DType.FLOAT64, new int[] {3, 4, 2}, moved);
    double[] first = Doubles.of(Samples.forward(step, Layout.CHW, chw, Samples.DRAW));
    double[] last = Doubles.of(Samples.forward(step, Layout.HWC, hwc, Samples.DRAW));
    for (int i = 0; i < first.length; i++) {
      int places = first.length / 2;
      assertEquals(first[i], last[i % places * 2 + i / places]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"element_dropout", "gaussian_dropout", "alpha_dropout", "drop_block"})
  void parametersMakeTheStepAgain(String name) {
    Step step = step(name, 0.3);
    assertEquals(step.parameters(), Steps.of(name, step.parameters()).parameters());
    Map<String, Object> keep = new HashMap<>(WITH_P.get(name));
    keep.put("keep", 1e-5);
    assertEquals(1e-5, Steps.of(name, keep).parameters().get("keep"));
  }

  /** 1 / (1 − (1 − K)) would be off by 4.6e-12 of it. */
  @Test
  void whoGivesKeepGetsKeep() {
    double keep = 1e-5;
    Step step = Steps.of("element_dropout", Map.of("keep", keep));
    assertEquals(1 / keep, step.scale(DType.FLOAT64));
    assertEquals(
        new DropProbability(1 - keep).threshold(), step.dropProbability().get().threshold());
    Tensor x = Samples.filled(DType.FLOAT64, new int[] {1 << 20}, 1);
    double[] y = Doubles.of(Samples.forward(step, Layout.CHW, x, Samples.DRAW));
    assertEquals(1 / keep, Arrays.stream(y).max().orElseThrow());
    Tensor f = Samples.filled(DType.FLOAT32, new int[] {1 << 20}, 1);
    double[] z = Doubles.of(Samples.forward(step, Layout.CHW, f, Samples.DRAW));
    assertEquals((float) (1 / keep), Arrays.stream(z).max().orElseThrow());
    double[] vanilla =
        Doubles.of(
            Samples.forward(
                Steps.of("element_dropout", Map.of("keep", keep, "scale", "vanilla")).evaluation(),
                Layout.CHW,
                x,
                Samples.DRAW));
    assertEquals(keep, vanilla[0]);
  }

  /** Every row (or column) of all channels is whole or gone, as the contract's words say. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  void rowsAndColumnsGoWhole(Layout layout) {
    int[] shape = layout == Layout.CHW ? new int[] {3, 40, 30} : new int[] {40, 30, 3};
    Tensor x = Samples.filled(DType.FLOAT64, shape, 1);
    for (boolean rows : new boolean[] {true, false}) {
      Step step = Steps.of(rows ? "row_dropout" : "column_dropout", Map.of("drop", 0.4));
      Kernel kernel = step.kernel(layout);
      byte[] data = new byte[x.byteLength()];
      final long dropped = kernel.forward(x, Samples.DRAW, data, 0);
      double[] y = Doubles.of(new Tensor(DType.FLOAT64, shape, data, 0));
      int[] keep = new int[rows ? 40 : 30];
      new TensorDropout()
          .mask(
              new DropProbability(0.4),
              Samples.DRAW.seed(),
              Samples.DRAW.id(),
              Samples.DRAW.stream(),
              keep);
      for (int i = 0; i < y.length; i++) {
        int place = layout == Layout.CHW ? i % 1200 : i / 3;
        int line = rows ? place / 30 : place % 30;
        assertEquals(keep[line] == 0 ? 0 : 1 / 0.6, y[i], 1e-15);
      }
      assertEquals(keep.length, kernel.units(shape));
      assertEquals(Arrays.stream(keep).filter(k -> k == 0).count(), dropped);
    }
    refuses("row_dropout", Map.of("drop", 0.1), new int[] {4, 4});
  }

  private static void refuses(String name, Map<String, Object> parameters, int[] shape) {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> Steps.of(name, parameters).shape(shape, Layout.CHW));
    assertEquals(
        "Invalid shape: " + Arrays.toString(shape) + " (" + name + " needs rank 3)",
        thrown.getMessage());
  }
}
