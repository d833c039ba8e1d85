package org.dropshard.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.NoiseShape;
import org.dropshard.random.Keystream;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A drop probability for each channel: against one for all, and against the rule read aloud. */
class ChannelProbabilitiesTest {
  private static final Draw DRAW = new Draw(20_261_128, -5, 2);
  private static final int[][] SHAPES = {
    {1, 1, 1}, {3, 13, 7}, {7, 1, 5}, {2, 41, 50}, {13, 3, 13}
  };

  private static Map<String, Object> parameters(String step, String name, Object value) {
    Map<String, Object> parameters = new HashMap<>(Map.of(name, value));
    if (step.equals("noise_dropout")) {
      parameters.put("shape", List.of(1, -1, 1));
    }
    return parameters;
  }

  private static Tensor bits(DType dtype, int... shape) {
    byte[] data = new byte[(int) Tensor.elements(shape) * dtype.bytes()];
    new Random(3).nextBytes(data);
    return new Tensor(dtype, shape, data, 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "element_dropout",
        "spatial_dropout",
        "spatial_dropout_2d",
        "pixel_dropout",
        "sample_dropout",
        "row_dropout",
        "column_dropout",
        "noise_dropout"
      })
  void oneProbabilityForEachIsOneForAll(String name) {
    for (Layout layout : new Layout[] {Layout.CHW, Layout.HWC}) {
      for (int[] shape : SHAPES) {
        for (DType dtype : DType.values()) {
          Tensor x = bits(dtype, shape);
          int channels = layout.channels(shape);
          List<Double> each = new ArrayList<>();
          for (int channel = 0; channel < channels; channel++) {
            each.add(0.3);
          }
          Step all = Steps.of(name, parameters(name, "drop", 0.3));
          Step listed = Steps.of(name, parameters(name, "drop", each));
          String what = name + " " + layout + " " + x;
          assertArrayEquals(
              Samples.forward(all, layout, x, DRAW).data(),
              Samples.forward(listed, layout, x, DRAW).data(),
              what);
          assertArrayEquals(
              Samples.backward(all, layout, x, x, DRAW).data(),
              Samples.backward(listed, layout, x, x, DRAW).data(),
              what);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"element_dropout", "spatial_dropout", "pixel_dropout", "row_dropout"})
  void eachElementFollowsTheWordOfItsUnitAndItsChannel(String name) {
    for (Layout layout : new Layout[] {Layout.CHW, Layout.HWC}) {
      for (int[] shape : SHAPES) {
        int channels = layout.channels(shape);
        List<Double> each = new ArrayList<>();
        for (int channel = 0; channel < channels; channel++) {
          each.add(channel % 5 / 4.0); // 0, 0.25 … 1
        }
        Step step = Steps.of(name, Map.of("drop", each, "scale", "none", "fill", -7));
        Tensor x = Samples.filled(DType.FLOAT16, shape, 1);
        Kernel kernel = step.kernel(layout);
        byte[] y = new byte[x.byteLength()];
        final long dropped = kernel.forward(x, DRAW, y, 0);
        double[] found = org.dropshard.tensor.Doubles.of(new Tensor(DType.FLOAT16, shape, y, 0));
        NoiseShape noise =
            StepType.ofLabel(name).orElseThrow().unit().orElseThrow().noiseShape(shape, layout);
        int[] words = words(noise.units());
        int axis = layout.channelAxis(3);
        for (int i = 0; i < found.length; i++) {
          int[] at = {i / (shape[1] * shape[2]), i / shape[2] % shape[1], i % shape[2]};
          int unit = 0;
          for (int a = 0; a < 3; a++) {
            unit = noise.noise()[a] == 1 ? unit : unit * noise.noise()[a] + at[a];
          }
          long threshold = new DropProbability(each.get(at[axis])).threshold();
          boolean kept = Integer.toUnsignedLong(words[unit]) >= threshold;
          assertEquals(kept ? 1 : -7, found[i], name + " " + layout + ", element " + i);
        }
        int[] keep = new int[(int) kernel.units(shape)];
        assertEquals(dropped, kernel.mask(x, DRAW, keep));
        assertEquals(dropped, java.util.Arrays.stream(keep).filter(k -> k == 0).count());
        byte[] again = new byte[y.length];
        assertEquals(
            dropped, kernel.dropAgain(new Tensor(DType.FLOAT16, shape, y, 0), DRAW, again, 0));
        assertArrayEquals(y, again);
      }
    }
  }

  private static int[] words(int count) {
    Keystream keystream = new Keystream();
    keystream.start(DRAW.seed(), DRAW.id(), DRAW.stream(), count);
    int[] words = new int[count];
    keystream.next(words, 0, count);
    return words;
  }

  @Test
  void survivorsAreScaledByTheirOwnChannels() {
    Step step = Steps.of("spatial_dropout", Map.of("keep", List.of(0.1, 0.7, 1, 0)));
    Tensor x = Samples.of(DType.FLOAT32, new int[] {1, 2, 4}, 1, 2, 3, 4, 5, 6, 7, 8);
    for (int id = 0; id < 50; id++) {
      double[] y =
          org.dropshard.tensor.Doubles.of(Samples.forward(step, Layout.HWC, x, new Draw(1, id, 0)));
      float[] s = {(float) (1 / 0.1), (float) (1 / 0.7), 1, 0};
      for (int i = 0; i < 8; i++) {
        if (y[i] != 0 || i % 4 > 1) {
          assertEquals((i + 1) * s[i % 4], (float) y[i]);
        }
      }
    }
  }

  @Test
  void otherNumbersOfChannelsAreRefused() {
    Step step = Steps.of("spatial_dropout", Map.of("drop", List.of(0.1, 0.2, 0.3)));
    assertEquals(
        "Invalid channels: 4 (spatial_dropout has 3 drop probabilities, one a channel)",
        assertThrows(
                IllegalArgumentException.class, () -> step.shape(new int[] {4, 2, 2}, Layout.CHW))
            .getMessage());
    assertEquals(0.2, step.dropRate().orElseThrow(), 1e-15);
    assertEquals(
        "Invalid drop of spatial_dropout: [0.1, 0.2] (a number)",
        assertThrows(
                IllegalArgumentException.class,
                () -> Steps.of("spatial_dropout", Map.of("drop", List.of(0.1, 0.2), "at_least", 1)))
            .getMessage());
  }
}
