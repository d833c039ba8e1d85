package org.dropshard.spark;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.functions.BoundFunction;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.dropshard.tensor.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** By which names and in which ways the functions are found. */
class DropshardCatalogTest extends SparkTest {
  private static final List<String> NAMES =
      List.of(
          "alpha_dropout",
          "alpha_dropout_backward",
          "channel_dropout",
          "channel_stats",
          "coarse_dropout",
          "convolution",
          "convolution_backward",
          "cutout",
          "drop_block",
          "dropout_mask",
          "element_dropout",
          "element_dropout_by_channel",
          "feature_alpha_dropout",
          "feature_alpha_dropout_backward",
          "gaussian_dropout",
          "grid_dropout",
          "instance_norm",
          "instance_norm_backward",
          "instance_stats",
          "noise_dropout",
          "pixel_dropout",
          "pixel_dropout_by_channel",
          "pixel_shuffle",
          "pixel_unshuffle",
          "sensor_dropout",
          "spatial_dropout",
          "spatial_dropout_at_least",
          "spatial_dropout_by_channel",
          "tensor_dtype",
          "tensor_shape");

  private static DropshardCatalog catalog() {
    DropshardCatalog catalog = new DropshardCatalog();
    catalog.initialize("dropshard", CaseInsensitiveStringMap.empty());
    return catalog;
  }

