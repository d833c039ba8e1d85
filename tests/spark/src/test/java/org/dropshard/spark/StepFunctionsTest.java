package org.dropshard.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.dropshard.dropout.Kind;
import org.dropshard.step.Draw;
import org.dropshard.step.Step;
import org.dropshard.step.Steps;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rarer dropouts and the layers on every form of tensor equal the kernels' own. */
class StepFunctionsTest extends SparkTest {
  private static final int ROWS = 5;

  @BeforeAll
  static void table() {
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < ROWS; id++) {
      Tensor pixels = Tensors.random(DType.UINT8, id, 4, 6, 4);
      rows.add(Tensors.row(id, floats(id), doubles(id), pixels));
    }
    rows.add(RowFactory.create((long) ROWS, null, null, null, null));
    spark.createDataFrame(rows, Tensors.schema()).createOrReplaceTempView("t");
  }

  private static Tensor floats(long id) {
    return Tensors.random(DType.FLOAT32, id, 4, 6, 4);
  }

  private static Tensor doubles(long id) {
    return Tensors.random(DType.FLOAT64, id, 4, 24);
  }

  private static Tensor done(Step step, Layout layout, Tensor x, Draw draw) {
    int[] shape = step.shape(x.shape(), layout);
    byte[] y = new byte[(int) Tensor.elements(shape) * x.dtype().bytes()];
    step.kernel(layout).forward(x, draw, y, 0);
    return new Tensor(x.dtype(), shape, y, 0);
  }

  private static Step step(String name, String parameters) {
    Map<String, Object> given = new HashMap<>();
    for (String pair : parameters == null ? new String[0] : parameters.split(" ")) {
      given.put(pair.split("=")[0], pair.split("=")[1]);
    }
    return Steps.of(name, given);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "channel_dropout(npy, 2, 42, id, 'HWC') | channel_dropout | dropped=2 | HWC | 0",
        "channel_dropout(npy, 2, 42, id, 7, 'HWC') | channel_dropout | dropped=2 | HWC | 7",
        "channel_dropout(npy, 2, 42, id, 'CHW') | channel_dropout | dropped=2 | CHW | 0",
        "channel_dropout(npy, 2, 42, id, 7, 'chw') | channel_dropout | dropped=2 | CHW | 7",
        "spatial_dropout_at_least(npy, 0.8, 2, 42, id, 'HWC') | spatial_dropout | drop=0.8 at_least=2 | HWC | 0",
        "drop_block(npy, 0.4, 2, 42, id, 3, 'CHW') | drop_block | drop=0.4 size=2 | CHW | 3",
        "coarse_dropout(npy, 2, 2, 0.5, 42, id, 'HWC') | coarse_dropout | holes=2 height=2 width=0.5 | HWC | 0",
        "cutout(npy, 3, 42, id, 'CHW') | cutout | size=3 | CHW | 0",
        "grid_dropout(npy, 3, 0.5, 42, id, 1, 'HWC') | grid_dropout | unit=3 ratio=0.5 | HWC | 1",
        "alpha_dropout(npy, 0.4, 42, id) | alpha_dropout | drop=0.4 | HWC | 0",
        "feature_alpha_dropout(npy, 0.4, 42, id, 1, 'CHW') | feature_alpha_dropout | drop=0.4 | CHW | 1",
        "gaussian_dropout(npy, 0.4, 42, id, 2) | gaussian_dropout | drop=0.4 | HWC | 2",
        "instance_norm(npy, 'HWC') | instance_norm | | HWC | 0",
        "instance_norm(npy, 0.5, 'HWC') | instance_norm | eps=0.5 | HWC | 0",
        "instance_norm(npy, 'CHW') | instance_norm | | CHW | 0",
        "pixel_shuffle(npy, 2, 'HWC') | pixel_shuffle | factor=2 | HWC | 0",
        "pixel_unshuffle(npy, 2, 'HWC') | pixel_unshuffle | factor=2 | HWC | 0",
        "pixel_unshuffle(npy, 2, 'CHW') | pixel_unshuffle | factor=2 | CHW | 0"
      })
  void npyCells(String call, String name, String parameters, Layout layout, int stream) {
    Step step = step(name, parameters);
    List<Row> rows = rows("SELECT id, " + call + " FROM t ORDER BY id");
    for (int id = 0; id < ROWS; id++) {
      Tensor expected = done(step, layout, floats(id), new Draw(42, id, stream));
      Tensor found = Tensors.read((byte[]) rows.get(id).get(1));
      assertArrayEquals(expected.shape(), found.shape());
      assertArrayEquals(expected.data(), Tensors.bytes(found), call);
    }
    assertNull(rows.get(ROWS).get(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "channel_dropout(X, 4, 'CHW', 2, 42, id) | channel_dropout | dropped=2",
        "spatial_dropout_at_least(X, 4, 'CHW', 0.8, 2, 42, id) | spatial_dropout | drop=0.8 at_least=2",
        "alpha_dropout(X, 0.4, 42, id) | alpha_dropout | drop=0.4",
        "feature_alpha_dropout(X, 4, 'CHW', 0.4, 42, id) | feature_alpha_dropout | drop=0.4",
        "gaussian_dropout(X, 0.4, 42, id) | gaussian_dropout | drop=0.4",
        "instance_norm(X, 4, 'CHW') | instance_norm | eps=1e-5"
      })
  void arrays(String call, String name, String parameters) {
    Step step = step(name, parameters);
    for (String form : new String[] {"floats", "doubles"}) {
      List<Row> rows = rows("SELECT " + call.replace("X", form) + " FROM t ORDER BY id");
      for (int id = 0; id < ROWS; id++) {
        Tensor x =
            form.equals("floats")
                ? new Tensor(DType.FLOAT32, new int[] {4, 24}, floats(id).data(), 0)
                : doubles(id);
        Tensor y = done(step, Layout.CHW, x, new Draw(42, id, 0));
        assertArrayEquals(Tensors.boxed(y), rows.get(id).getList(0).toArray(), call);
      }
      assertNull(rows.get(ROWS).get(0));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "channel_dropout(image, 2, 42, id) | channel_dropout | dropped=2",
        "spatial_dropout_at_least(image, 0.8, 2, 42, id) | spatial_dropout | drop=0.8 at_least=2",
        "drop_block(image, 0.4, 2, 42, id) | drop_block | drop=0.4 size=2",
        "coarse_dropout(image, 2, 2, 2, 42, id) | coarse_dropout | holes=2 height=2 width=2",
        "cutout(image, 3, 42, id) | cutout | size=3",
        "grid_dropout(image, 3, 0.5, 42, id) | grid_dropout | unit=3"
      })
  void images(String call, String name, String parameters) {
    Step step = step(name, parameters);
    List<Row> rows = rows("SELECT " + call + " AS y FROM t ORDER BY id");
    for (int id = 0; id < ROWS; id++) {
      Tensor x = Tensors.random(DType.UINT8, id, 4, 6, 4);
      byte[] expected = done(step, Layout.HWC, x, new Draw(42, id, 0)).data();
      Row image = rows.get(id).getStruct(0);
      assertArrayEquals(expected, image.<byte[]>getAs("data"), call);
      assertEquals("file:/" + id, image.getAs("origin"));
    }
    assertNull(rows.get(ROWS).get(0));
  }

  @Test
  void noiseShapes() {
    Step step = Steps.of("noise_dropout", Map.of("drop", 0.5, "shape", List.of(1, -1, 1)));
    List<Row> rows =
        rows("SELECT noise_dropout(npy, array(1, -1, 1), 0.5, 42, id, 3) FROM t ORDER BY id");
    for (int id = 0; id < ROWS; id++) {
      byte[] expected = done(step, Layout.HWC, floats(id), new Draw(42, id, 3)).data();
      assertArrayEquals(expected, Tensors.bytes(Tensors.read((byte[]) rows.get(id).get(0))));
    }
    assertNull(rows.get(ROWS).get(0));
  }

  @Test
  void groupsAndProbabilitiesOfChannels() {
    Step sensors =
        Steps.of(
            "sensor_dropout",
            Map.of(
                "groups",
                Map.of("a", "0-1", "b", 2),
                "drop",
                Map.of("a", 0.5, "b", 0.4),
                "never",
                3,
                "at_least",
                1,
                "fill",
                7));
    Step each = Steps.of("pixel_dropout", Map.of("drop", List.of(0.1, 0.9, 0.5, 0)));
    List<Row> rows =
        rows(
            "SELECT sensor_dropout(npy, 42, id, 3, 'layout = HWC, groups = {a = [0, 1], b = 2},"
                + " drop = {a = 0.5, b = 0.4}, never = 3, at_least = 1, fill = 7'),"
                + " pixel_dropout_by_channel(npy, array(0.1, 0.9, 0.5, 0.0), 42, id, 'HWC')"
                + " FROM t ORDER BY id");
    for (int id = 0; id < ROWS; id++) {
      Tensor x = floats(id);
      assertArrayEquals(
          done(sensors, Layout.HWC, x, new Draw(42, id, 3)).data(),
          Tensors.bytes(Tensors.read((byte[]) rows.get(id).get(0))));
      assertArrayEquals(
          done(each, Layout.HWC, x, new Draw(42, id, 0)).data(),
          Tensors.bytes(Tensors.read((byte[]) rows.get(id).get(1))));
    }
    assertNull(rows.get(ROWS).get(0));
    assertNull(rows.get(ROWS).get(1));
  }

  /** In arrays and images what it is in npy. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sensor_dropout | 42, id, 3, '%sgroups = {a = [0, 1], b = 2-3}, drop = 0.5, at_least = 1'",
        "pixel_dropout_by_channel | array(0.1, 0.9, 0.5, 0.0), 42, id, 3, '%sfill = 7'"
      })
  void groupsAndProbabilitiesInEveryForm(String name, String call) {
    String query = "SELECT %s(npy, " + call + "), %s(floats, 4, 'HWC', " + call + ") FROM t";
    List<Row> rows = rows(String.format(query, name, "layout = HWC, ", name, "") + " ORDER BY id");
    for (int id = 0; id < ROWS; id++) {
      double[] npy = Doubles.of(Tensors.read((byte[]) rows.get(id).get(0)));
      List<Float> floats = rows.get(id).getList(1);
      assertArrayEquals(npy, floats.stream().mapToDouble(Float::doubleValue).toArray());
    }
    assertNull(rows.get(ROWS).get(1));
  }

  /** Dropout is its own backward pass on a gradient, but for alpha dropout, which adds. */
  @Test
  void backwardPasses() {
    for (String name : new String[] {"alpha_dropout", "feature_alpha_dropout"}) {
      Step step = Steps.of(name, Map.of("drop", 0.4));
      List<Row> rows =
          rows("SELECT " + name + "_backward(npy, 0.4, 42, id, 'HWC') FROM t ORDER BY id");
      for (int id = 0; id < ROWS; id++) {
        Tensor dy = floats(id);
        byte[] dx = new byte[dy.byteLength()];
        step.kernel(Layout.HWC).backward(null, dy, new Draw(42, id, 0), dx, 0);
        assertArrayEquals(dx, Tensors.bytes(Tensors.read((byte[]) rows.get(id).get(0))));
      }
    }
  }

  @Test
  void columnsOfTheJavaApiAreTheSqlFunctions() {
    DropshardFunctions.register(spark);
    Dataset<Row> t = spark.table("t").where("id = 2");
    Row built =
        t.select(
                DropshardFunctions.channelDropout(col("npy"), 2, 42, col("id"), lit(1), Layout.CHW),
                DropshardFunctions.spatialDropoutAtLeast(
                    col("npy"), 0.5, 2, 42, col("id"), lit(1), Layout.CHW),
                DropshardFunctions.noiseDropout(
                    col("npy"), new int[] {1, -1, 1}, 0.5, 42, col("id"), lit(1)),
                DropshardFunctions.sensorDropout(
                    col("npy"),
                    42,
                    col("id"),
                    lit(1),
                    "layout = HWC, groups = {a = 0-3}, drop = 0.5"),
                DropshardFunctions.dropoutByChannel(
                    Kind.SPATIAL,
                    col("npy"),
                    new double[] {0.1, 0.9, 0.5, 0.5},
                    42,
                    col("id"),
                    lit(1),
                    Layout.HWC),
                DropshardFunctions.dropBlock(col("npy"), 0.3, 2, 42, col("id"), lit(1), Layout.CHW),
                DropshardFunctions.coarseDropout(
                    col("npy"), 1, 2, 0.5, 42, col("id"), lit(1), Layout.CHW),
                DropshardFunctions.cutout(col("npy"), 3, 42, col("id"), lit(1), Layout.CHW),
                DropshardFunctions.gridDropout(
                    col("npy"), 3, 0.5, 42, col("id"), lit(1), Layout.CHW),
                DropshardFunctions.alphaDropout(col("npy"), 0.3, 42, col("id"), lit(1)),
                DropshardFunctions.featureAlphaDropout(
                    col("npy"), 0.3, 42, col("id"), lit(1), Layout.CHW),
                DropshardFunctions.gaussianDropout(col("npy"), 0.3, 42, col("id"), lit(1)),
                DropshardFunctions.instanceNorm(col("npy"), 0.1, Layout.CHW),
                DropshardFunctions.instanceNormBackward(col("npy"), col("npy"), 0.1, Layout.CHW),
                DropshardFunctions.pixelShuffle(col("npy"), 2, Layout.CHW),
                DropshardFunctions.pixelUnshuffle(col("npy"), 2, Layout.CHW))
            .first();
    Row called =
        rows("SELECT channel_dropout(npy, 2, 42, id, 1, 'CHW'),"
                + " spatial_dropout_at_least(npy, 0.5, 2, 42, id, 1, 'CHW'),"
                + " noise_dropout(npy, array(1, -1, 1), 0.5, 42, id, 1),"
                + " sensor_dropout(npy, 42, id, 1, 'layout = HWC, groups = {a = 0-3}, drop = 0.5'),"
                + " spatial_dropout_by_channel(npy, array(0.1, 0.9, 0.5, 0.5), 42, id, 1, 'HWC'),"
                + " drop_block(npy, 0.3, 2, 42, id, 1, 'CHW'),"
                + " coarse_dropout(npy, 1, 2, 0.5, 42, id, 1, 'CHW'),"
                + " cutout(npy, 3, 42, id, 1, 'CHW'),"
                + " grid_dropout(npy, 3, 0.5, 42, id, 1, 'CHW'),"
                + " alpha_dropout(npy, 0.3, 42, id, 1),"
                + " feature_alpha_dropout(npy, 0.3, 42, id, 1, 'CHW'),"
                + " gaussian_dropout(npy, 0.3, 42, id, 1), instance_norm(npy, 0.1, 'CHW'),"
                + " instance_norm_backward(npy, npy, 0.1, 'CHW'),"
                + " pixel_shuffle(npy, 2, 'CHW'), pixel_unshuffle(npy, 2, 'CHW')"
                + " FROM t WHERE id = 2")
            .get(0);
    for (int i = 0; i < called.length(); i++) {
      assertArrayEquals((byte[]) called.get(i), (byte[]) built.get(i), "column " + i);
    }
    Row stats = t.select(DropshardFunctions.instanceStats(col("npy"), Layout.CHW)).first();
    assertEquals(rows("SELECT instance_stats(npy, 'CHW') FROM t WHERE id = 2").get(0), stats);
  }
}
