package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The same samples in every input format become the same output in every output format: rows,
 * masks, digests and statistics. The key, {@code label}, travels.
 */
class FormatPairsTest {
  private static final int SAMPLES = 7;
  private static final int[] SHAPE = {4, 5, 3};
  private static final int LENGTH = 60;

  /** What each output is asked for with. */
  private static final Map<String, String> OUTPUTS = new LinkedHashMap<>();

  static {
    OUTPUTS.put("parquet", "--output-format parquet --encoding npy");
    OUTPUTS.put("image", "--encoding image");
    OUTPUTS.put("huggingface", "--encoding huggingface");
    OUTPUTS.put("arrow", "--encoding arrow");
    OUTPUTS.put("webdataset", "--output-format webdataset");
    OUTPUTS.put("webdataset-gzip", "--output-format webdataset --compression gzip");
    OUTPUTS.put("tfrecord", "--output-format tfrecord");
    OUTPUTS.put("tfrecord-floats", "--output-format tfrecord --encoding array");
    OUTPUTS.put("tfrecord-npy", "--output-format tfrecord --encoding npy --compression gzip");
    OUTPUTS.put("mds", "--output-format mds");
    OUTPUTS.put("mds-zstd", "--output-format mds --compression zstd");
    OUTPUTS.put("npz", "--output-format npz");
  }

  static final List<String> INPUTS =
      List.of(
          "images",
          "npy",
          "parquet-npy",
          "parquet-npz",
          "parquet-png",
          "parquet-lists",
          "parquet-file",
          "webdataset-npy",
          "webdataset-png",
          "tfrecord-raw",
          "tfrecord-png",
          "mds",
          "npz");

  @TempDir static Path folder;
  private static JsonNode expectedRun;
  private static JsonNode expectedStats;

