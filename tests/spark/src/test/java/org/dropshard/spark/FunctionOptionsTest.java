package org.dropshard.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.spark.functions.SqlFunctions;
import org.dropshard.spark.functions.StepOfNpy;
import org.dropshard.step.Draw;
import org.dropshard.step.Step;
import org.dropshard.step.Steps;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options in SQL are those of the step; so is what a row says for itself. */
class FunctionOptionsTest extends SparkTest {
  private static final int ROWS = 5;

  @BeforeAll
  static void table() {
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < ROWS; id++) {
      rows.add(Tensors.row(id, floats(id), doubles(id), pixels(id)));
    }
    spark.createDataFrame(rows, Tensors.schema()).createOrReplaceTempView("t");
  }

  private static Tensor floats(long id) {
    return Tensors.random(DType.FLOAT32, id, 4, 6, 3);
  }

  private static Tensor doubles(long id) {
    return Tensors.random(DType.FLOAT64, id, 3, 24);
  }

  private static Tensor pixels(long id) {
    return Tensors.random(DType.UINT8, id, 4, 6, 3);
  }

  private static byte[] done(
      String name, Map<String, ?> given, Layout layout, Tensor x, Draw draw) {
    Step step = Steps.of(name, given);
    byte[] y = new byte[x.byteLength()];
    step.shape(x.shape(), layout);
    step.kernel(layout).forward(x, draw, y, 0);
    return y;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "element_dropout(npy, 0.5, 42, id, 'scale = none') | element_dropout | none | 0",
        "element_dropout(npy, 0.5, 42, id, 0, 'scale = crossed, fill = -1.5') | element_dropout | crossed | -1.5",
        "element_dropout(npy, 0.5, 42, id, ' fill=[1, 2 ,3] , layout = HWC') | element_dropout | auto | 1,2,3",
        "spatial_dropout(npy, 0.5, 42, id, 0, 'layout = HWC, scale = none, fill = 127') | spatial_dropout | none | 127",
        "spatial_dropout(npy, 0.5, 42, id, 'fill = [0.5, 1e3, -7], layout = hwc') | spatial_dropout | auto | 0.5,1e3,-7",
        "pixel_dropout(npy, 0.5, 42, id, 'layout = HWC, scale = vanilla') | pixel_dropout | vanilla | 0"
      })
  void npyCells(String call, String name, String scale, String fill) {
    List<Row> rows = rows("SELECT " + call + " FROM t ORDER BY id");
    for (int id = 0; id < ROWS; id++) {
      Map<String, Object> given =
          Map.of("drop", 0.5, "scale", scale, "fill", List.of(fill.split(",")));
      byte[] expected = done(name, given, Layout.HWC, floats(id), new Draw(42, id, 0));
      assertArrayEquals(expected, Tensors.bytes(Tensors.read((byte[]) rows.get(id).get(0))), call);
    }
  }

  @Test
  void arrays() {
    List<Row> rows =
        rows(
            "SELECT spatial_dropout(doubles, 3, 'CHW', 0.5, 42, id, 'scale = none, fill = [7, 8, 9]'),"
                + " spatial_dropout(doubles, 3, 'CHW', 0.5, 42, id, 2, 'fill = 7'),"
                + " element_dropout(doubles, 0.5, 42, id, 'fill = 7'),"
                + " instance_norm(doubles, 3, 'CHW', 'weight = [1, 2, 3], bias = [4, 5, 6]')"
                + " FROM t ORDER BY id");
    for (int id = 0; id < ROWS; id++) {
      List<byte[]> expected = new ArrayList<>();
      Tensor x = doubles(id);
      Map<String, Object> fills = Map.of("drop", 0.5, "scale", "none", "fill", List.of(7, 8, 9));
      expected.add(done("spatial_dropout", fills, Layout.CHW, x, new Draw(42, id, 0)));
      Map<String, Object> fill = Map.of("drop", 0.5, "fill", 7);
      expected.add(done("spatial_dropout", fill, Layout.CHW, x, new Draw(42, id, 2)));
      expected.add(done("element_dropout", fill, Layout.CHW, x, new Draw(42, id, 0)));
      Map<String, Object> affine = Map.of("weight", List.of(1, 2, 3), "bias", List.of(4, 5, 6));
      expected.add(done("instance_norm", affine, Layout.CHW, x, new Draw(0, 0, 0)));
      for (int i = 0; i < expected.size(); i++) {
        Tensor y = new Tensor(DType.FLOAT64, x.shape(), expected.get(i), 0);
        assertArrayEquals(Tensors.boxed(y), rows.get(id).getList(i).toArray(), "column " + i);
      }
    }
  }

  /** What is drawn, of each channel by its own numbers. */
  @Test
  void fillsThatAreDrawn() {
    List<Row> rows =
        rows(
            "SELECT spatial_dropout(npy, 0.5, 42, id, 3, 'layout = HWC, scale = none,"
                + " fill = {uniform = {min = [1, 10, 100], max = [2, 20, 200]}}'),"
                + " cutout(image, 3, 42, id, 'fill = {normal = {mean = [50, 100, 150], std = 9}}').data"
                + " FROM t ORDER BY id");
    Map<String, ?> range = Map.of("min", List.of(1, 10, 100), "max", List.of(2, 20, 200));
    Map<String, ?> uniform = Map.of("drop", 0.5, "scale", "none", "fill", Map.of("uniform", range));
    Map<String, ?> bell = Map.of("mean", List.of(50, 100, 150), "std", 9);
    Map<String, ?> normal = Map.of("size", 3, "fill", Map.of("normal", bell));
    for (int id = 0; id < ROWS; id++) {
      byte[] channels =
          done("spatial_dropout", uniform, Layout.HWC, floats(id), new Draw(42, id, 3));
      assertArrayEquals(channels, Tensors.bytes(Tensors.read((byte[]) rows.get(id).get(0))));
      byte[] places = done("cutout", normal, Layout.HWC, pixels(id), new Draw(42, id, 0));
      assertArrayEquals(places, (byte[]) rows.get(id).get(1));
    }
  }

  /** The type stays: values are rounded half to even, and saturate. */
  @Test
  void wholeNumbersTakeAFillAndAScaleThatAreAskedFor() {
    List<Row> rows =
        rows(
            "SELECT spatial_dropout(image, 0.5, 42, id, 'fill = [0.5, 127.5, 300]').data,"
                + " element_dropout(image, 0.5, 42, id, 'scale = inverted').data,"
                + " cutout(image, 2, 42, id, 'holes = 2, fill = 9').data FROM t ORDER BY id");
    for (int id = 0; id < ROWS; id++) {
      Tensor x = pixels(id);
      Draw draw = new Draw(42, id, 0);
      byte[] kept = done("spatial_dropout", Map.of("drop", 0.5), Layout.HWC, x, draw);
      byte[] filled = (byte[]) rows.get(id).get(0);
      byte[] fill = {0, (byte) 128, (byte) 255};
      for (int i = 0; i < filled.length; i++) {
        boolean dropped = isDropped(kept, i % 3);
        assertEquals(dropped ? fill[i % 3] : x.data()[i], filled[i]);
      }
      byte[] mask =
          done("element_dropout", Map.of("drop", 0.5, "fill", 1), Layout.HWC, ones(), draw);
      byte[] scaled = (byte[]) rows.get(id).get(1);
      for (int i = 0; i < scaled.length; i++) {
        int twice = Math.min(255, 2 * Byte.toUnsignedInt(x.data()[i]));
        assertEquals(mask[i] == 1 ? 0 : twice, Byte.toUnsignedInt(scaled[i]));
      }
      Map<String, Object> holes = Map.of("size", 2, "holes", 2, "fill", 9);
      assertArrayEquals(done("cutout", holes, Layout.HWC, x, draw), (byte[]) rows.get(id).get(2));
    }
  }

  private static boolean isDropped(byte[] values, int channel) {
    for (int i = channel; i < values.length; i += 3) {
      if (values[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Twos, which are 1 where they are dropped. */
  private static Tensor ones() {
    byte[] twos = new byte[72];
    Arrays.fill(twos, (byte) 2);
    return new Tensor(DType.UINT8, new int[] {4, 6, 3}, twos, 0);
  }

  @Test
  void eachRowMayHaveItsOwn() {
    List<Row> rows =
        rows(
            "SELECT spatial_dropout(npy, id / 10, 42 + id, id, id,"
                + " concat(if(id % 2 = 0, 'layout = CHW', 'layout = HWC'), ', fill = ', id)),"
                + " spatial_dropout(floats, 3, if(id % 2 = 0, 'CHW', 'HWC'), id / 10, 42, id)"
                + " FROM (SELECT * FROM t UNION ALL SELECT * FROM t) ORDER BY id");
    for (int row = 0; row < rows.size(); row++) {
      int id = row / 2;
      Layout layout = id % 2 == 0 ? Layout.CHW : Layout.HWC;
      Map<String, Object> given = Map.of("drop", id / 10.0, "fill", id);
      byte[] expected =
          done("spatial_dropout", given, layout, floats(id), new Draw(42 + id, id, id));
      assertArrayEquals(expected, Tensors.bytes(Tensors.read((byte[]) rows.get(row).get(0))));
      int[] shape = layout == Layout.CHW ? new int[] {3, 24} : new int[] {24, 3};
      Tensor x = new Tensor(DType.FLOAT32, shape, floats(id).data(), 0);
      byte[] y = done("spatial_dropout", Map.of("drop", id / 10.0), layout, x, new Draw(42, id, 0));
      assertArrayEquals(
          Tensors.boxed(new Tensor(DType.FLOAT32, shape, y, 0)),
          rows.get(row).getList(1).toArray());
    }
    assertNull(value("SELECT element_dropout(npy, 0.5, 42, id, 0, NULL) FROM t LIMIT 1"));
  }

  /** One bound function, as tasks with more threads have it. */
  @Test
  void threadsDoNotMeet() throws Exception {
    StructType given = StructType.fromDDL("t BINARY, p DOUBLE, s BIGINT, i BIGINT, l STRING");
    StepOfNpy bound = (StepOfNpy) SqlFunctions.load("spatial_dropout").bind(given);
    UTF8String hwc = UTF8String.fromString("HWC");
    int threads = 4;
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Integer>> wrong = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        double p = 0.1 + 0.2 * t;
        Callable<Integer> calls =
            () -> {
              start.await();
              int different = 0;
              for (int i = 0; i < 3000; i++) {
                Tensor x = floats(i % 7);
                byte[] y = bound.invoke(Npy.write(x), p, 42, i % 7, hwc);
                Draw draw = new Draw(42, i % 7, 0);
                byte[] expected = done("spatial_dropout", Map.of("drop", p), Layout.HWC, x, draw);
                different += Arrays.equals(expected, Tensors.bytes(Tensors.read(y))) ? 0 : 1;
              }
              return different;
            };
        wrong.add(pool.submit(calls));
      }
      for (Future<Integer> thread : wrong) {
        assertEquals(0, thread.get());
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
