package org.dropshard.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.dropshard.dropout.Kind;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every dropout on every form of tensor equals the kernels' own. */
class DropoutFunctionsTest extends SparkTest {
  private static final int CHANNELS = 5;
  private static final int PLACES = 42;
  private static final int ROWS = 7;

  @TempDir static Path folder;

  /** From memory, and once more from Parquet, where arrays come as Spark's column vectors. */
  @BeforeAll
  static void tables() {
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < ROWS; id++) {
      Tensor pixels = pixels(id);
      Row image =
          RowFactory.create("file:/" + id, 6, 7, CHANNELS, (CHANNELS - 1) << 3, pixels.data());
      Object npy = Npy.write(floats(id));
      rows.add(
          RowFactory.create(id, npy, Tensors.boxed(floats(id)), Tensors.boxed(doubles(id)), image));
    }
    rows.add(RowFactory.create((long) ROWS, null, null, null, null));
    Dataset<Row> table = spark.createDataFrame(rows, Tensors.schema());
    table.createOrReplaceTempView("local");
    table.write().mode("overwrite").parquet(folder.resolve("t").toString());
    spark.read().parquet(folder.resolve("t").toString()).createOrReplaceTempView("parquet");
  }

  private static Tensor floats(long id) {
    return Tensors.random(DType.FLOAT32, id, 6, 7, CHANNELS);
  }

  private static Tensor doubles(long id) {
    return Tensors.random(DType.FLOAT64, id, PLACES, CHANNELS);
  }

  private static Tensor pixels(long id) {
    return Tensors.random(DType.UINT8, id, 6, 7, CHANNELS);
  }

  private static String function(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT) + "_dropout";
  }

  private static List<Row> each(String table, String call) {
    return rows("SELECT " + call + " FROM " + table + " ORDER BY id");
  }

  @ParameterizedTest
  @EnumSource(names = {"ELEMENT", "SPATIAL", "PIXEL"})
  void npyEqualsTheKernel(Kind kind) {
    for (String table : List.of("local", "parquet")) {
      String layout = kind == Kind.ELEMENT ? "" : ", 'HWC'";
      List<Row> rows = each(table, function(kind) + "(npy, 0.3, 42, id" + layout + ")");
      for (int id = 0; id < ROWS; id++) {
        Tensor expected = Tensors.dropout(kind, Layout.HWC, floats(id), 0.3, 42, id, 0);
        assertArrayEquals(Npy.write(expected), (byte[]) rows.get(id).get(0));
      }
      assertNull(rows.get(ROWS).get(0));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ELEMENT", "SPATIAL", "PIXEL"})
  void arraysEqualTheKernel(Kind kind) {
    String layout = kind == Kind.ELEMENT ? "" : CHANNELS + ", 'HWC', ";
    for (String table : List.of("local", "parquet")) {
      for (String column : List.of("floats", "doubles")) {
        String call = function(kind) + "(" + column + ", " + layout + "0.3, 42, id, 2)";
        List<Row> rows = each(table, call);
        for (int id = 0; id < ROWS; id++) {
          Tensor x = column.equals("floats") ? floats(id) : doubles(id);
          Tensor expected = Tensors.dropout(kind, Layout.HWC, x, 0.3, 42, id, 2);
          assertArrayEquals(Tensors.boxed(expected), rows.get(id).getList(0).toArray(), call);
        }
        assertNull(rows.get(ROWS).get(0));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ELEMENT", "SPATIAL", "PIXEL"})
  void imagesEqualTheKernelAndKeepTheirFields(Kind kind) {
    for (String table : List.of("local", "parquet")) {
      List<Row> rows = each(table, function(kind) + "(image, 0.3, 42, id)");
      for (int id = 0; id < ROWS; id++) {
        Tensor expected = Tensors.dropout(kind, Layout.HWC, pixels(id), 0.3, 42, id, 0);
        Row image = rows.get(id).getStruct(0);
        assertEquals(Tensors.IMAGE.fieldNames().length, image.size());
        assertEquals("file:/" + id, image.getString(0));
        assertEquals(6, image.getInt(1));
        assertEquals(7, image.getInt(2));
        assertEquals(CHANNELS, image.getInt(3));
        assertEquals((CHANNELS - 1) << 3, image.getInt(4));
        assertArrayEquals(expected.data(), (byte[]) image.get(5));
      }
      assertNull(rows.get(ROWS).get(0));
    }
  }

  @Test
  void theLayoutIsTheLastArgument() {
    List<Row> rows =
        rows(
            "SELECT spatial_dropout(npy, 0.5, 42, id, 'HWC'),"
                + " spatial_dropout(npy, 0.5, 42, id, 0, 'hwc'),"
                + " spatial_dropout(npy, 0.5, 42, id, 'CHW'),"
                + " spatial_dropout(npy, 0.5, 42, id, 'layout = chw'),"
                + " pixel_dropout(npy, 0.5, 42, id, 3, 'CHW')"
                + " FROM local WHERE id < 7 ORDER BY id");
    for (int id = 0; id < ROWS; id++) {
      Row row = rows.get(id);
      Tensor x = floats(id);
      byte[] hwc = Npy.write(Tensors.dropout(Kind.SPATIAL, Layout.HWC, x, 0.5, 42, id, 0));
      byte[] chw = Npy.write(Tensors.dropout(Kind.SPATIAL, Layout.CHW, x, 0.5, 42, id, 0));
      byte[] pixel = Npy.write(Tensors.dropout(Kind.PIXEL, Layout.CHW, x, 0.5, 42, id, 3));
      assertArrayEquals(hwc, (byte[]) row.get(0));
      assertArrayEquals(hwc, (byte[]) row.get(1));
      assertArrayEquals(chw, (byte[]) row.get(2));
      assertArrayEquals(chw, (byte[]) row.get(3));
      assertArrayEquals(pixel, (byte[]) row.get(4));
    }
  }

  @Test
  void arraysInChwEqualTheKernel() {
    List<Row> rows = each("local", "spatial_dropout(floats, 5, 'CHW', 0.5, 42, id)");
    for (int id = 0; id < ROWS; id++) {
      Tensor x = new Tensor(DType.FLOAT32, new int[] {CHANNELS, PLACES}, floats(id).data(), 0);
      Tensor expected = Tensors.dropout(Kind.SPATIAL, Layout.CHW, x, 0.5, 42, id, 0);
      assertArrayEquals(Tensors.boxed(expected), rows.get(id).getList(0).toArray());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.25, 42, id",
        "0.25D, 42L, id, 0",
        "0.25F, 42S, CAST(id AS INT), 0Y",
        "CAST(0.25 AS DECIMAL(20, 10)), CAST(42 AS TINYINT), id, 0L"
      })
  void everyNumericLiteralIsTaken(String arguments) {
    List<Row> rows = each("local", "element_dropout(npy, " + arguments + ")");
    for (int id = 0; id < ROWS; id++) {
      Tensor expected = Tensors.dropout(Kind.ELEMENT, Layout.HWC, floats(id), 0.25, 42, id, 0);
      assertArrayEquals(Npy.write(expected), (byte[]) rows.get(id).get(0));
    }
  }

  @Test
  void decimalArraysAreDoubles() {
    Object result = value("SELECT element_dropout(array(1.5, 2.5), 0, 42, 7)");
    assertEquals("ArraySeq(1.5, 2.5)", result.toString());
    assertEquals(
        "array<double>",
        value("SELECT typeof(element_dropout(array(1.5, 2.5), 0, 42, 7))").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "element_dropout(NULL, 0.3, 42, 7)",
        "element_dropout(npy, NULL, 42, 7)",
        "element_dropout(npy, 0.3, NULL, 7)",
        "element_dropout(npy, 0.3, 42, NULL)",
        "element_dropout(npy, 0.3, 42, 7, NULL)",
        "spatial_dropout(npy, 0.3, 42, 7, 0, NULL)",
        "spatial_dropout(floats, NULL, 'HWC', 0.3, 42, 7)",
        "spatial_dropout(floats, 5, NULL, 0.3, 42, 7)",
        "pixel_dropout(image, 0.3, 42, 7, NULL)",
        "dropout_mask(NULL, 0.3, 42, 7)",
        "dropout_mask(3, 0.3, 42, 7, NULL)",
        "tensor_shape(NULL)",
        "tensor_shape(floats, 5, NULL)",
        "tensor_dtype(NULL)"
      })
  void nullInNullOut(String call) {
    assertNull(value("SELECT " + call + " FROM parquet WHERE id = 3"), call);
    assertNull(value("SELECT " + call + " FROM local WHERE id = 3"), call);
  }

  @Test
  void shapeAndTypeOfEveryForm() {
    Row row =
        rows("SELECT tensor_shape(npy), tensor_dtype(npy), tensor_shape(floats),"
                + " tensor_dtype(floats), tensor_shape(doubles, 5, 'HWC'),"
                + " tensor_dtype(doubles), tensor_shape(doubles, 5, 'CHW'),"
                + " tensor_shape(image), tensor_dtype(image) FROM parquet WHERE id = 3")
            .get(0);
    assertEquals(List.of(6, 7, 5), row.getList(0));
    assertEquals("float32", row.getString(1));
    assertEquals(List.of(210), row.getList(2));
    assertEquals("float32", row.getString(3));
    assertEquals(List.of(42, 5), row.getList(4));
    assertEquals("float64", row.getString(5));
    assertEquals(List.of(5, 42), row.getList(6));
    assertEquals(List.of(6, 7, 5), row.getList(7));
    assertEquals("uint8", row.getString(8));
    for (Row empty :
        rows(
            "SELECT tensor_shape(npy), tensor_dtype(image), tensor_dtype(floats),"
                + " tensor_shape(doubles) FROM parquet WHERE id = 7")) {
      for (int i = 0; i < empty.size(); i++) {
        assertNull(empty.get(i));
      }
    }
  }

  @Test
  void anyHeaderIsKeptAsItIs() {
    byte[] plain = Npy.write(Tensors.random(DType.UINT8, 1, 2, 3));
    byte[] booleans = plain.clone();
    booleans[22] = 'b'; // '|u1' becomes '|b1'
    spark
        .createDataFrame(
            List.of(RowFactory.create((Object) booleans)), new StructType().add("npy", "binary"))
        .createOrReplaceTempView("booleans");
    assertArrayEquals(
        booleans, (byte[]) value("SELECT element_dropout(npy, 0, 42, 7) FROM booleans"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 207, 4098})
  void arraysOfAwkwardLengths(int n) {
    String array = "transform(sequence(1, " + n + "), x -> CAST(x AS FLOAT))";
    String source = n == 0 ? "CAST(array() AS ARRAY<FLOAT>)" : array;
    List<Float> result =
        rows("SELECT element_dropout(" + source + ", 0.0, 1, 2)").get(0).getList(0);
    assertEquals(n, result.size());
    for (int i = 0; i < n; i++) {
      assertEquals(i + 1, result.get(i));
    }
  }

  @Test
  void groupByFindsTheCallAgain() {
    List<Row> rows =
        rows(
            "SELECT element_dropout(npy, 1, 42, id) IS NULL, count(*) FROM local"
                + " GROUP BY element_dropout(npy, 1, 42, id) IS NULL ORDER BY 1");
    assertEquals("[[false,7], [true,1]]", rows.toString());
  }
}
