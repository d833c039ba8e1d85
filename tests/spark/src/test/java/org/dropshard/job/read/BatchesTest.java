package org.dropshard.job.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An array whose first axis counts samples becomes those samples, named by path and row. */
class BatchesTest {
  private static final int SAMPLES = 37;
  private static final int[] SAMPLE = {3, 4, 5};
  private static final int[] BATCH = {SAMPLES, 3, 4, 5};
  private static final String[] SPATIAL = {
    "--kind", "spatial", "--drop", "0.4", "--seed", "9", "--layout", "CHW"
  };

  @TempDir static Path folder;
  private static byte[] batch;

  @BeforeAll
  static void write() {
    batch = NpyFiles.ramp(1, BATCH);
  }

  private static Path run(Path input, String... options) {
    Path output = folder.resolve("out-" + System.nanoTime());
    List<String> all = new ArrayList<>(List.of(SPATIAL));
    all.addAll(List.of(options));
    JobRun.augment(input, output, all.toArray(new String[0]));
    return output;
  }

  /** What a table of the samples becomes, whose key is what a batch's samples are named by. */
  private static String digest(String file) throws IOException, NpyException {
    List<Row> rows = new ArrayList<>();
    Tensor whole = Npy.read(batch);
    for (int i = 0; i < SAMPLES; i++) {
      rows.add(RowFactory.create(file + "#" + i, Npy.write(whole.sample(i))));
    }
    Path table = folder.resolve("table-" + System.nanoTime());
    StructType schema =
        new StructType().add("name", DataTypes.StringType).add("x", DataTypes.BinaryType);
    JobRun.spark().createDataFrame(rows, schema).write().parquet(table.toString());
    return JobRun.json(run(table, "--key", "name"), "run.json").get("digest").asText();
  }

  private static byte[] fortran() throws NpyException {
    Tensor x = Npy.read(batch);
    byte[] cell = batch.clone();
    int start = x.offset();
    int[] stride = {1, SAMPLES, SAMPLES * 3, SAMPLES * 12};
    for (int i = 0; i < x.length(); i++) {
      int rest = i;
      int to = 0;
      for (int axis = 3; axis >= 0; axis--) {
        to += rest % BATCH[axis] * stride[axis];
        rest /= BATCH[axis];
      }
      System.arraycopy(batch, start + 4 * i, cell, start + 4 * to, 4);
    }
    String header = new String(cell, 0, start, java.nio.charset.StandardCharsets.ISO_8859_1);
    byte[] named =
        header.replace("False, ", "True,  ").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    System.arraycopy(named, 0, cell, 0, start);
    return cell;
  }

  /** Two arrays in an archive: their rows are numbered through. */
  private static byte[] archive() throws IOException, NpyException {
    Tensor x = Npy.read(batch);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      int[][] halves = {{0, 10}, {10, SAMPLES}};
      for (int[] half : halves) {
        int[] shape = BATCH.clone();
        shape[0] = half[1] - half[0];
        int offset = x.sample(half[0]).offset();
        zip.putNextEntry(new ZipEntry("from" + half[0] + ".npy"));
        zip.write(Npy.write(new Tensor(DType.FLOAT32, shape, x.data(), offset)));
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"c.npy", "fortran.npy", "archive.npz", "cut.npy"})
  void aBatchIsTheTableOfItsSamples(String file) throws IOException, NpyException {
    Path input = Files.createDirectories(folder.resolve("as-" + file + "/a"));
    byte[] content =
        switch (file) {
          case "fortran.npy" -> fortran();
          case "archive.npz" -> archive();
          default -> batch;
        };
    Files.write(input.resolve(file), content);
    if (file.equals("cut.npy")) {
      JobRun.spark().conf().set("spark.sql.files.minPartitionNum", "7");
    }
    try {
      Path output = run(input.getParent(), "--batch-axis", "0");
      JsonNode done = JobRun.json(output, "run.json");
      assertEquals(SAMPLES, done.at("/rows/out").asInt());
      assertEquals(digest("a/" + file), done.get("digest").asText());
      assertEquals(3, JobRun.json(output, "stats.json").at("/before/channels").size());
      for (String[] more : new String[][] {{}, {"--input", input.getParent().toString()}}) {
        List<String> verify = new ArrayList<>(List.of("verify", output.toString()));
        verify.addAll(List.of(more));
        JobRun verified = JobRun.of(verify.toArray(new String[0]));
        assertEquals(ExitCode.DONE, verified.code(), verified.err());
      }
      if (file.equals("cut.npy")) {
        assertTrue(JobRun.json(output, "run.json").at("/output/shards").asInt() > 1);
      }
    } finally {
      JobRun.spark().conf().unset("spark.sql.files.minPartitionNum");
    }
  }

