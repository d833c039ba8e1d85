package org.dropshard.job.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.JobRun;
import org.dropshard.job.PlainNpy;
import org.dropshard.job.error.ExitCode;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet as pyarrow, datasets and Ray write it, and ours as DuckDB reads it. */
class ParquetFlavoursTest {
  private static final Path FILES = Path.of("src/test/resources/formats").toAbsolutePath();
  private static final int SAMPLES = 6;
  private static final int LENGTH = 60;

  @TempDir static Path folder;

  @BeforeAll
  static void write() {
    table("float32", DType.FLOAT32, false, 3, 4, 5);
    table("uint8", DType.UINT8, false, 4, 5, 3);
    table("ragged", DType.FLOAT32, true, 3, 20);
  }

  /** The same samples as npy cells. */
  private static void table(String name, DType dtype, boolean ragged, int... shape) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      ByteBuffer data = ByteBuffer.allocate(LENGTH * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
      for (int k = 0; k < LENGTH; k++) {
        if (dtype == DType.UINT8) {
          data.put((byte) (7 * k + i));
        } else {
          data.putFloat(k * 0.5f + i);
        }
      }
      int[] axes = ragged && i % 2 == 0 ? new int[] {20, 3} : shape;
      rows.add(RowFactory.create((long) i, Npy.write(new Tensor(dtype, axes, data.array(), 0))));
    }
    StructType schema =
        new StructType().add("id", DataTypes.LongType).add("tensor", DataTypes.BinaryType);
    JobRun.spark().createDataFrame(rows, schema).write().parquet(folder.resolve(name).toString());
  }

  private static Path augment(Path input, String name, String... options) {
    Path out = folder.resolve(name);
    List<String> all =
        new ArrayList<>(List.of("--kind", "element", "--drop", "0.4", "--seed", "5"));
    all.addAll(List.of("--layout", "HWC"));
    all.addAll(List.of(options));
    if (!all.contains("--key")) {
      all.addAll(List.of("--key", "id"));
    }
    JobRun.augment(input, out, all.toArray(new String[0]));
    return out;
  }

  private static String digest(Path out) throws IOException {
    return JobRun.json(out, "run.json").get("digest").asText();
  }

  @ParameterizedTest
  @CsvSource({
    "arrow.parquet,float32",
    "arrow-uint8.parquet,uint8",
    "huggingface.parquet,float32",
    "huggingface-uint8.parquet,uint8",
    "huggingface-image.parquet,uint8",
    "ray,float32",
    "ray-ragged,ragged",
    "ray-files,ragged",
    "petastorm,uint8"
  })
  void whatOthersWroteIsRead(String file, String same) throws IOException {
    String expected = digest(augment(folder.resolve(same), "expected-" + file));
    assertEquals(expected, digest(augment(FILES.resolve(file), "from-" + file)));
  }

  /** A tensor as DuckDB has it, flat. */
  private static void flatten(Object value, List<Number> into) throws SQLException {
    if (value instanceof Array array) {
      for (Object element : (Object[]) array.getArray()) {
        flatten(element, into);
      }
    } else {
      into.add((Number) value);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"huggingface", "arrow"})
  void duckDbReadsListsWithTheSameValues(String encoding) throws Exception {
    for (String type : List.of("float32", "uint8")) {
      Path npy = augment(folder.resolve(type), "npy-" + type + encoding, "--encoding", "npy");
      Path lists = augment(folder.resolve(type), type + encoding, "--encoding", encoding);
      try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
          Statement statement = duck.createStatement();
          ResultSet found =
              statement.executeQuery(
                  "select id, tensor, typeof(tensor) from '"
                      + lists
                      + "/part-*.parquet' order by id")) {
        List<Row> expected =
            JobRun.spark().read().parquet(npy.toString()).orderBy("id").collectAsList();
        for (Row row : expected) {
          assertTrue(found.next());
          assertEquals(row.<Long>getAs("id"), found.getLong(1));
          List<Number> values = new ArrayList<>();
          flatten(found.getObject(2), values);
          double[] x = PlainNpy.of(row.getAs("tensor")).values();
          assertEquals(x.length, values.size());
          for (int i = 0; i < x.length; i++) {
            assertEquals(x[i], values.get(i).doubleValue());
          }
          String element = type.equals("uint8") ? "UTINYINT" : "FLOAT";
          assertEquals(element + (encoding.equals("arrow") ? "[]" : "[][][]"), found.getString(3));
        }
        assertTrue(!found.next());
      }
    }
  }

  @Test
  void duckDbReadsNpyCells() throws Exception {
    Path out = augment(folder.resolve("float32"), "duck-npy");
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select count(*), sum(sample_id), min(octet_length(tensor)) from '"
                    + out
                    + "/part-*.parquet'")) {
      assertTrue(found.next());
      assertEquals(SAMPLES, found.getInt(1));
      assertEquals(15, found.getInt(2));
      assertEquals(128 + 4 * LENGTH, found.getInt(3));
    }
  }

  @Test
  void duckDbReadsImageStructs() throws Exception {
    Path out = augment(folder.resolve("uint8"), "duck-image", "--encoding", "image");
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select count(*), min(tensor.height), min(tensor.width), min(tensor.nChannels),"
                    + " max(tensor.mode), min(octet_length(tensor.data)) from '"
                    + out
                    + "/part-*.parquet'")) {
      assertTrue(found.next());
      List<Integer> values = new ArrayList<>();
      for (int i = 1; i <= 6; i++) {
        values.add(found.getInt(i));
      }
      assertEquals(List.of(SAMPLES, 4, 5, 3, 16, LENGTH), values);
    }
  }

  @Test
  void jpegCellsAreThePictures() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      BufferedImage image = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 24 * 16; pixel++) {
        image.setRGB(pixel % 24, pixel / 24, 0x010203 * pixel + 0x40 * i);
      }
      ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
      ImageIO.write(image, "jpeg", jpeg);
      Path pictures = Files.createDirectories(folder.resolve("jpegs/s" + i));
      Files.write(pictures.resolve("x.jpg"), jpeg.toByteArray());
      rows.add(RowFactory.create("s" + i, jpeg.toByteArray()));
    }
    StructType schema =
        new StructType().add("label", DataTypes.StringType).add("image", DataTypes.BinaryType);
    Path cells = folder.resolve("jpeg-cells");
    JobRun.spark().createDataFrame(rows, schema).write().parquet(cells.toString());
    String[] options = {"--key", "label"};
    assertEquals(
        digest(augment(folder.resolve("jpegs"), "from-jpegs", options)),
        digest(augment(cells, "from-jpeg-cells", options)));
  }

  @Test
  void imageStructsHaveBlueFirstAndAreReadBackRedFirst() throws IOException {
    Path npy = augment(folder.resolve("uint8"), "npy-for-image");
    Path image = augment(folder.resolve("uint8"), "image", "--encoding", "image");
    assertEquals(digest(npy), digest(image));
    List<Row> expected =
        JobRun.spark().read().parquet(npy.toString()).orderBy("id").collectAsList();
    List<Row> images =
        JobRun.spark()
            .read()
            .parquet(image.toString())
            .orderBy("id")
            .select("tensor.*")
            .collectAsList();
    for (int i = 0; i < SAMPLES; i++) {
      assertEquals(4, images.get(i).<Integer>getAs("height"));
      assertEquals(5, images.get(i).<Integer>getAs("width"));
      assertEquals(3, images.get(i).<Integer>getAs("nChannels"));
      assertEquals(16, images.get(i).<Integer>getAs("mode")); // CV_8UC3
      byte[] bgr = images.get(i).getAs("data");
      double[] rgb = PlainNpy.of(expected.get(i).getAs("tensor")).values();
      for (int k = 0; k < LENGTH; k++) {
        assertEquals(rgb[k], bgr[k / 3 * 3 + 2 - k % 3] & 0xff);
      }
    }
    JobRun verified = JobRun.of("verify", image.toString(), "--progress", "none");
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
    Path keep = folder.resolve("image-in");
    JobRun.spark()
        .read()
        .parquet(image.toString())
        .drop("sample_id", "copy")
        .write()
        .parquet(keep.toString());
    Path npyIn = folder.resolve("npy-in");
    JobRun.spark()
        .read()
        .parquet(npy.toString())
        .drop("sample_id", "copy")
        .write()
        .parquet(npyIn.toString());
    assertEquals(digest(augment(npyIn, "again-npy")), digest(augment(keep, "again-image")));
  }

  @Test
  void listsOfAnotherShapeAreBadRecords() {
    JobRun run =
        JobRun.of(
            ("augment --kind element --drop 0.4 --seed 5 --layout HWC --key id --progress none "
                    + "--encoding arrow --input "
                    + folder.resolve("ragged")
                    + " --output "
                    + folder.resolve("no"))
                .split(" "));
    assertEquals(ExitCode.INPUT, run.code());
    assertTrue(run.err().contains("(--encoding arrow has one type and shape: "), run.err());
  }
}
