package org.dropshard.spark;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.dropshard.stats.ChannelStats;
import org.dropshard.stats.ChannelSummary;
import org.dropshard.stats.TensorStats;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.dropshard.tensor.Values;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The aggregate equals the kernels' own, to the last bit, for any partitioning and order. */
class ChannelStatsFunctionTest extends SparkTest {
  private static final int ROWS = 23;
  private static final int CHANNELS = 5;

  private static final List<Row> TABLE = new ArrayList<>();

  @BeforeAll
  static void table() {
    TABLE.clear();
    for (long id = 0; id < ROWS; id++) {
      TABLE.add(Tensors.row(id, floats(id), doubles(id), pixels(id)));
    }
    TABLE.add(RowFactory.create((long) ROWS, null, null, null, null));
    spark.createDataFrame(TABLE, Tensors.schema()).createOrReplaceTempView("t");
  }

  /** Values whose sums round, so that the order of additions would show. */
  private static Tensor floats(long id) {
    Tensor x = Tensors.random(DType.FLOAT32, id, 6, 7, CHANNELS);
    Random random = new Random(id);
    FloatBuffer values = Values.view(x.data(), 0, x.byteLength()).asFloatBuffer();
    for (int i = 0; i < x.length(); i++) {
      values.put(
          i, random.nextInt(40) == 0 ? Float.NaN : (float) Math.exp(20 * random.nextFloat()));
    }
    return x;
  }

  private static Tensor doubles(long id) {
    Tensor x = Tensors.random(DType.FLOAT64, id, 42, CHANNELS);
    Random random = new Random(id);
    DoubleBuffer values = Values.view(x.data(), 0, x.byteLength()).asDoubleBuffer();
    for (int i = 0; i < x.length(); i++) {
      values.put(i, random.nextGaussian() * 1e3);
    }
    return x;
  }

  private static Tensor pixels(long id) {
    return Tensors.random(DType.UINT8, id, 6, 7, CHANNELS);
  }

  private interface Source {
    Tensor of(long id);
  }

  /** What the kernel says, written as a row of Spark is. */
  private static String expected(Layout layout, Source source) {
    ChannelStats stats = new ChannelStats();
    TensorStats kernel = new TensorStats();
    for (long id = 0; id < ROWS; id++) {
      kernel.add(source.of(id), layout, stats);
    }
    List<String> rows = new ArrayList<>();
    for (ChannelSummary c : stats.summaries()) {
      rows.add(
          RowFactory.create(
                  c.channel(),
                  c.count(),
                  c.mean(),
                  c.variance(),
                  c.std(),
                  c.min(),
                  c.max(),
                  c.zeros(),
                  c.nan(),
                  c.infinite())
              .toString());
    }
    return rows.toString();
  }

  private static String answer(Row row) {
    return row.<Row>getList(0).stream().map(Row::toString).toList().toString();
  }

  private static String answer(String query) {
    return answer(rows(query).get(0));
  }

