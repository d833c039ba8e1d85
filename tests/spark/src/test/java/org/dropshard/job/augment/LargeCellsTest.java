package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells of 300 kB that do not compress, among columns of every other kind. */
class LargeCellsTest {
  private static final int SAMPLES = 12;

  @TempDir static Path folder;

  @BeforeAll
  static void write() {
    List<Row> rows = new ArrayList<>();
    for (long id = 0; id < SAMPLES; id++) {
      ByteBuffer data = ByteBuffer.allocate(3 * 160 * 160 * 4).order(ByteOrder.LITTLE_ENDIAN);
      Random random = new Random(id);
      while (data.hasRemaining()) {
        data.putFloat((float) random.nextGaussian());
      }
      rows.add(
          RowFactory.create(
              id,
              Npy.write(new Tensor(DType.FLOAT32, new int[] {3, 160, 160}, data.array(), 0)),
              id % 3 == 0 ? null : "label " + id % 5,
              List.of((int) id, -1),
              RowFactory.create("a".repeat((int) id), id / 8.0),
              Map.of("key" + id, id),
              new java.math.BigDecimal("12.5" + id)));
    }
    StructType schema =
        new StructType()
            .add("id", DataTypes.LongType)
            .add("x", DataTypes.BinaryType)
            .add("label", DataTypes.StringType)
            .add("box", DataTypes.createArrayType(DataTypes.IntegerType))
            .add(
                "nested",
                new StructType().add("text", DataTypes.StringType).add("y", DataTypes.DoubleType))
            .add("map", DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType))
            .add("price", DataTypes.createDecimalType(20, 6));
    JobRun.spark()
        .createDataFrame(rows, schema)
        .repartition(2)
        .write()
        .parquet(folder.resolve("in").toString());
  }

  private static Path augment(String name, String kind, String... options) {
    Path out = folder.resolve(name);
    List<String> all =
        new ArrayList<>(
            List.of(
                "--kind", kind, "--drop", "0.3", "--seed", "7", "--layout", "CHW", "--key", "id"));
    all.addAll(List.of(options));
    JobRun.augment(folder.resolve("in"), out, all.toArray(new String[0]));
    return out;
  }

  /** All columns but the tensor and the job's own, by id; the reader's words for them. */
  private static TreeMap<Long, String> others(Path table) {
    TreeMap<Long, String> rows = new TreeMap<>();
    for (Row row : JobRun.spark().read().parquet(table.toString()).collectAsList()) {
      rows.put(
          row.getAs("id"),
          Stream.of("label", "box", "nested", "map", "price")
              .map(name -> String.valueOf(row.get(row.fieldIndex(name))))
              .toList()
              .toString());
    }
    return rows;
  }

  @Test
  void columnsPassThroughAndCellsAreWhatSparksOwnWriterWrites() throws IOException {
    Path out = augment("element", "element");
    assertEquals(SAMPLES, others(out).size());
    assertEquals(others(folder.resolve("in")), others(out));
    // A filter for its keys is seldom asked for: Spark's writer has it.
    SparkSession spark = JobRun.spark();
    spark.sparkContext().hadoopConfiguration().set("parquet.bloom.filter.enabled#id", "true");
    try {
      Path sparks = augment("sparks", "element");
      assertEquals(
          JobRun.json(out, "run.json").get("digest"),
          JobRun.json(sparks, "run.json").get("digest"));
      assertEquals(others(out), others(sparks));
    } finally {
      spark.sparkContext().hadoopConfiguration().unset("parquet.bloom.filter.enabled#id");
    }
    assertEquals(ExitCode.DONE, verify(out).code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void bothOfSparksReadersGiveTheSameRun(String vectorized) throws IOException {
    SparkSession spark = JobRun.spark();
    spark.conf().set("spark.sql.parquet.enableVectorizedReader", vectorized);
    try {
      Path out = augment("vectorized-" + vectorized, "spatial");
      assertEquals(others(folder.resolve("in")), others(out));
      Path other = folder.resolve("vectorized-" + !Boolean.parseBoolean(vectorized));
      if (Files.exists(other)) {
        for (String file : List.of("stats.json", "summary.bin")) {
          assertArrayEquals(
              Files.readAllBytes(out.resolve("_dropshard").resolve(file)),
              Files.readAllBytes(other.resolve("_dropshard").resolve(file)));
        }
      }
    } finally {
      spark.conf().unset("spark.sql.parquet.enableVectorizedReader");
    }
  }

  @Test
  void duckDbReadsStoredAndCompressedPages() throws IOException, SQLException {
    Map<String, Long> bytes = new TreeMap<>();
    for (String kind : List.of("element", "spatial")) {
      Path out = augment("duckdb-" + kind, kind);
      TreeMap<Long, byte[]> cells = new TreeMap<>();
      JobRun.spark()
          .read()
          .parquet(out.toString())
          .collectAsList()
          .forEach(row -> cells.put(row.getAs("id"), row.getAs("x")));
      try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
          Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "select id, hex(x) from read_parquet('" + out + "/*.parquet') order by id")) {
        int count = 0;
        while (rows.next()) {
          count++;
          assertArrayEquals(cells.get(rows.getLong(1)), HexFormat.of().parseHex(rows.getString(2)));
        }
        assertEquals(SAMPLES, count);
      }
      bytes.put(kind, JobRun.json(out, "run.json").at("/output/bytes").asLong());
    }
    long stored = SAMPLES * 3L * 160 * 160 * 4;
    assertTrue(bytes.get("element") < stored * 1.02, bytes + " of " + stored);
    // A third of the channels is zeros.
    assertTrue(bytes.get("spatial") < stored * 0.9, bytes + " of " + stored);
  }

  @Test
  void aByteThatChangesOnTheDiskIsFound() throws IOException {
    Path out = augment("flipped", "element");
    Path shard;
    try (Stream<Path> files = Files.list(out)) {
      shard = files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    Path sums = shard.resolveSibling("." + shard.getFileName() + ".crc");
    assertTrue(Files.size(sums) <= 8 + 4 * (Files.size(shard) / (64 << 10) + 1), "a sum for 64 kB");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 2] ^= 1;
    Files.write(shard, bytes);
    assertEquals(ExitCode.VERIFICATION, verify(out).code());
  }

  private static JobRun verify(Path out) {
    return JobRun.of("verify", "--output", out.toString());
  }
}