  @Test
  void planAndStatisticsKnowBatches() throws IOException {
    Path file = folder.resolve("planned.npy");
    Files.write(file, batch);
    JobRun stats =
        JobRun.of(
            "stats", "--input", file.toString(), "--layout", "CHW", "--batch-axis", "0", "--json");
    JsonNode found = new ObjectMapper().readTree(stats.out());
    assertEquals(SAMPLES, found.at("/rows/in").asInt());
    assertEquals(3, found.get("channels").size());
    assertEquals(20 * SAMPLES, found.at("/channels/0/count").asInt());
    List<String> plan =
        new ArrayList<>(List.of("plan", "--input", file.toString(), "--output", "nowhere"));
    plan.addAll(List.of(SPATIAL));
    plan.addAll(List.of("--batch-axis", "0"));
    JobRun planned = JobRun.of(plan.toArray(new String[0]));
    assertEquals(ExitCode.DONE, planned.code(), planned.err());
    assertTrue(planned.out().contains("float32 [3, 4, 5] CHW"), planned.out());
    assertTrue(planned.out().contains("path and row"), planned.out());
  }

  /** What may be a batch is no sample, in whatever it lies, unless somebody says so. */
  @ParameterizedTest
  @ValueSource(strings = {"npy", "npz", "parquet", "webdataset", "tfrecord", "mds"})
  void fourAxesAreRefusedWhereChannelsCount(String format) throws IOException, NpyException {
    Path plain = Files.createDirectories(folder.resolve("plain-" + format));
    Files.write(plain.resolve("x.npy"), batch);
    Path input = plain;
    if (format.equals("npz")) {
      Files.delete(plain.resolve("x.npy"));
      Files.write(plain.resolve("x.npz"), archive());
    } else if (!format.equals("npy")) {
      input = folder.resolve("in-" + format);
      JobRun.augment(
          plain,
          input,
          "--kind",
          "element",
          "--drop",
          "0",
          "--seed",
          "1",
          "--output-format",
          format);
      input = folder.resolve("in-" + format + "-alone");
      alone(folder.resolve("in-" + format), input);
    }
    for (String kind : new String[] {"spatial", "pixel"}) {
      List<String> call =
          new ArrayList<>(
              List.of("augment", "--input", input.toString(), "--output", "nowhere", "--kind"));
      call.addAll(List.of(kind, "--drop", "0.5", "--seed", "1", "--layout", "CHW"));
      if (format.equals("parquet")) {
        call.addAll(List.of("--key", "path"));
      }
      JobRun refused = JobRun.of(call.toArray(new String[0]));
      assertEquals(ExitCode.USAGE, refused.code(), refused.err());
      assertEquals(1, refused.err().lines().count(), refused.err());
      assertTrue(refused.err().contains("--batch-axis 0"), refused.err());
      assertTrue(
          refused
              .err()
              .contains(kind.equals("spatial") ? "--kind spatial_3d" : "--batch-axis none"),
          refused.err());
    }
  }

