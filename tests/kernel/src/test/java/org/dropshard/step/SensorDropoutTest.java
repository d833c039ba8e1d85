package org.dropshard.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.dropshard.dropout.DropProbability;
import org.dropshard.random.Keystream;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.testing.Chance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Groups of channels. Fewer than 50 comparisons are by chance, each with a false-alarm probability
 * of {@link Chance#FALSE_ALARM} = 1e-10: below 5e-9 in all.
 */
class SensorDropoutTest {
  private static final long SEED = 20_261_128;

  /** Thirteen bands: two of a radar, ten optical, of which one stands apart, and heights. */
  private static final Map<String, Object> BANDS =
      Map.of(
          "groups",
          Map.of("radar", List.of(1, 0), "optical", List.of("2-10", 12)),
          "drop",
          Map.of("radar", 0.3, "optical", 0.1),
          "never",
          11);

  private static Step sensors(Map<String, Object> more) {
    Map<String, Object> parameters = new HashMap<>(BANDS);
    parameters.putAll(more);
    return Steps.of("sensor_dropout", parameters);
  }

  private static int[] words(Draw draw, int count) {
    Keystream keystream = new Keystream();
    keystream.start(draw.seed(), draw.id(), draw.stream(), count);
    int[] words = new int[count];
    keystream.next(words, 0, count);
    return words;
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void groupsFailTogetherByTheWordOfTheirLowestChannel(DType dtype) {
    Step step = sensors(Map.of("fill", 9));
    for (Layout layout : new Layout[] {Layout.CHW, Layout.HWC}) {
      int[] shape = layout == Layout.CHW ? new int[] {13, 3, 5} : new int[] {3, 5, 13};
      Kernel kernel = step.kernel(layout);
      Tensor x = Samples.filled(dtype, shape, 2);
      for (int id = 0; id < 40; id++) {
        Draw draw = new Draw(SEED, id, 1);
        int[] words = words(draw, 3);
        boolean radar = Integer.toUnsignedLong(words[0]) >= new DropProbability(0.3).threshold();
        boolean optical = Integer.toUnsignedLong(words[2]) >= new DropProbability(0.1).threshold();
        Tensor y = Samples.forward(step, kernel, layout, x, draw);
        double[] found = Doubles.of(y);
        for (int i = 0; i < found.length; i++) {
          int channel = layout == Layout.CHW ? i / 15 : i % 13;
          boolean kept = channel == 11 || (channel < 2 ? radar : optical);
          assertEquals(kept ? 2 : 9, found[i], dtype + ", sample " + id + ", channel " + channel);
        }
        int[] keep = new int[2];
        assertEquals(2, kernel.units(shape));
        assertEquals((radar ? 0 : 1) + (optical ? 0 : 1), kernel.mask(x, draw, keep));
        assertArrayEquals(new int[] {radar ? -1 : 0, optical ? -1 : 0}, keep);
        byte[] again = new byte[y.byteLength()];
        kernel.dropAgain(y, draw, again, 0);
        assertArrayEquals(y.data(), again);
      }
    }
  }

  @Test
  void groupsOfOneChannelAreSpatialDropout() {
    Map<String, Object> each = new HashMap<>();
    Map<String, Object> drops = new HashMap<>();
    for (int channel = 0; channel < 5; channel++) {
      each.put("band" + (9 - channel), channel);
      drops.put("band" + (9 - channel), channel / 5.0);
    }
    Step groups =
        Steps.of("sensor_dropout", Map.of("groups", each, "drop", drops, "scale", "inverted"));
    Step channels = Steps.of("spatial_dropout", Map.of("drop", List.of(0, 0.2, 0.4, 0.6, 0.8)));
    Tensor x = Samples.random(new Random(1), DType.FLOAT16, 5, 7, 3);
    for (int id = 0; id < 50; id++) {
      Draw draw = new Draw(SEED, id, 0);
      assertArrayEquals(
          Samples.forward(channels, Layout.CHW, x, draw).data(),
          Samples.forward(groups, Layout.CHW, x, draw).data());
    }
  }

  @Test
  void ratesAreThoseOfTheGroupsAndCorrelationIsNil() {
    Kernel kernel = sensors(Map.of()).kernel(Layout.CHW);
    Tensor x = Samples.filled(DType.UINT8, new int[] {13, 1, 1}, 1);
    int samples = 200_000;
    long[] joint = new long[4];
    int[] keep = new int[2];
    for (int id = 0; id < samples; id++) {
      kernel.mask(x, new Draw(SEED, id, 0), keep);
      joint[(keep[0] == 0 ? 2 : 0) + (keep[1] == 0 ? 1 : 0)]++;
    }
    double bound = Chance.deviationOfMean(samples, 1);
    assertEquals(0.3, (joint[2] + joint[3]) / (double) samples, bound);
    assertEquals(0.1, (joint[1] + joint[3]) / (double) samples, bound);
    double[] expected = {0.63 * samples, 0.07 * samples, 0.27 * samples, 0.03 * samples};
    double chiSquare = Chance.chiSquare(joint, expected);
    assertTrue(chiSquare < Chance.largestChiSquare(3), "χ² " + chiSquare);
  }

  @ParameterizedTest
  @CsvSource({"0.9, 1", "0.5, 2", "1, 1", "1, 3"})
  void enoughGroupsAreLeftInAMillionSamples(double p, int atLeast) {
    Step step =
        Steps.of(
            "sensor_dropout",
            Map.of(
                "groups",
                Map.of("a", 0, "b", "1-3", "c", List.of(4, 6), "d", 5),
                "drop",
                Map.of("a", p, "b", p, "c", p * 0.9, "d", p),
                "at_least",
                atLeast));
    Kernel kernel = step.kernel(Layout.HWC);
    Tensor x = Samples.filled(DType.UINT8, new int[] {1, 1, 7}, 1);
    int[] keep = new int[4];
    long rescued = 0;
    for (int id = 0; id < 250_000; id++) { // a million over the four
      long dropped = kernel.mask(x, new Draw(SEED, id, 0), keep);
      if (4 - dropped < atLeast) {
        throw new AssertionError("sample " + id + ": " + Arrays.toString(keep));
      }
      rescued += 4 - dropped == atLeast ? 1 : 0;
    }
    assertTrue(rescued > 20_000, rescued + " samples at the bound");
  }

  /** The rule in three lines, over every sample. */
  @Test
  void whatIsKeptInNeedIsWhatWasClosestToIt() {
    double[] p = {0.95, 0.9, 0.99};
    int[] lowest = {0, 2, 3};
    Step step =
        Steps.of(
            "sensor_dropout",
            Map.of(
                "groups",
                Map.of("x", List.of(0, 1), "y", 2, "z", 3),
                "drop",
                Map.of("x", p[0], "y", p[1], "z", p[2]),
                "at_least",
                2));
    Kernel kernel = step.kernel(Layout.CHW);
    Tensor x = Samples.filled(DType.UINT16, new int[] {4, 2, 2}, 1);
    int[] keep = new int[3];
    for (int id = 0; id < 5000; id++) {
      Draw draw = new Draw(SEED, id, 0);
      kernel.mask(x, draw, keep);
      int[] words = words(draw, 4);
      long[] margins = new long[3];
      Arrays.setAll(
          margins,
          g -> Integer.toUnsignedLong(words[lowest[g]]) - new DropProbability(p[g]).threshold());
      long second = Arrays.stream(margins).sorted().toArray()[1];
      for (int g = 0; g < 3; g++) {
        assertEquals(margins[g] >= Math.min(0, second), keep[g] != 0, "sample " + id);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"nan", "zeros", "-9999"})
  void whatIsNotThereCountsAsDroppedAndStaysAsItIs(String absent) {
    double marker =
        absent.equals("nan") ? Double.NaN : absent.equals("zeros") ? 0 : Double.parseDouble(absent);
    Step step = sensors(Map.of("absent", absent, "at_least", 1, "fill", 5, "drop", 0.9));
    Kernel kernel = step.kernel(Layout.HWC);
    double[] values = new double[26];
    Arrays.setAll(values, i -> i % 13 < 2 ? marker : i);
    Tensor x = Samples.of(DType.FLOAT32, new int[] {1, 2, 13}, values);
    for (int id = 0; id < 50; id++) {
      Draw draw = new Draw(SEED, id, 0);
      byte[] y = new byte[x.byteLength()];
      assertEquals(1, kernel.forward(x, draw, y, 0)); // the radar; the other must be left
      assertArrayEquals(x.data(), y);
      byte[] dx = new byte[x.byteLength()];
      assertEquals(1, kernel.backward(x, Samples.filled(DType.FLOAT32, x.shape(), 1), draw, dx, 0));
      double[] gradient = Doubles.of(new Tensor(DType.FLOAT32, x.shape(), dx, 0));
      for (int i = 0; i < 26; i++) {
        assertEquals(i % 13 < 2 ? 0 : 1, gradient[i]);
      }
    }
  }

  /** Results tell their own decisions, even where what is dropped looks as what is not there. */
  @ParameterizedTest
  @CsvSource({"zeros, 0", "zeros, 3", "nan, 0", "nan, NaN"})
  void resultsHaveTheDecisionsOfWhatWentIn(String absent, double fill) {
    Step step = sensors(Map.of("absent", absent, "at_least", 1, "fill", fill, "drop", 0.7));
    Kernel kernel = step.kernel(Layout.HWC);
    int[] before = new int[2];
    int[] after = new int[2];
    for (int id = 0; id < 200; id++) {
      double[] values = new double[26];
      int there = id % 4;
      double marker = absent.equals("nan") ? Double.NaN : 0;
      Arrays.setAll(values, i -> i % 13 < 2 && there % 2 == 0 || there < 2 ? marker : i + 1);
      Tensor x = Samples.of(DType.FLOAT16, new int[] {1, 2, 13}, values);
      Draw draw = new Draw(SEED, id, 0);
      Tensor y = Samples.forward(step, kernel, Layout.HWC, x, draw);
      assertEquals(kernel.mask(x, draw, before), kernel.mask(y, draw, after));
      assertArrayEquals(before, after, "sample " + id);
      byte[] again = new byte[y.byteLength()];
      kernel.dropAgain(y, draw, again, 0);
      assertArrayEquals(y.data(), again);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "groups = a:0,b:1 ; 3 ; Invalid channels: 3 (channel 2 is in no group, nor in never)",
        "groups = a:0-1,b:1 ; 2 ; Invalid channel: 1 (in a and b: once alone)",
        "groups = a:0-2 ; 2 ; Invalid channel: 0-2 (0 to 1)",
        "groups = a:dem ; 2 ; Invalid channel: dem (channels have no names)",
      })
  void badGroupsAreRefused(String groups, int channels, String message) {
    Map<String, Object> each = new HashMap<>();
    for (String group : groups.substring(groups.indexOf('=') + 1).strip().split(",")) {
      each.put(group.split(":")[0], group.split(":")[1]);
    }
    Step step = Steps.of("sensor_dropout", Map.of("groups", each, "drop", 0.5));
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> step.shape(new int[] {channels, 1, 1}, Layout.CHW))
            .getMessage());
  }

  @Test
  void namesStandForChannels() {
    Step named =
        sensors(
            Map.of(
                "channels",
                List.of(
                    "VV", "VH", "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "dem",
                    "10-11"),
                "groups",
                Map.of("radar", List.of("VV", "VH"), "optical", List.of("B1", "3-10", "10-11")),
                "never",
                "dem"));
    Tensor x = Samples.random(new Random(4), DType.FLOAT32, 13, 2, 2);
    for (int id = 0; id < 20; id++) {
      Draw draw = new Draw(SEED, id, 0);
      assertArrayEquals(
          Samples.forward(sensors(Map.of()), Layout.CHW, x, draw).data(),
          Samples.forward(named, Layout.CHW, x, draw).data());
    }
  }

  @Test
  void parametersMakeTheStepAgain() {
    for (Map<String, Object> more :
        List.<Map<String, Object>>of(
            Map.of(),
            Map.of("at_least", 1, "absent", "nan", "fill", 4),
            Map.of("scale", "inverted"),
            Map.of("absent", -9999))) {
      Step step = sensors(more);
      assertEquals(
          step.parameters().toString(),
          Steps.of("sensor_dropout", step.parameters()).parameters().toString());
    }
    assertEquals(
        "Invalid scale: inverted (at_least and absent change how often a group is kept: none)",
        assertThrows(
                IllegalArgumentException.class,
                () -> sensors(Map.of("scale", "inverted", "at_least", 1)))
            .getMessage());
    assertEquals(
        "Invalid drop of sensor_dropout: [radar] (one for each of optical, radar)",
        assertThrows(
                IllegalArgumentException.class, () -> sensors(Map.of("drop", Map.of("radar", 0.5))))
            .getMessage());
  }
}