  private static byte[] values(int sample) {
    byte[] data = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      data[i] = (byte) (31 * i + 101 * sample + i * i);
    }
    return data;
  }

  private static byte[] npy(int sample) {
    return Npy.write(new Tensor(DType.UINT8, SHAPE, values(sample), 0));
  }

  private static byte[] png(int sample) throws IOException {
    BufferedImage image = new BufferedImage(SHAPE[1], SHAPE[0], BufferedImage.TYPE_INT_RGB);
    byte[] rgb = values(sample);
    for (int i = 0; i < LENGTH / 3; i++) {
      int pixel = (rgb[3 * i] & 0xff) << 16 | (rgb[3 * i + 1] & 0xff) << 8 | rgb[3 * i + 2] & 0xff;
      image.setRGB(i % SHAPE[1], i / SHAPE[1], pixel);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static byte[] npz(int sample) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("arr.npy"));
      zip.write(npy(sample));
    }
    return out.toByteArray();
  }

  private static List<List<List<Short>>> lists(int sample) {
    byte[] data = values(sample);
    List<List<List<Short>>> rows = new ArrayList<>();
    for (int y = 0, i = 0; y < SHAPE[0]; y++) {
      rows.add(new ArrayList<>());
      for (int x = 0; x < SHAPE[1]; x++) {
        List<Short> pixel = new ArrayList<>();
        for (int c = 0; c < SHAPE[2]; c++, i++) {
          pixel.add((short) (data[i] & 0xff));
        }
        rows.get(y).add(pixel);
      }
    }
    return rows;
  }

  private interface Cell {
    Object of(int sample) throws IOException;
  }

  private static Dataset<Row> table(String column, DataType type, Cell cell) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      rows.add(RowFactory.create("s" + i, (long) i, "näme " + i, cell.of(i)));
    }
    StructType schema =
        new StructType()
            .add("label", DataTypes.StringType)
            .add("number", DataTypes.LongType)
            .add("name", DataTypes.StringType)
            .add(column, type);
    return JobRun.spark().createDataFrame(rows, schema).repartition(2);
  }

  @BeforeAll
  static void write() throws IOException {
    SparkSession spark = JobRun.spark();
    for (int i = 0; i < SAMPLES; i++) {
      Path pictures = Files.createDirectories(folder.resolve("images/s" + i));
      Files.write(pictures.resolve("x.png"), png(i));
      Path arrays = Files.createDirectories(folder.resolve("npy/s" + i));
      Files.write(arrays.resolve("x.npy"), npy(i));
    }
    save("parquet-npy", "parquet", table("x", DataTypes.BinaryType, FormatPairsTest::npy));
    save("parquet-npz", "parquet", table("x", DataTypes.BinaryType, FormatPairsTest::npz));
    save("parquet-png", "parquet", table("x", DataTypes.BinaryType, FormatPairsTest::png));
    DataType lists = DataTypes.ShortType;
    for (int axis = 0; axis < 3; axis++) {
      lists = DataTypes.createArrayType(lists);
    }
    save("parquet-lists", "parquet", table("x", lists, FormatPairsTest::lists));
    StructType file =
        new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);
    save("parquet-file", "parquet", table("x", file, i -> RowFactory.create(png(i), "x.png")));
    save("webdataset-npy", "webdataset", table("npy", DataTypes.BinaryType, FormatPairsTest::npy));
    save("webdataset-png", "webdataset", table("png", DataTypes.BinaryType, FormatPairsTest::png));
    save(
        "tfrecord-png",
        "tfrecord",
        table("image/encoded", DataTypes.BinaryType, FormatPairsTest::png));
    save(
        "tfrecord-raw",
        "tfrecord",
        table("image/encoded", DataTypes.BinaryType, FormatPairsTest::values)
            .selectExpr("*", "array(4L, 5L, 3L) as `image/shape`", "'uint8' as `image/dtype`"));
    table("x", DataTypes.BinaryType, FormatPairsTest::npy)
        .write()
        .format("mds")
        .option("encoding.x", "ndarray")
        .save(folder.resolve("mds").toString());
    save("npz", "npz", table("tensor", DataTypes.BinaryType, FormatPairsTest::npy));
    augment("npy", "expected", "--output-format parquet --encoding npy");
    expectedRun = JobRun.json(folder.resolve("expected"), "run.json");
    expectedStats = JobRun.json(folder.resolve("expected"), "stats.json");
    assertEquals(2 * SAMPLES, expectedRun.at("/rows/out").asInt());
    assertTrue(expectedStats.at("/after/dropped").asInt() > 0);
    spark.catalog().clearCache();
  }

  private static void save(String name, String format, Dataset<Row> rows) {
    rows.write().format(format).save(folder.resolve(name).toString());
  }

  private static Path augment(String input, String output, String asked) {
    List<String> options =
        new ArrayList<>(
            List.of("--kind", "element", "--drop", "0.4", "--seed", "11", "--copies", "2"));
    options.addAll(List.of("--layout", "HWC", "--key", "label", "--dtype", "float32"));
    options.addAll(List.of(asked.split(" ")));
    if (input.equals("npz")) {
      options.addAll(List.of("--input-format", "npz")); // else its arrays alone, without columns
    }
    Path out = folder.resolve(output);
    JobRun.augment(folder.resolve(input), out, options.toArray(new String[0]));
    return out;
  }

  /** Lists have no bytes: theirs are int16, so what models normalize by is of another scale. */
  private static JsonNode stats(JsonNode all, String input) {
    JsonNode stats = all.deepCopy();
    if (input.equals("parquet-lists")) {
      ((ObjectNode) stats.get("before")).remove("normalize");
    }
    return stats;
  }

  @ParameterizedTest
  @FieldSource("INPUTS")
  void everyOutputOfAnInputIsTheSame(String input) throws IOException {
    for (Map.Entry<String, String> output : OUTPUTS.entrySet()) {
      String pair = input + " to " + output.getKey();
      Path out = augment(input, input + "-" + output.getKey(), output.getValue());
      assertEquals(expectedRun.get("digest"), JobRun.json(out, "run.json").get("digest"), pair);
      assertEquals(stats(expectedStats, input), stats(JobRun.json(out, "stats.json"), input), pair);
      JobRun verified = JobRun.of("verify", out.toString(), "--progress", "none");
      assertEquals(ExitCode.DONE, verified.code(), pair + ": " + verified.err());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "webdataset,label",
    "tfrecord,label",
    "mds,label",
    "npz,label",
  })
  void columnsTravel(String format, String key) {
    Path out = augment("parquet-npy", "columns-" + format, "--output-format " + format);
    Map<String, String> names = new LinkedHashMap<>();
    Map<String, Long> numbers = new LinkedHashMap<>();
    for (Row row : JobRun.spark().read().format(format).load(out.toString()).collectAsList()) {
      names.put(row.getAs(key), row.getAs("name"));
      numbers.put(row.getAs(key), row.<Long>getAs("number"));
    }
    for (int i = 0; i < SAMPLES; i++) {
      assertEquals("näme " + i, names.get("s" + i));
      assertEquals(i, numbers.get("s" + i));
    }
  }

  @ParameterizedTest
  @CsvSource({"raw,none", "array,none", "npy,none", "raw,gzip"})
  void featuresHaveTheNamesThatAreAskedFor(String encoding, String compression) throws IOException {
    String names = " --tensor-feature x --shape-feature x/axes --dtype-feature x/type";
    String asked = "--output-format tfrecord --encoding " + encoding + " --compression ";
    Path out = augment("npy", "features-" + encoding + compression, asked + compression + names);
    List<String> columns =
        List.of(JobRun.spark().read().format("tfrecord").load(out.toString()).columns());
    assertTrue(columns.contains("x"), columns.toString());
    assertEquals(!encoding.equals("npy"), columns.contains("x/axes"), columns.toString());
    assertTrue(!columns.contains("image/encoded"), columns.toString());
    Path in = folder.resolve("features-in-" + encoding + compression);
    JobRun.spark()
        .read()
        .format("tfrecord")
        .load(out.toString())
        .where("copy = 0")
        .drop("copy", "sample_id")
        .write()
        .format("tfrecord")
        .save(in.toString());
    Path again =
        augment(
            in.getFileName().toString(),
            "features-again-" + encoding + compression,
            "--output-format mds --hashes sha256" + names);
    assertEquals(2 * SAMPLES, JobRun.json(again, "run.json").at("/rows/out").asInt());
    JsonNode index =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readTree(again.resolve("index.json").toFile());
    assertEquals(64, index.at("/shards/0/raw_data/hashes/sha256").asText().length());
  }

  @ParameterizedTest
  @CsvSource({"webdataset,.tar", "tfrecord,.tfrecord", "mds,.mds", "npz,.npz", "parquet,.parquet"})
  void shardRowsHoldInEveryFormat(String format, String ending) throws IOException {
    Path out = augment("images", "rows-" + format, "--shard-rows 4 --output-format " + format);
    List<String> lines = Files.readAllLines(out.resolve("_dropshard/shards.jsonl"));
    assertTrue(lines.size() >= 4, lines.toString());
    for (String line : lines) {
      assertTrue(line.contains(ending + "\""), line);
      assertTrue(line.contains("\"rows\":4") || line.contains("\"rows\":2"), line);
    }
  }
}
