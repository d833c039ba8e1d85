package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dropshard.job.JobRun;
import org.dropshard.job.demo.DemoPictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Digest and statistics are equal to the last bit, however the input is cut. */
class DeterminismTest {
  @TempDir static Path folder;

  @Test
  void picturesInAnyNumberOfPartitions() throws IOException {
    Path pictures = folder.resolve("pictures");
    DemoPictures.write(pictures, 30, 11);
    String digest = null;
    String stats = null;
    for (String partitions : new String[] {"1", "3", "8"}) {
      JobRun.spark().conf().set("spark.sql.files.minPartitionNum", partitions);
      Path output = folder.resolve("pictures-" + partitions);
      JobRun.augment(pictures, output, "element", 0.3, 42, "--dtype", "float32");
      JobRun.spark().conf().unset("spark.sql.files.minPartitionNum");
      assertTrue(
          JobRun.json(output, "run.json").get("output").get("shards").asInt()
              >= Integer.parseInt(partitions));
      String text = Files.readString(output.resolve("_dropshard/stats.json"));
      String found = JobRun.json(output, "run.json").get("digest").asText();
      digest = digest == null ? found : digest;
      stats = stats == null ? text : stats;
      assertEquals(digest, found);
      assertEquals(stats, text);
    }
  }

  @Test
  void tablesUnderAnyOfSparksSettings() throws IOException {
    Path table = folder.resolve("table");
    JobRun.spark().conf().set("parquet.block.size", "20000");
    JobRun.spark()
        .range(0, 500, 1, 5)
        .selectExpr(
            "id", "transform(sequence(1, 60), i -> float(sin(id * 60 + i) * exp(id % 13))) as x")
        .write()
        .parquet(table.toString());
    String[] base = {
      "--kind",
      "spatial",
      "--drop",
      "0.3",
      "--seed",
      "42",
      "--key",
      "id",
      "--layout",
      "HWC",
      "--cell-shape",
      "2,10,3"
    };
    Path shuffled = folder.resolve("shuffled");
    JobRun.spark()
        .read()
        .parquet(table.toString())
        .repartition(7)
        .write()
        .parquet(shuffled.toString());
    String expected = null;
    for (Map<String, String> settings :
        List.<Map<String, String>>of(
            Map.of(),
            Map.of("spark.sql.files.maxPartitionBytes", "30000"),
            Map.of("spark.sql.files.minPartitionNum", "64", "spark.sql.files.openCostInBytes", "1"),
            Map.of("spark.sql.adaptive.enabled", "false"),
            Map.of(
                "spark.sql.codegen.wholeStage",
                "false",
                "spark.sql.codegen.factoryMode",
                "NO_CODEGEN"),
            Map.of("spark.sql.parquet.enableVectorizedReader", "false"))) {
      for (Path input : new Path[] {table, shuffled}) {
        settings.forEach((key, value) -> JobRun.spark().conf().set(key, value));
        Path output = folder.resolve("out-" + System.nanoTime());
        JobRun.augment(input, output, base);
        settings.keySet().forEach(key -> JobRun.spark().conf().unset(key));
        String found =
            JobRun.json(output, "run.json").get("digest").asText()
                + Files.readString(output.resolve("_dropshard/stats.json"));
        expected = expected == null ? found : expected;
        assertEquals(expected, found, settings + " on " + input);
      }
    }
  }
}