  @Test
  void listsAllInBothNamespaces() throws Exception {
    for (String[] namespace : new String[][] {{}, {"system"}}) {
      Identifier[] listed = catalog().listFunctions(namespace);
      assertEquals(NAMES, Arrays.stream(listed).map(Identifier::name).toList());
      for (Identifier function : listed) {
        assertEquals(function.name(), catalog().loadFunction(function).name());
      }
    }
    assertThrows(Exception.class, () -> catalog().listFunctions(new String[] {"other"}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dropshard.whole_dropout(1)", "dropshard.other.tensor_dtype(X'00')"})
  void othersAreNotFound(String call) {
    AnalysisException thrown =
        assertThrows(AnalysisException.class, () -> spark.sql("SELECT " + call));
    assertTrue(thrown.getMessage().contains("ROUTINE"), thrown.getMessage());
  }

  /** The examples of the functions' documentation. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT element_dropout(array(1F, 2F, 3F, 4F, 5F, 6F), 0.5, 42, 5) | [0.0,0.0,6.0,0.0,10.0,12.0]",
        "SELECT spatial_dropout(array(1F, 2F, 3F, 4F, 5F, 6F), 3, 'HWC', 0.5, 42, 5) | [0.0,0.0,6.0,0.0,0.0,12.0]",
        "SELECT pixel_dropout(array(1F, 2F, 3F, 4F, 5F, 6F), 2, 'HWC', 0.5, 42, 5) | [0.0,0.0,0.0,0.0,10.0,12.0]",
        "SELECT hex(substring(dropout_mask(8, 0.5, 42, 5), 129)) | 0000010001010001",
        "SELECT tensor_dtype(array(1F, 2F)) | float32",
        "SELECT tensor_shape(array(1F, 2F, 3F, 4F, 5F, 6F), 3, 'CHW') | [3,2]",
        "SELECT channel_stats(array(1F, 10F, 3F, 10F), 2, 'HWC') | [{0,2,2.0,1.0,1.0,1.0,3.0,0,0,0},{1,2,10.0,0.0,0.0,10.0,10.0,0,0,0}]"
      })
  void documentedQueriesHaveTheirAnswers(String query, String answer) {
    String shown = value("SELECT CAST(a AS STRING) FROM (" + query + " AS a)").toString();
    assertEquals(answer, shown.replace(", ", ","));
    String qualified =
        query.replaceAll("(\\w+_(dropout|mask|dtype|shape|stats)\\()", "dropshard.$1");
    assertEquals(shown, value("SELECT CAST(a AS STRING) FROM (" + qualified + " AS a)"));
    String system = qualified.replace("dropshard.", "dropshard.system.");
    assertEquals(shown, value("SELECT CAST(a AS STRING) FROM (" + system + " AS a)"));
  }

  @Test
  void callFunctionFindsBothNames() {
    Dataset<Row> ids = spark.range(3).toDF();
    for (String prefix : List.of("", "dropshard.")) {
      Column mask = call_function(prefix + "dropout_mask", lit(9), lit(0.5), lit(42), col("id"));
      Column stats = call_function(prefix + "channel_stats", mask, lit("HWC"));
      assertEquals(1, ids.select(stats).collectAsList().size());
    }
  }

  @Test
  void columnsOfTheJavaApiAreTheSqlFunctions() {
    DropshardFunctions.register(spark);
    Dataset<Row> t =
        spark.sql(
            "SELECT id, dropout_mask(24, 0.2, 1, id) AS npy, array(1F, 2F, 3F, 4F) AS floats,"
                + " named_struct('origin', '', 'height', 2, 'width', 2, 'nChannels', 3, 'mode', 16,"
                + " 'data', X'010203040506070809101112') AS image FROM range(3)");
    t.createOrReplaceTempView("columns");
    Column npy = col("npy");
    Column image = col("image");
    Column id = col("id");
    Row built =
        t.where("id = 2")
            .select(
                DropshardFunctions.elementDropout(npy, 0.5, 42, id),
                DropshardFunctions.elementDropout(npy, 0.5, 42, id, lit(3)),
                DropshardFunctions.spatialDropout(image, 0.5, 42, id),
                DropshardFunctions.spatialDropout(image, 0.5, 42, id, lit(3)),
                DropshardFunctions.spatialDropout(npy, 0.5, 42, id, lit(3), Layout.CHW),
                DropshardFunctions.pixelDropout(image, 0.5, 42, id),
                DropshardFunctions.pixelDropout(image, 0.5, 42, id, lit(3)),
                DropshardFunctions.pixelDropout(npy, 0.5, 42, id, lit(3), Layout.CHW),
                DropshardFunctions.dropoutMask(lit(7), 0.5, 42, id, lit(3)),
                DropshardFunctions.tensorShape(npy),
                DropshardFunctions.tensorDtype(npy),
                DropshardFunctions.onArray(
                    "spatial_dropout", col("floats"), 2, Layout.CHW, lit(0.5), lit(42), id),
                DropshardFunctions.call("cutout", image, lit(1), lit(42), id, lit("fill = 7")))
            .head();
    Row sql =
        rows("SELECT element_dropout(npy, 0.5, 42, id), element_dropout(npy, 0.5, 42, id, 3),"
                + " spatial_dropout(image, 0.5, 42, id), spatial_dropout(image, 0.5, 42, id, 3),"
                + " spatial_dropout(npy, 0.5, 42, id, 3, 'CHW'),"
                + " pixel_dropout(image, 0.5, 42, id), pixel_dropout(image, 0.5, 42, id, 3),"
                + " pixel_dropout(npy, 0.5, 42, id, 3, 'CHW'),"
                + " dropout_mask(7, 0.5, 42, id, 3), tensor_shape(npy), tensor_dtype(npy),"
                + " spatial_dropout(floats, 2, 'CHW', 0.5, 42, id),"
                + " cutout(image, 1, 42, id, 'fill = 7')"
                + " FROM columns WHERE id = 2")
            .get(0);
    for (int i = 0; i < sql.size(); i++) {
      if (sql.get(i) instanceof byte[] bytes) {
        assertArrayEquals(bytes, (byte[]) built.get(i));
      } else {
        assertEquals(sql.get(i), built.get(i));
      }
    }
  }

  @Test
  void describeTellsWhatAFunctionDoes() {
    String described = rows("DESCRIBE FUNCTION spatial_dropout").toString();
    assertTrue(described.contains("drops each channel of a tensor"), described);
  }

  /** Other systems compare these names: they are not to change. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "element_dropout | t BINARY, p DOUBLE, s INT, i BIGINT | dropshard.element_dropout(binary,double,bigint,bigint)",
        "spatial_dropout | t BINARY, p DECIMAL(1,1), s INT, i INT, m INT, l STRING | dropshard.spatial_dropout(binary,double,bigint,bigint,bigint,string)",
        "pixel_dropout | t ARRAY<FLOAT>, c INT, l STRING, p DOUBLE, s INT, i INT | dropshard.pixel_dropout(array<float>,bigint,string,double,bigint,bigint)",
        "channel_dropout | t BINARY, n INT, s INT, i INT, l STRING | dropshard.channel_dropout(binary,bigint,bigint,bigint,string)",
        "coarse_dropout | t BINARY, n INT, h INT, w DOUBLE, s INT, i INT, l STRING | dropshard.coarse_dropout(binary,bigint,double,double,bigint,bigint,string)",
        "dropout_mask | n INT, p DOUBLE, s INT, i INT | dropshard.dropout_mask(bigint,double,bigint,bigint)",
        "channel_stats | t BINARY, l STRING | dropshard.channel_stats(binary,string)",
        "tensor_shape | t ARRAY<DOUBLE> | dropshard.tensor_shape(array<double>)",
        "tensor_dtype | t BINARY | dropshard.tensor_dtype(binary)"
      })
  void canonicalNamesAreStable(String function, String arguments, String name) throws Exception {
    Identifier identifier = Identifier.of(new String[0], function);
    StructType given = StructType.fromDDL(arguments);
    BoundFunction bound = catalog().loadFunction(identifier).bind(given);
    BoundFunction again = catalog().loadFunction(identifier).bind(given);
    assertEquals(name, bound.canonicalName());
    assertTrue(bound.isDeterministic());
    assertEquals(bound, again);
    assertEquals(bound.hashCode(), again.hashCode());
    assertEquals(bound, DropshardKryoRegistratorTest.javaRoundTrip(bound));
    assertEquals(bound, DropshardKryoRegistratorTest.kryoRoundTrip(bound));
  }
}
