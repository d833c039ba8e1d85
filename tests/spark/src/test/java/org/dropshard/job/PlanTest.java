package org.dropshard.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.demo.DemoPictures;
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

/** What {@code plan} promises: the verdict of {@code augment}, and about what it will write. */
class PlanTest {
  /** The expected size lies between the real one through and times this. */
  private static final double FACTOR = 2;

  @TempDir static Path folder;

  private static int seed;

  @BeforeAll
  static void write() throws IOException {
    DemoPictures.write(folder.resolve("pictures"), 12, 1);
    Path bad = Files.createDirectories(folder.resolve("bad"));
    Files.writeString(bad.resolve("a.jpg"), "no picture");
    Files.writeString(bad.resolve("b.jpg"), "none either");
    Path odd = Files.createDirectories(folder.resolve("odd"));
    Files.write(odd.resolve("a.npy"), npy(3, 4, 4));
    Files.write(odd.resolve("b.npy"), npy(3, 5, 4));
    Files.createDirectories(folder.resolve("empty"));
    Files.createDirectories(folder.resolve("taken/mine"));
    table().write().parquet(folder.resolve("table").toString());
    JobRun.augment(
        folder.resolve("pictures"),
        folder.resolve("begun"),
        "spatial",
        0.5,
        1,
        "--run-id",
        "first");
    Files.writeString(
        folder.resolve(".locked.dropshard-lock"),
        "{\"host\":\"h\",\"machine\":\"m\",\"process\":1,\"run\":\"r\",\"since\":\"noon\"}");
  }

  private static byte[] npy(int... shape) {
    byte[] values = new byte[(int) Tensor.elements(shape)];
    new Random(shape[0] * 31L + seed++).nextBytes(values);
    return Npy.write(new Tensor(DType.UINT8, shape, values, 0));
  }

  private static Dataset<Row> table() {
    StructType columns =
        new StructType()
            .add("id", DataTypes.LongType)
            .add("tensor", DataTypes.BinaryType)
            .add("caption", DataTypes.StringType)
            .add("score", DataTypes.DoubleType);
    return JobRun.spark()
        .createDataFrame(
            IntStream.range(0, 200)
                .mapToObj(i -> RowFactory.create((long) i, npy(3, 20, 20), "number " + i, i / 3.0))
                .toList(),
            columns)
        .coalesce(1);
  }

  private static String[] command(String command, String options) {
    List<String> arguments =
        new ArrayList<>(List.of(command, "--kind", "spatial", "--drop", "0.5", "--seed", "1"));
    for (String option : options.strip().split(" +")) {
      arguments.add(option.replace("IN/", folder + "/").replace("~", " "));
    }
    if (!arguments.contains("--output")) {
      arguments.addAll(List.of("--output", folder.resolve("out").toString()));
    }
    return arguments.toArray(new String[0]);
  }

