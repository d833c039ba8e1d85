package org.dropshard.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large tensors, many partitions, many samples, many channels, in bounded heaps. */
@Tag("cluster")
class LimitsTest {
  private static final String[] DROPOUT = {"--kind", "element", "--drop", "0.3", "--seed", "42"};

  @TempDir Path folder;

  @AfterAll
  static void stop() {
    Sessions.stop();
  }

  @Test
  void tensorsOf200MegabytesInExecutorsOf2Gigabytes() throws IOException {
    Path tensors = Files.createDirectories(folder.resolve("tensors"));
    for (int i = 0; i < 2; i++) {
      writeNpy(tensors.resolve(i + ".npy"), 50, 1000, 1000);
    }
    String output = folder.resolve("out").toString();
    String[] arguments =
        Job.augmentArguments(tensors.toString(), output, Tables.with(DROPOUT, "--layout", "CHW"));
    arguments[0] = "plan";
    String refusal = executorsOf("1g", 1024).run(1, arguments);
    assertTrue(refusal.contains("dropshard: Cannot fit a task in memory: it needs 10"), refusal);
    arguments[0] = "augment";
    executorsOf("2g", 2048).run(0, arguments);
    JsonNode channels =
        new ObjectMapper()
            .readTree(Files.readString(Path.of(output, "_dropshard/stats.json")))
            .get("before")
            .get("channels");
    assertEquals(50, channels.size());
    assertEquals(2_000_000, channels.get(0).get("count").asInt());
  }

  private Submission executorsOf(String heap, int megabytes) {
    return new Submission(folder.resolve("driver-" + heap))
        .master("local-cluster[1,1," + megabytes + "]")
        .heap("512m")
        .set("spark.executor.memory", heap);
  }

  /** Float32, each value its index within a row. */
  private static void writeNpy(Path file, int... shape) throws IOException {
    String header =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d, %d), }"
            .formatted(shape[0], shape[1], shape[2]);
    header = header + " ".repeat(118 - 1 - header.length()) + "\n";
    byte[] row = new byte[4 * shape[2]];
    for (int i = 0; i < shape[2]; i++) {
      ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN).putFloat(4 * i, i);
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
      out.write(header.getBytes(StandardCharsets.US_ASCII));
      byte[] plane = new byte[row.length * shape[1]];
      for (int y = 0; y < shape[1]; y++) {
        System.arraycopy(row, 0, plane, y * row.length, row.length);
      }
      for (int c = 0; c < shape[0]; c++) {
        out.write(plane);
      }
    }
  }

  /** The executor's share is in the driver's heap too: this is local mode. */
  @Test
  void aMillionSamplesInTenThousandPartitionsInOneGigabyte() throws IOException {
    Path faults = folder.resolve("faults");
    Fault.disarm(faults);
    Sessions.local(Map.of());
    Path table = folder.resolve("samples");
    SparkSession.active()
        .range(0, 1_000_000, 1, 250)
        .selectExpr("id", "array(float(id), float(id % 7)) as x")
        .write()
        .option("parquet.block.size", "1") // looked at every 100 rows: 10,000 row groups
        .parquet(table.toString());
    Sessions.stop();
    Map<String, String> splits =
        Map.of(
            "spark.sql.files.maxPartitionBytes",
            String.valueOf(bytes(table) / 10_500),
            "spark.sql.files.openCostInBytes",
            "0");
    Path output = folder.resolve("out");
    String[] options = Tables.with(DROPOUT, "--layout", "HWC", "--cell-shape", "1,1,2");
    // Not Hadoop's own local file system: without native code it starts a process for each file.
    new Submission(folder.resolve("driver"))
        .heap("1g")
        .with(List.of(Parts.faults()))
        .set(FaultyFileSystem.settings(faults))
        .set(splits)
        .run(
            0,
            Job.augmentArguments(
                FaultyFileSystem.uri(table), FaultyFileSystem.uri(output), options));
    Sessions.local(splits);
    JsonNode run = Job.json(output.toString(), "run.json");
    assertEquals(1_000_000, run.get("rows").get("out").asInt());
    String[] plan =
        Tables.with(
            Job.augmentArguments(table.toString(), folder.resolve("none").toString(), options),
            "--json");
    plan[0] = "plan";
    int partitions = new ObjectMapper().readTree(Job.of(plan).out()).get("partitions").asInt();
    assertTrue(partitions >= 10_000, partitions + " partitions");
  }

  private static long bytes(Path table) throws IOException {
    try (var files = Files.list(table)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** Statistics of every shard on their way to the driver: 512 times 2 times 4,096 channels. */
  @Test
  void fourThousandChannelsInManyShards() throws IOException {
    Sessions.local(Map.of());
    Path table = folder.resolve("channels");
    SparkSession.active()
        .range(0, 512, 1, 64)
        .selectExpr(
            "id", "transform(sequence(1, 4096), c -> float(sin(c) * exp(id % 40) + c)) as x")
        .write()
        .parquet(table.toString());
    String[] options =
        Tables.with(DROPOUT, "--key", "id", "--layout", "HWC", "--cell-shape", "1,1,4096");
    Fingerprint few = Job.augment(table.toString(), folder.resolve("few").toString(), options);
    Path many = folder.resolve("many");
    new Submission(folder.resolve("driver"))
        .heap("1g")
        .set("spark.sql.files.minPartitionNum", "64")
        .set("spark.sql.files.openCostInBytes", "1")
        .run(
            0,
            Job.augmentArguments(
                table.toString(), many.toString(), Tables.with(options, "--shard-rows", "1")));
    assertEquals(few, Fingerprint.of(many.toString()));
    assertEquals(4096, Job.json(many.toString(), "stats.json").at("/after/channels").size());
    assertTrue(Job.json(many.toString(), "run.json").at("/output/shards").asInt() == 512);
  }
}
