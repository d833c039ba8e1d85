package org.dropshard.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gradients of parameters are the derivatives by them, one parameter at a time. */
class LearnedGradientsTest {
  private static final double H = 1e-5;
  private static final int CHANNELS = 3;

  private static Map<String, Object> parameters(String step, Random random) {
    Map<String, Object> given = new LinkedHashMap<>();
    if (step.equals("instance_norm")) {
      given.put("weight", numbers(random, CHANNELS));
      given.put("bias", numbers(random, CHANNELS));
    } else {
      List<Object> filters = new ArrayList<>();
      for (int f = 0; f < 2; f++) {
        List<Object> channels = new ArrayList<>();
        for (int c = 0; c < CHANNELS; c++) {
          channels.add(List.of(numbers(random, 2), numbers(random, 2)));
        }
        filters.add(channels);
      }
      given.put("weight", filters);
      given.put("bias", numbers(random, 2));
      given.put("stride", 2);
      given.put("pad", 1);
    }
    return given;
  }

  private static List<Double> numbers(Random random, int n) {
    return random.doubles(n, -1, 1).boxed().toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"instance_norm", "convolution"})
  void eachIsTheDerivativeByItsParameter(String name) {
    Random random = new Random(31);
    for (Layout layout : List.of(Layout.CHW, Layout.HWC)) {
      int[] shape = layout == Layout.CHW ? new int[] {CHANNELS, 5, 4} : new int[] {5, 4, CHANNELS};
      Map<String, Object> given = parameters(name, random);
      Step step = Steps.of(name, given);
      Tensor x = Samples.random(random, DType.FLOAT64, shape);
      Tensor dy = Samples.random(random, DType.FLOAT64, step.shape(shape, layout));
      Map<String, double[]> learned = learned(step, layout, x, dy);
      assertEquals(List.of("weight", "bias"), List.copyOf(learned.keySet()));
      learned.forEach(
          (parameter, gradient) -> {
            for (int i = 0; i < gradient.length; i++) {
              double slope =
                  (loss(name, given, parameter, i, H, layout, x, dy)
                          - loss(name, given, parameter, i, -H, layout, x, dy))
                      / (2 * H);
              assertEquals(slope, gradient[i], 1e-6, name + " " + layout + " " + parameter + i);
            }
          });
    }
  }

  private static Map<String, double[]> learned(Step step, Layout layout, Tensor x, Tensor dy) {
    Map<String, double[]> learned = new LinkedHashMap<>();
    step.learned(x.shape(), layout)
        .forEach((name, shape) -> learned.put(name, new double[(int) Tensor.elements(shape)]));
    byte[] dx = new byte[x.byteLength()];
    step.kernel(layout).backward(x, dy, Samples.DRAW, dx, 0, learned);
    byte[] alone = new byte[x.byteLength()];
    step.kernel(layout).backward(x, dy, Samples.DRAW, alone, 0);
    assertArrayEquals(alone, dx, "whether parameters are asked for changes nothing");
    return learned;
  }

  /** Σ dy · y where one number of a parameter is a little off. */
  private static double loss(
      String name,
      Map<String, Object> given,
      String parameter,
      int index,
      double by,
      Layout layout,
      Tensor x,
      Tensor dy) {
    Map<String, Object> moved = new LinkedHashMap<>(given);
    moved.put(parameter, moved(given.get(parameter), new int[] {index}, by));
    double[] y = Doubles.of(Samples.forward(Steps.of(name, moved), layout, x, Samples.DRAW));
    double[] upstream = Doubles.of(dy);
    double loss = 0;
    for (int i = 0; i < y.length; i++) {
      loss += upstream[i] * y[i];
    }
    return loss;
  }

  private static Object moved(Object value, int[] left, double by) {
    if (value instanceof List<?> list) {
      return list.stream().map(element -> moved(element, left, by)).toList();
    }
    return left[0]-- == 0 ? (Double) value + by : value;
  }

  @Test
  void partsThatWereNotGivenHaveGradientsToo() {
    Step norm = Steps.of("instance_norm", Map.of());
    int[] shape = {CHANNELS, 4, 4};
    assertArrayEquals(new int[] {CHANNELS}, norm.learned(shape, Layout.CHW).get("weight"));
    assertArrayEquals(new int[] {CHANNELS}, norm.learned(shape, Layout.CHW).get("bias"));
    assertEquals(Map.of(), Steps.of("cutout", Map.of("size", 2)).learned(shape, Layout.CHW));
  }
}
