package org.dropshard.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.JobRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shards held against the format's definition byte by byte. */
class MdsFormatTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final StructType ROWS =
      new StructType()
          .add("z", DataTypes.StringType)
          .add("x", DataTypes.BinaryType)
          .add("id", DataTypes.LongType)
          .add("part", DataTypes.IntegerType)
          .add("w", DataTypes.DoubleType);

  @TempDir static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = JobRun.spark();
  }

  private static Dataset<Row> rows(int[]... shapes) {
    List<Row> rows = new java.util.ArrayList<>();
    for (int i = 0; i < shapes.length; i++) {
      rows.add(RowFactory.create("text ä" + i, FormatFiles.npy(shapes[i]), i - 1L, i % 2, i / 2d));
    }
    return spark.createDataFrame(rows, ROWS).coalesce(1);
  }

  private static Path write(String name, Dataset<Row> rows, String... options) {
    Path out = folder.resolve(name);
    var writer = rows.write().format("mds").option("encoding.x", "ndarray");
    for (int i = 0; i < options.length; i += 2) {
      writer.option(options[i], options[i + 1]);
    }
    writer.save(out.toString());
    return out;
  }

  private static JsonNode index(Path folder) throws IOException {
    return MAPPER.readTree(folder.resolve("index.json").toFile());
  }

  @Test
  void shardIsTheDefinitions() throws IOException {
    Path out = write("plain", rows(new int[] {2, 3}, new int[] {2, 3}));
    Path shard = FormatFiles.shards(out, ".mds").get(0);
    byte[] file = Files.readAllBytes(shard);
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(2, in.getInt(0));
    int[] offsets = {in.getInt(4), in.getInt(8), in.getInt(12)};
    assertEquals(file.length, offsets[2]);
    JsonNode config = MAPPER.readTree(Arrays.copyOfRange(file, 16, offsets[0]));
    assertEquals("[\"id\",\"part\",\"w\",\"x\",\"z\"]", config.get("column_names").toString());
    assertEquals(
        "[\"int\",\"int32\",\"float64\",\"ndarray:uint8:2,3\",\"str\"]",
        config.get("column_encodings").toString());
    assertEquals("[8,4,8,6,null]", config.get("column_sizes").toString());
    assertEquals(2, config.get("version").asInt());
    byte[] z = "text ä1".getBytes(StandardCharsets.UTF_8);
    ByteBuffer sample = ByteBuffer.allocate(4 + 8 + 4 + 8 + 6 + z.length);
    sample.order(ByteOrder.LITTLE_ENDIAN).putInt(z.length).putLong(0).putInt(1).putDouble(0.5);
    sample.put(new byte[] {0, 1, 2, 3, 4, 5}).put(z);
    assertArrayEquals(sample.array(), Arrays.copyOfRange(file, offsets[1], offsets[2]));

    JsonNode entry = index(out).get("shards").get(0);
    assertEquals(2, index(out).get("version").asInt());
    assertEquals(shard.getFileName().toString(), entry.at("/raw_data/basename").asText());
    assertEquals(file.length, entry.at("/raw_data/bytes").asInt());
    assertEquals(2, entry.get("samples").asInt());
    assertTrue(entry.get("zip_data").isNull());
    assertEquals(config.get("column_encodings"), entry.get("column_encodings"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"same", "shapes", "types"})
  void arraysOfAnyShapeAndTypeComeBack(String kind) throws IOException {
    Dataset<Row> rows = rows(new int[] {2, 3}, new int[] {300, 2}, new int[] {70000});
    if (kind.equals("same")) {
      rows = rows(new int[] {4}, new int[] {4});
    } else if (kind.equals("types")) {
      byte[] floats =
          org.dropshard.tensor.Npy.write(
              new org.dropshard.tensor.Tensor(
                  org.dropshard.tensor.DType.FLOAT32, new int[] {1, 2}, new byte[8], 0));
      rows =
          spark
              .createDataFrame(
                  List.of(
                      RowFactory.create("a", floats, 1L, 1, 1d),
                      RowFactory.create("b", FormatFiles.npy(1, 2), 2L, 1, 1d)),
                  ROWS)
              .coalesce(1);
    }
    Path out = write("arrays-" + kind, rows);
    assertEquals(
        switch (kind) {
          case "same" -> "ndarray:uint8:4";
          case "shapes" -> "ndarray:uint8";
          default -> "ndarray";
        },
        index(out).at("/shards/0/column_encodings/3").asText());
    List<Row> back = spark.read().format("mds").load(out.toString()).collectAsList();
    List<Row> expected = rows.collectAsList();
    assertEquals(expected.size(), back.size());
    for (int i = 0; i < back.size(); i++) {
      for (String column : List.of("id", "part", "w", "z")) {
        assertEquals(expected.get(i).<Object>getAs(column), back.get(i).<Object>getAs(column));
      }
      assertArrayEquals(expected.get(i).<byte[]>getAs("x"), back.get(i).<byte[]>getAs("x"));
    }
  }

  @Test
  void eachFolderHasAnIndexAndAllHaveOne() throws Exception {
    Path out = folder.resolve("parts");
    int[][] shapes = new int[6][];
    Arrays.fill(shapes, new int[] {3});
    rows(shapes)
        .repartition(3)
        .write()
        .format("mds")
        .option("hashes", "sha256,md5")
        .option("compression", "zstd")
        .option("maxRecordsPerFile", 1)
        .partitionBy("part")
        .save(out.toString());
    List<Path> shards = FormatFiles.shards(out, ".mds.zstd");
    assertEquals(6, shards.size());
    JsonNode all = index(out).get("shards");
    assertEquals(6, all.size());
    int found = 0;
    for (int part = 0; part < 2; part++) {
      for (JsonNode entry : index(out.resolve("part=" + part)).get("shards")) {
        Path file = out.resolve("part=" + part).resolve(entry.at("/zip_data/basename").asText());
        byte[] zip = Files.readAllBytes(file);
        byte[] raw = Zstd.decompress(zip, (int) Zstd.getFrameContentSize(zip));
        assertEquals(entry.at("/raw_data/bytes").asInt(), raw.length);
        assertEquals(sum("SHA-256", raw), entry.at("/raw_data/hashes/sha256").asText());
        assertEquals(sum("MD5", zip), entry.at("/zip_data/hashes/md5").asText());
        assertEquals("[\"md5\",\"sha256\"]", entry.get("hashes").toString());
        String name = "part=" + part + "/" + file.getFileName();
        for (JsonNode other : all) {
          found += other.at("/zip_data/basename").asText().equals(name) ? 1 : 0;
        }
      }
    }
    assertEquals(6, found);
    assertEquals(6, spark.read().format("mds").load(out.toString()).count());
  }

  private static String sum(String algorithm, byte[] data) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(data));
  }

  @Test
  void appendedShardsAreInTheIndex() throws IOException {
    Path out = write("append", rows(new int[] {3}));
    rows(new int[] {3}, new int[] {3})
        .write()
        .format("mds")
        .option("encoding.x", "ndarray")
        .mode("append")
        .save(out.toString());
    assertEquals(2, index(out).get("shards").size());
    rows(new int[] {3}).write().format("mds").mode("ignore").save(out.toString());
    assertEquals(2, index(out).get("shards").size());
    assertThrows(
        Exception.class, () -> rows(new int[] {3}).write().format("mds").save(out.toString()));
  }

  @Test
  void nullsThatTheFormatHasNotAreRefused() {
    Dataset<Row> rows =
        spark.createDataFrame(
            List.of(RowFactory.create(null, FormatFiles.npy(1), null, 1, null)), ROWS);
    Exception e = assertThrows(Exception.class, () -> write("nulls", rows));
    assertEquals("Invalid value: id is null (MDS has no nulls)", FormatFiles.message(e));
  }

  private static Path damaged(String name, byte[] file) throws IOException {
    return Files.write(folder.resolve(name + ".mds"), file);
  }

  private static String corrupt(Path file) {
    List<Row> rows =
        spark
            .read()
            .format("mds")
            .schema(ROWS.add("_corrupt_record", DataTypes.StringType))
            .option("mode", "permissive")
            .load(file.toString())
            .collectAsList();
    return rows.get(rows.size() - 1).getAs("_corrupt_record");
  }

  @Test
  void damageIsARow() throws IOException {
    Path out = write("whole", rows(new int[] {2}, new int[] {2}));
    byte[] file = Files.readAllBytes(FormatFiles.shards(out, ".mds").get(0));
    byte[] many = file.clone();
    Arrays.fill(many, 0, 4, (byte) -1);
    assertEquals(
        "Invalid length: 17179869184 bytes of MDS offsets ("
            + (file.length - 4)
            + " are left), byte 4",
        corrupt(damaged("many", many)));
    assertTrue(
        corrupt(damaged("cut", Arrays.copyOf(file, file.length - 1)))
            .startsWith("Invalid MDS: offset 2 is " + file.length));
    byte[] text = file.clone();
    text[17] = 'x';
    assertTrue(corrupt(damaged("config", text)).startsWith("Invalid MDS config: "));
    byte[] size = file.clone();
    int last = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(8);
    size[last] += 1; // the length of z
    assertTrue(
        corrupt(damaged("size", size)).matches("Invalid sample: 3\\d bytes .*, byte " + last),
        corrupt(damaged("size", size)));
  }

  @Test
  void picklesStayBytes() throws IOException {
    String config =
        "{\"column_encodings\":[\"pkl\"],\"column_names\":[\"p\"],\"column_sizes\":[null],"
            + "\"compression\":null,\"format\":\"mds\",\"hashes\":[],\"size_limit\":null,\"version\":2}";
    byte[] json = config.getBytes(StandardCharsets.UTF_8);
    byte[] pickle = {(byte) 0x80, 4, 'N', '.'};
    ByteBuffer head = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(1).putInt(12 + json.length).putInt(12 + json.length + 8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.array());
    out.writeBytes(json);
    out.writeBytes(new byte[] {4, 0, 0, 0});
    out.writeBytes(pickle);
    Path file = damaged("pickle", out.toByteArray());
    Row row = spark.read().format("mds").load(file.toString()).first();
    assertArrayEquals(pickle, row.<byte[]>getAs("p"));
  }
}