  /** The data files of an output without the names that the output adds. */
  private static void alone(Path output, Path to) throws IOException {
    if (Files.exists(output.resolve("_SUCCESS")) && files(output, ".parquet").size() > 0) {
      JobRun.spark()
          .read()
          .parquet(output.toString())
          .drop("sample_id", "copy")
          .write()
          .parquet(to.toString());
      return;
    }
    Files.createDirectories(to);
    for (Path file : files(output, "")) {
      Files.copy(file, to.resolve(file.getFileName().toString()));
    }
  }

  private static List<Path> files(Path output, String ending) throws IOException {
    try (var files = Files.list(output)) {
      return files
          .filter(file -> file.getFileName().toString().matches("[^._].*"))
          .filter(file -> file.toString().endsWith(ending) && !Files.isDirectory(file))
          .toList();
    }
  }

  @Test
  void fourAxesAreOneSampleIfItIsSaid() throws IOException {
    Path file = folder.resolve("stack.npy");
    Files.write(file, batch);
    Path said = run(file, "--batch-axis", "none");
    Path dimensions =
        run(file, "--kind", "spatial_3d", "--drop", "0.4"); // the last of two options counts
    assertEquals(
        JobRun.json(said, "run.json").get("digest"),
        JobRun.json(dimensions, "run.json").get("digest"));
    assertEquals(1, JobRun.json(said, "run.json").at("/rows/out").asInt());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--key path --batch-axis 0 | Invalid --key: path (--batch-axis 0 names samples by their file"
            + " and row)",
        "--batch-axis 1 | Invalid --batch-axis: 1 (0, none, auto)",
        "--input-format parquet --batch-axis 0 | Invalid --batch-axis: 0 (parquet: a row is one"
            + " sample; batches are read of npy, npz and nifti files)",
        "--input-format images --batch-axis 0 | Invalid --batch-axis: 0 (images: a picture is one"
            + " sample; batches are read of npy, npz and nifti files)"
      })
  void whatHasNoBatchesSaysSo(String options, String message) throws IOException {
    Path file = folder.resolve("refused.npy");
    Files.write(file, batch);
    List<String> call =
        new ArrayList<>(List.of("augment", "--input", file.toString(), "--output", "nowhere"));
    call.addAll(List.of(SPATIAL));
    call.addAll(List.of(options.split(" ")));
    JobRun refused = JobRun.of(call.toArray(new String[0]));
    assertEquals(ExitCode.USAGE, refused.code(), refused.err());
    assertEquals("dropshard: " + message, refused.err().strip());
  }

  /** A cut file is one bad record, in however many parts it would have been read. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void aDamagedBatchIsOneBadRecord(int partitions) throws IOException {
    Path input = Files.createDirectories(folder.resolve("damaged-" + partitions));
    Files.write(input.resolve("good.npy"), batch);
    Files.write(input.resolve("short.npy"), Arrays.copyOf(batch, batch.length - 1));
    Files.write(input.resolve("scalar.npy"), NpyFiles.ramp(1));
    JobRun.spark().conf().set("spark.sql.files.minPartitionNum", Integer.toString(partitions));
    try {
      Path output = run(input, "--batch-axis", "0", "--on-error", "drop");
      JsonNode rows = JobRun.json(output, "run.json").get("rows");
      assertEquals(SAMPLES, rows.get("out").asInt());
      assertEquals(2, rows.get("bad").asInt());
    } finally {
      JobRun.spark().conf().unset("spark.sql.files.minPartitionNum");
    }
  }

  @Test
  void anOutputOfBatchesTakesNoWholeArrays() throws IOException {
    Path input = Files.createDirectories(folder.resolve("mixed"));
    Files.write(input.resolve("x.npy"), batch);
    Path output = run(input, "--batch-axis", "0");
    List<String> call =
        new ArrayList<>(
            List.of("augment", "--input", input.toString(), "--output", output.toString()));
    call.addAll(List.of(SPATIAL));
    call.addAll(List.of("--batch-axis", "none", "--if-exists", "append"));
    JobRun refused = JobRun.of(call.toArray(new String[0]));
    assertEquals(ExitCode.USAGE, refused.code(), refused.err());
    assertTrue(refused.err().contains("batch_axis 0"), refused.err());
  }
}