  /** What augment says of its progress is no part of the verdict. */
  private static String verdict(JobRun run) {
    return run.code() + " " + run.err().replaceAll("last sign of life \\d+", "last sign of life #");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "USAGE  | Missing --layout            | --input IN/odd",
        "USAGE  | Invalid --encoding: image   | --input IN/odd --layout CHW --encoding image",
        "INPUT  | huggingface                 | --input IN/odd --layout CHW --encoding huggingface",
        "INPUT  | Invalid                     | --input IN/bad",
        "BAD_RECORDS | Too many bad records   | --input IN/bad --on-error drop --max-bad 1",
        "INPUT  | does not exist              | --input IN/none",
        "INPUT  | holds no file               | --input IN/empty",
        "INPUT  | Cannot write tfrecord       | --input IN/table --layout CHW --output-format tfrecord",
        "INPUT  | Invalid column: no          | --input IN/table --layout CHW --key no",
        "INPUT  | Invalid input column:       | --input IN/begun",
        "USAGE  | Invalid --share             | --input IN/pictures --share batch:2",
        "USAGE  | Invalid --partition-by      | --input IN/pictures --partition-by no",
        "USAGE  | Cannot scale or fill        | --input IN/pictures --fill 3",
        "USAGE  | hold no colon               | --input IN/pictures --output IN/out-2024-01-01T10:00:00",
        "USAGE  | at most                     | --input IN/pictures --output IN/LONG",
        "USAGE  | lies within the input       | --input IN/pictures --output IN/pictures/out",
        "OUTPUT | Output exists               | --input IN/pictures --output IN/taken",
        "OUTPUT | Output exists               | --input IN/pictures --output IN/begun",
        "OUTPUT | Output is locked            | --input IN/pictures --output IN/locked",
        "USAGE  | seed 1, this run has 2      | --input IN/pictures --output IN/begun --if-exists append --seed 2",
        "DONE   | ''                          | --input IN/pictures --output IN/begun --if-exists append --run-id first",
        "DONE   | ''                          | --input IN/empty --output IN/grown --incremental",
        "OUTPUT | not begun by --incremental  | --input IN/pictures --output IN/begun --incremental",
      })
  void isWhatAugmentSays(ExitCode code, String words, String options) {
    String all = options.replace("LONG", "l".repeat(220));
    JobRun plan = JobRun.of(command("plan", all));
    JobRun augment = JobRun.of(command("augment", all + " --progress none"));
    assertEquals(verdict(augment), verdict(plan));
    assertEquals(code, plan.code(), plan.err());
    assertTrue(plan.err().contains(words), plan.err());
    assertEquals(code == ExitCode.DONE ? 0 : 1, plan.err().lines().count(), plan.err());
    assertTrue(Files.notExists(folder.resolve("out")));
  }

  /** Any name that Hadoop and the file system have can be an output's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "new\nline", "tab\tbell\u0007", "per%20cent%2F", "br[a]cket", "{a,b}", "st*r", "wh?t",
        "back\\slash", " space ", "quote'\"`", "-rf", "ha#sh", "plus+and=equals", ".hidden",
        "_marked", "näme"
      })
  void namesOfOutputsAreOnlyNames(String name) throws IOException {
    Path out = folder.resolve("names").resolve(name);
    String options = "--input IN/pictures/circles --output " + out.toString().replace(" ", "~");
    JobRun plan = JobRun.of(command("plan", options));
    assertEquals(ExitCode.DONE, plan.code(), plan.err());
    JobRun augment = JobRun.of(command("augment", options + " --progress none"));
    assertEquals(ExitCode.DONE, augment.code(), augment.err());
    JobRun verify = JobRun.of("verify", "--output", out.toString(), "--progress", "none");
    assertEquals(ExitCode.DONE, verify.code(), verify.err());
  }

  @Test
  void namesOfColumnsAreOnlyNames() throws IOException {
    Path in = folder.resolve("ticks");
    table()
        .limit(3)
        .withColumnRenamed("caption", "a`b.c`` d")
        .drop("score")
        .write()
        .format("webdataset")
        .save(in.toString());
    String options =
        "--input IN/ticks --layout CHW --key id --partition-by a`b.c``~d --output IN/tocks";
    assertEquals(ExitCode.DONE, JobRun.of(command("plan", options)).code());
    JobRun augment = JobRun.of(command("augment", options + " --progress none"));
    assertEquals(ExitCode.DONE, augment.code(), augment.err());
    JobRun verify = JobRun.of("verify", "--output", folder.resolve("tocks").toString());
    assertEquals(ExitCode.DONE, verify.code(), verify.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--input IN/pictures",
        "--input IN/pictures --dtype float32 --copies 3",
        "--input IN/pictures --encoding image",
        "--input IN/table --layout CHW --key id --encoding huggingface",
        "--input IN/table --layout CHW --key id --encoding arrow --dtype float32",
        "--input IN/pictures --output-format webdataset",
        "--input IN/pictures --output-format tfrecord",
        "--input IN/pictures --output-format tfrecord --encoding raw",
        "--input IN/pictures --output-format tfrecord --encoding array --dtype float32 --compression gzip",
        "--input IN/pictures --output-format mds --compression zstd",
        "--input IN/pictures --output-format npz",
        "--input IN/table --layout CHW --key id",
        "--input IN/table --layout CHW --key id --output-format mds --shard-rows 20",
      })
  void theSizeIsNear(String options) throws IOException {
    near(options);
  }

  @ParameterizedTest
  @ValueSource(strings = {"webdataset", "tfrecord", "mds", "npz", "tfrecord+gzip", "mds+zstd"})
  void theSizeIsNearWhateverIsRead(String format) throws IOException {
    String[] parts = format.split("\\+");
    var writer = table().drop("score").write().format(parts[0]);
    if (parts.length > 1) {
      writer.option("compression", parts[1]);
    }
    writer.save(folder.resolve(format).toString());
    near("--layout CHW --input-format " + parts[0] + " --input IN/" + format);
  }

  @Test
  void theSizeOfBatchesIsNear() throws IOException {
    Path in = Files.createDirectories(folder.resolve("batches"));
    Files.write(in.resolve("a.npy"), npy(50, 3, 20, 20));
    Files.write(in.resolve("b.npy"), npy(10, 3, 20, 20));
    near("--input IN/batches --batch-axis 0 --layout CHW");
  }

  private static void near(String options) throws IOException {
    Path out = folder.resolve("sized" + Math.abs(options.hashCode()));
    String all = options + " --output " + out;
    JobRun plan = JobRun.of(command("plan", all + " --json"));
    assertEquals(ExitCode.DONE, plan.code(), plan.err());
    JsonNode expected = new ObjectMapper().readTree(plan.out()).get("expected");
    JobRun augment = JobRun.of(command("augment", all + " --progress none"));
    assertEquals(ExitCode.DONE, augment.code(), augment.err());
    JsonNode run = JobRun.json(out, "run.json");
    within(expected.get("rows").asLong(), run.at("/rows/out").asLong(), options);
    within(expected.get("bytes").asLong(), run.at("/output/bytes").asLong(), options);
  }

  private static void within(long expected, long found, String options) {
    double factor = expected / (double) found;
    assertTrue(
        factor <= FACTOR && factor >= 1 / FACTOR, options + ": " + expected + " for " + found);
  }
}
