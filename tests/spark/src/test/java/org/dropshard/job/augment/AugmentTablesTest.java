package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.Contract;
import org.dropshard.job.JobRun;
import org.dropshard.job.PlainNpy;
import org.dropshard.job.error.ExitCode;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables and npy files: every encoding gives the same tensors, masks and digest. */
class AugmentTablesTest {
  private static final int SAMPLES = 40;
  private static final int[] SHAPE = {3, 5, 7};
  private static final int LENGTH = 105;

  @TempDir static Path folder;
  private static List<float[]> tensors;
  private static Path npyTable;

  @BeforeAll
  static void write() {
    Random random = new Random(5);
    tensors = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      float[] values = new float[LENGTH];
      for (int k = 0; k < LENGTH; k++) {
        values[k] = (float) random.nextGaussian();
      }
      tensors.add(values);
      rows.add(
          RowFactory.create(
              (long) i - 5,
              "name " + i,
              i % 3,
              npy(values),
              bytes(values),
              values,
              doubles(values),
              new int[] {3, 5, 7},
              "float32"));
    }
    StructType schema =
        new StructType()
            .add("id", DataTypes.LongType)
            .add("name", DataTypes.StringType)
            .add("part", DataTypes.IntegerType)
            .add("npy", DataTypes.BinaryType)
            .add("raw", DataTypes.BinaryType)
            .add("floats", DataTypes.createArrayType(DataTypes.FloatType))
            .add("doubles", DataTypes.createArrayType(DataTypes.DoubleType))
            .add("shape", DataTypes.createArrayType(DataTypes.IntegerType))
            .add("dtype", DataTypes.StringType);
    Dataset<Row> all = JobRun.spark().createDataFrame(rows, schema).repartition(3);
    npyTable = folder.resolve("npy.parquet");
    all.select("id", "name", "part", "npy").write().parquet(npyTable.toString());
    all.select("id", "raw", "shape", "dtype")
        .write()
        .parquet(folder.resolve("raw.parquet").toString());
    all.select("id", "floats").write().parquet(folder.resolve("floats.parquet").toString());
    all.select("id", "doubles").write().parquet(folder.resolve("doubles.parquet").toString());
  }

  private static byte[] npy(float[] values) {
    return Npy.write(new Tensor(DType.FLOAT32, SHAPE, bytes(values), 0));
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  private static String run(String input, String name, String... options) throws IOException {
    Path output = folder.resolve(name);
    List<String> all = new ArrayList<>(List.of("--kind", "element", "--drop", "0.4"));
    all.addAll(List.of("--seed", "9", "--layout", "CHW", "--key", "id"));
    all.addAll(List.of(options));
    JobRun.augment(folder.resolve(input), output, all.toArray(new String[0]));
    return JobRun.json(output, "run.json").get("digest").asText();
  }

  private static Dataset<Row> rows(String name) {
    return JobRun.spark().read().parquet(folder.resolve(name).toString());
  }

  @Test
  void everyEncodingGivesTheSameDigest() throws IOException {
    String npy = run("npy.parquet", "from-npy");
    assertEquals(
        npy, run("raw.parquet", "from-raw", "--cell-dtype", "float32", "--cell-shape", "3,5,7"));
    assertEquals(
        npy, run("raw.parquet", "from-columns", "--cell-dtype", "dtype", "--cell-shape", "shape"));
    assertEquals(npy, run("floats.parquet", "from-floats", "--cell-shape", "3,5,7"));
    assertEquals(
        npy,
        run(
            "doubles.parquet",
            "from-doubles",
            "--cell-shape",
            "3,5,7",
            "--dtype",
            "float32",
            "--encoding",
            "npy"));
    assertEquals(rows("from-raw").schema().apply("raw").dataType(), DataTypes.BinaryType);
    assertEquals(4 * LENGTH, rows("from-raw").first().<byte[]>getAs("raw").length);
    assertEquals(
        "array<float>", rows("from-floats").schema().apply("floats").dataType().catalogString());
  }

  @Test
  void maskAndValuesAreTheContractsForAnIntegralKey() throws IOException {
    run("npy.parquet", "values");
    List<Row> rows = rows("values").collectAsList();
    assertEquals(SAMPLES, rows.size());
    for (Row row : rows) {
      long id = row.<Long>getAs("id");
      assertEquals(id, row.<Long>getAs("sample_id"));
      boolean[] keep = Contract.keep(9, id, 0, 0.4, LENGTH);
      float[] x = tensors.get((int) id + 5);
      double[] y = PlainNpy.of(row.getAs("npy")).values();
      for (int i = 0; i < LENGTH; i++) {
        assertEquals(keep[i] ? x[i] * (float) (1 / (1 - 0.4)) : 0, y[i]);
      }
    }
  }

  @Test
  void batchesShareMasks() throws IOException {
    run("npy.parquet", "batches", "--share", "batch:16", "--kind", "spatial");
    for (Row row : rows("batches").collectAsList()) {
      long id = row.<Long>getAs("id");
      boolean[] keep = Contract.keep(9, Math.floorDiv(id, 16), 0, 0.4, 3);
      double[] y = PlainNpy.of(row.getAs("npy")).values();
      for (int i = 0; i < LENGTH; i++) {
        assertEquals(keep[i / 35], y[i] != 0);
      }
    }
  }

  @Test
  void batchesOfHashedIdsAreRefused() {
    JobRun run =
        JobRun.spatial(
            "augment", npyTable, folder.resolve("no"), "--share", "batch:4", "--key", "name");
    assertEquals(ExitCode.USAGE, run.code());
    assertEquals(
        "dropshard: Invalid --share: batch:4 (needs an integral --key: hashes have no neighbours)\n",
        run.err());
  }

  @Test
  void withoutAKeyTheIdIsTheHashOfFileAndRow() throws IOException {
    Path output = folder.resolve("no-key");
    JobRun.spatial("augment", npyTable, output).done();
    Dataset<Row> source =
        JobRun.spark()
            .read()
            .parquet(npyTable.toString())
            .select(
                functions.col("name"),
                functions.expr(
                    "xxhash64(concat(_metadata.file_name, '#', _metadata.row_index)) as expected"));
    Dataset<Row> both = JobRun.spark().read().parquet(output.toString()).join(source, "name");
    assertEquals(SAMPLES, both.filter("sample_id = expected").count());
    assertArrayEquals(
        new String[] {"id", "name", "part", "npy", "sample_id", "copy"},
        JobRun.spark().read().parquet(output.toString()).columns());
  }

  @Test
  void anOutputIsAnInputThatSaysItsLayout() throws IOException {
    run("npy.parquet", "first");
    Path renamed = folder.resolve("renamed");
    rows("first").drop("copy").drop("sample_id").write().parquet(renamed.toString());
    JobRun.augment(renamed, folder.resolve("second"), "spatial", 0.5, 3, "--key", "id");
    assertEquals(
        "CHW",
        JobRun.json(folder.resolve("second"), "run.json").get("dropout").get("layout").asText());
  }

  @Test
  void sparksImageStructStaysOne() throws IOException {
    Path images = folder.resolve("struct.parquet");
    StructType image =
        new StructType()
            .add("origin", DataTypes.StringType)
            .add("height", DataTypes.IntegerType)
            .add("width", DataTypes.IntegerType)
            .add("nChannels", DataTypes.IntegerType)
            .add("mode", DataTypes.IntegerType)
            .add("data", DataTypes.BinaryType);
    byte[] data = new byte[4 * 5 * 3];
    new Random(1).nextBytes(data);
    List<Row> rows =
        List.of(
            RowFactory.create(1L, RowFactory.create("a", 4, 5, 3, 16, data)),
            RowFactory.create(2L, RowFactory.create("b", -1, -1, -1, -1, new byte[0])));
    JobRun.spark()
        .createDataFrame(rows, new StructType().add("id", DataTypes.LongType).add("image", image))
        .write()
        .parquet(images.toString());
    Path output = folder.resolve("struct-out");
    JobRun.augment(images, output, "spatial", 0.5, 4, "--key", "id", "--on-error", "quarantine");
    Row row = JobRun.spark().read().parquet(output.toString()).first();
    boolean[] keep = Contract.keep(4, 1, 0, 0.5, 3);
    byte[] y = row.<Row>getAs("image").getAs("data");
    for (int i = 0; i < y.length; i++) {
      assertEquals(keep[i % 3] ? data[i] : 0, y[i]);
    }
    assertEquals(1, JobRun.json(output, "run.json").get("rows").get("bad").asInt());
  }

  @Test
  void npyAndNpzFilesAreSamples() throws IOException {
    Path files = Files.createDirectories(folder.resolve("files/train"));
    Files.write(files.resolve("a b%.npy"), npy(tensors.get(0)));
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(files.resolve("c.npz")))) {
      for (int i = 1; i <= 2; i++) {
        zip.putNextEntry(new ZipEntry("arr_" + i + ".npy"));
        zip.write(npy(tensors.get(i)));
      }
    }
    Path output = folder.resolve("files-out");
    JobRun.augment(folder.resolve("files"), output, "element", 0.4, 9, "--layout", "CHW");
    Dataset<Row> rows = JobRun.spark().read().parquet(output.toString());
    assertEquals(3, rows.count());
    assertEquals(
        3,
        rows.filter(
                "sample_id in (xxhash64('train/a b%.npy'), xxhash64('train/c.npz#0'), xxhash64('train/c.npz#1'))")
            .count());
  }

  @Test
  void duplicateKeysAreCounted() throws IOException {
    Path output = folder.resolve("duplicates");
    JobRun.spatial("augment", npyTable, output, "--key", "part").done();
    assertEquals(37, JobRun.json(output, "run.json").get("rows").get("duplicate_keys").asInt());
    JobRun plan = JobRun.spatial("plan", npyTable, folder.resolve("none"), "--key", "part");
    assertTrue(plan.out().contains("duplicate keys   37"), plan.out() + plan.err());
    assertTrue(Files.notExists(folder.resolve("none")));
  }
}