  @Test
  void everyFormEqualsTheKernel() {
    String floats = expected(Layout.HWC, ChannelStatsFunctionTest::floats);
    assertTrue(floats.matches(".*,\\d+,0\\].*") && !floats.contains(",0,0]"), "NaN is counted");
    assertEquals(floats, answer("SELECT channel_stats(npy, 'HWC') FROM t"));
    assertEquals(floats, answer("SELECT dropshard.channel_stats(npy, 'HWC') FROM t"));
    assertEquals(floats, answer("SELECT channel_stats(floats, 5, 'HWC') FROM t"));
    assertEquals(
        expected(Layout.CHW, ChannelStatsFunctionTest::floats),
        answer("SELECT channel_stats(npy, 'chw') FROM t"));
    assertEquals(
        expected(Layout.HWC, ChannelStatsFunctionTest::doubles),
        answer("SELECT channel_stats(doubles, 5, 'HWC') FROM t"));
    assertEquals(
        expected(Layout.HWC, ChannelStatsFunctionTest::pixels),
        answer("SELECT channel_stats(image) FROM t"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void sameBitsForAnyPartitioningAndOrder(int partitions) {
    List<Row> shuffled = new ArrayList<>(TABLE);
    Collections.shuffle(shuffled, new Random(partitions));
    spark
        .createDataFrame(shuffled, Tensors.schema())
        .repartition(partitions)
        .createOrReplaceTempView("shuffled");
    assertEquals(
        expected(Layout.HWC, ChannelStatsFunctionTest::floats),
        answer("SELECT channel_stats(npy, 'HWC') FROM shuffled"));
    assertEquals(
        expected(Layout.HWC, ChannelStatsFunctionTest::doubles),
        answer("SELECT channel_stats(doubles, 5, 'HWC') FROM shuffled"));
  }

  /** Sort-based aggregation serializes and merges its states in another way. */
  @Test
  void sameBitsWhenTheHashTableSpills() {
    String query =
        "SELECT id % 7, channel_stats(npy, 'HWC') FROM t WHERE id < 23 GROUP BY id % 7 ORDER BY 1";
    List<Row> hashed = rows(query);
    spark.conf().set("spark.sql.objectHashAggregate.sortBased.fallbackThreshold", 1);
    try {
      assertEquals(hashed.toString(), rows(query).toString());
    } finally {
      spark.conf().unset("spark.sql.objectHashAggregate.sortBased.fallbackThreshold");
    }
    assertEquals(7, hashed.size());
  }

  @Test
  void nullsAreSkippedAndNothingIsNull() {
    assertNull(value("SELECT channel_stats(npy, 'HWC') FROM t WHERE id = " + ROWS));
    assertNull(value("SELECT channel_stats(npy, 'HWC') FROM t WHERE id < 0"));
    assertNull(value("SELECT channel_stats(npy, NULL) FROM t"));
    assertNull(value("SELECT channel_stats(NULL, 'HWC')"));
    assertEquals(
        "[[0,2,NaN,NaN,NaN,NaN,NaN,0,2,0]]",
        answer("SELECT channel_stats(array(double('NaN'), double('NaN')), 1, 'HWC')"));
    assertEquals(
        "[[0,4,1.0,1.0,1.0,0.0,2.0,1,1,1]]",
        answer("SELECT channel_stats(array(0D, 2D, double('NaN'), double('-inf')), 1, 'HWC')"));
  }

  @Test
  void filterAndDistinctWork() {
    assertEquals(
        answer("SELECT channel_stats(npy, 'HWC') FROM t WHERE id < 5"),
        answer("SELECT channel_stats(npy, 'HWC') FILTER (WHERE id < 5) FROM t"));
    assertEquals(
        answer("SELECT channel_stats(npy, 'HWC') FROM t"),
        answer(
            "SELECT channel_stats(DISTINCT npy, 'HWC') FROM (SELECT * FROM t UNION ALL TABLE t)"));
  }

  @Test
  void observesInPassing() throws Exception {
    for (int partitions : new int[] {1, 2, 7}) {
      Observation observation = new Observation("stats");
      Dataset<Row> table =
          spark
              .table("t")
              .repartition(partitions)
              .observe(
                  observation,
                  DropshardFunctions.channelStats(col("npy"), Layout.HWC).as("npy"),
                  DropshardFunctions.channelStats(col("doubles"), CHANNELS, Layout.HWC)
                      .as("doubles"),
                  call_function("channel_stats", col("image")).as("image"));
      assertEquals(ROWS + 1, table.collectAsList().size());
      Map<String, Object> observed = observation.getAsJava();
      assertEquals(
          expected(Layout.HWC, ChannelStatsFunctionTest::floats),
          answer(RowFactory.create(observed.get("npy"))));
      assertEquals(
          expected(Layout.HWC, ChannelStatsFunctionTest::doubles),
          answer(RowFactory.create(observed.get("doubles"))));
      assertEquals(
          expected(Layout.HWC, ChannelStatsFunctionTest::pixels),
          answer(RowFactory.create(observed.get("image"))));
    }
  }

  @Test
  void columnsGroupAndAreRefusedLikeSql() {
    Dataset<Row> grouped =
        spark
            .table("t")
            .where("id < 23")
            .groupBy(col("id").mod(7))
            .agg(DropshardFunctions.channelStats(col("npy"), Layout.CHW))
            .orderBy("(id % 7)");
    assertEquals("channel_stats(npy, CHW)", grouped.columns()[1]);
    assertEquals(
        rows("SELECT id % 7, channel_stats(npy, 'CHW') FROM t WHERE id < 23"
                + " GROUP BY id % 7 ORDER BY 1")
            .toString(),
        grouped.collectAsList().toString());
    Exception thrown =
        assertThrows(
            Exception.class,
            () -> spark.table("t").select(DropshardFunctions.channelStats(col("id"))));
    assertEquals(
        "Invalid tensor: bigint (npy as binary, array<float>, array<double>, or Spark's image"
            + " struct)",
        message(thrown));
  }
}
