package org.dropshard.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dropshard.dropout.DropProbability;
import org.dropshard.dropout.SurvivorGuard;
import org.dropshard.random.Normals;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.testing.Golden;
import org.junit.jupiter.api.Test;

/** The masks of the rarer kinds are those of their written derivations, made by another program. */
class KindVectorsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void masksAreThoseOfTheVectors() throws IOException {
    int seen = 0;
    for (JsonNode vector : Golden.json("kinds.json")) {
      if (vector.has("mask")) {
        mask(vector);
        seen++;
      }
    }
    assertEquals(78, seen);
  }

  private static void mask(JsonNode vector) throws IOException {
    String kind = vector.get("kind").asText();
    List<Integer> axes = new ArrayList<>();
    vector.get("shape").forEach(axis -> axes.add(axis.asInt()));
    int[] mask = axes.stream().mapToInt(Integer::intValue).toArray();
    boolean places = mask.length == 2; // a mask of places: two channels share it
    boolean channels = mask.length == 1;
    int[] shape =
        places
            ? new int[] {mask[0], mask[1], 2}
            : channels ? new int[] {mask[0], 2, 3} : mask.clone();
    Layout layout =
        vector.has("layout")
            ? Layout.ofLabel(vector.get("layout").asText())
            : places ? Layout.HWC : Layout.CHW;
    Map<String, Object> parameters = new LinkedHashMap<>();
    for (String name :
        new String[] {
          "dropped", "drop", "at_least", "size", "holes", "height", "width", "unit", "ratio"
        }) {
      if (vector.has(name)) {
        parameters.put(name, MAPPER.convertValue(vector.get(name), Object.class));
      }
    }
    parameters.put("scale", "none");
    parameters.put("fill", -7);
    Step step = Steps.of(kind.equals("at_least") ? "spatial_dropout" : kind, parameters);
    Draw draw =
        new Draw(
            vector.get("seed").asLong(),
            vector.get("sample").asLong(),
            vector.get("stream").asInt());
    Tensor x = Samples.filled(DType.FLOAT32, shape, 1);
    Kernel kernel = step.kernel(layout);
    byte[] y = new byte[x.byteLength()];
    final long dropped = kernel.forward(x, draw, y, 0);
    double[] values = Doubles.of(new Tensor(DType.FLOAT32, shape, y, 0));
    byte[] expected = Golden.hex(vector.get("mask").asText());
    int units = (int) Tensor.elements(mask);
    int share = values.length / units;
    int kept = 0;
    for (int unit = 0; unit < units; unit++) {
      boolean keeps = (expected[unit / 8] >> unit % 8 & 1) != 0;
      kept += keeps ? 1 : 0;
      for (int i = unit * share; i < (unit + 1) * share; i++) {
        assertEquals(keeps ? 1 : -7, values[i], vector + ", element " + i);
      }
    }
    assertEquals(units, kernel.units(shape));
    assertEquals(units - kept, dropped);
    byte[] again = new byte[y.length];
    assertEquals(dropped, kernel.dropAgain(new Tensor(DType.FLOAT32, shape, y, 0), draw, again, 0));
    assertArrayEquals(y, again);
    if (vector.has("keep_probability")) {
      double probability =
          new SurvivorGuard(
                  new DropProbability(vector.get("drop").asDouble()),
                  units,
                  vector.get("at_least").asInt())
              .keepProbability();
      assertEquals(vector.get("keep_probability").asDouble(), probability, 1e-14);
    }
  }

  /** Python's logarithm, cosine and sine may be off by a unit in the last place. */
  @Test
  void normalsAreThoseOfTheVectors() throws IOException {
    int seen = 0;
    for (JsonNode vector : Golden.json("kinds.json")) {
      if (!vector.has("z")) {
        continue;
      }
      Normals normals = new Normals();
      normals.start(
          vector.get("seed").asLong(),
          vector.get("sample").asLong(),
          vector.get("stream").asInt(),
          vector.get("z").size());
      for (JsonNode z : vector.get("z")) {
        assertEquals(z.asDouble(), normals.next(), 1e-14);
      }
      seen++;
    }
    assertEquals(3, seen);
  }
}
