package org.dropshard.job.augment;

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
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
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
import org.junit.jupiter.params.provider.CsvSource;

/** No shard of any format is larger than asked for, by more than a sample or what frames it. */
class ShardSizesTest {
  private static final int SAMPLES = 600;
  private static final int SHARD_BYTES = 200_000;

  @TempDir static Path folder;

  @BeforeAll
  static void write() {
    table("tensors", 40, 0); // 4,800 bytes and 128 of header
    table("small", 2, 0); // 12 bytes: headers are all there is
    table("texts", 2, 6000); // another column is the larger part
  }

  private static void table(String name, int side, int textLength) {
    Random random = new Random(11);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      byte[] data = new byte[side * side * 3];
      random.nextBytes(data);
      byte[] text = new byte[textLength * 3 / 4];
      random.nextBytes(text);
      rows.add(
          RowFactory.create(
              (long) i,
              java.util.Base64.getEncoder().encodeToString(text),
              Npy.write(new Tensor(DType.UINT8, new int[] {side, side, 3}, data, 0))));
    }
    StructType schema =
        new StructType()
            .add("id", DataTypes.LongType)
            .add("text", DataTypes.StringType)
            .add("x", DataTypes.BinaryType);
    JobRun.spark()
        .createDataFrame(rows, schema)
        .coalesce(1)
        .write()
        .parquet(folder.resolve(name).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "parquet,--output-format parquet --encoding npy",
    "arrow,--encoding arrow",
    "huggingface,--encoding huggingface",
    "image,--encoding image",
    "webdataset,--output-format webdataset",
    "webdataset-gzip,--output-format webdataset --compression gzip",
    "tfrecord,--output-format tfrecord",
    "tfrecord-floats,--output-format tfrecord --encoding array --dtype float32",
    "tfrecord-gzip,--output-format tfrecord --compression gzip",
    "mds,--output-format mds",
    "mds-zstd,--output-format mds --compression zstd",
    "npz,--output-format npz"
  })
  void shardsAreNoLargerThanAskedFor(String name, String asked) throws IOException {
    for (String input : List.of("tensors", "small", "texts")) {
      Path out = folder.resolve(name + "-" + input);
      List<String> options =
          new ArrayList<>(
              List.of("--kind", "element", "--drop", "0.1", "--seed", "11", "--layout", "HWC"));
      options.addAll(List.of("--key", "id", "--shard-bytes", SHARD_BYTES + "B"));
      options.addAll(List.of(asked.split(" ")));
      JobRun.augment(folder.resolve(input), out, options.toArray(new String[0]));
      List<String> lines = Files.readAllLines(out.resolve("_dropshard/shards.jsonl"));
      long total = 0;
      int rows = 0;
      for (String line : lines) {
        JsonNode shard = new ObjectMapper().readTree(line);
        long bytes = shard.get("bytes").asLong();
        assertTrue(bytes < SHARD_BYTES * 1.2 + 20_000, name + " " + input + ": " + line);
        assertEquals(bytes, Files.size(out.resolve(shard.get("file").asText())));
        total += bytes;
        rows += shard.get("rows").asInt();
      }
      assertEquals(SAMPLES, rows);
      // Nor are they crumbs; a task's last one, and its first if it is compressed, may be small.
      assertTrue(
          lines.size() <= 3 + 2.5 * total / SHARD_BYTES,
          name + " " + input + ": " + lines.size() + " shards of " + total + " bytes");
    }
  }

  /** As WebDataset's own braces name them; what a run adds tells by its name whose it is. */
  @Test
  void tarsAreNumberedWithoutAGap() throws IOException {
    Path out = folder.resolve("numbered");
    String[] options = {
      "--kind",
      "element",
      "--drop",
      "0.1",
      "--seed",
      "11",
      "--layout",
      "HWC",
      "--key",
      "id",
      "--output-format",
      "webdataset",
      "--shard-prefix",
      "train",
      "--shard-rows",
      "7"
    };
    JobRun.augment(folder.resolve("tensors"), out, options);
    List<String> names = tars(out);
    assertTrue(names.size() > 2, names.toString());
    for (int i = 0; i < names.size(); i++) {
      assertEquals("train-%06d.tar".formatted(i), names.get(i));
    }
    assertEquals(names, logged(out));
    JobRun verified = JobRun.of("verify", out.toString());
    assertEquals(ExitCode.DONE, verified.code(), verified.err());

    List<String> append = new ArrayList<>(List.of(options));
    append.addAll(List.of("--if-exists", "append", "--run-id", "more"));
    JobRun.augment(folder.resolve("tensors"), out, append.toArray(new String[0]));
    assertEquals(2 * names.size(), tars(out).size());
    assertEquals(names, tars(out).stream().filter(name -> name.startsWith("train-")).toList());
    assertEquals(tars(out), logged(out).stream().sorted().toList());
    verified = JobRun.of("verify", out.toString());
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
  }

  private static List<String> tars(Path out) throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".tar") && !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static List<String> logged(Path out) throws IOException {
    List<String> names = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve("_dropshard/shards.jsonl"))) {
      names.add(new ObjectMapper().readTree(line).get("file").asText());
    }
    return names;
  }
}
