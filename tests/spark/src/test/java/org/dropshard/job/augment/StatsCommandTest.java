package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dropshard.job.JobRun;
import org.dropshard.job.demo.DemoPictures;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stats} says what {@code augment} says of its input, and writes nothing. */
class StatsCommandTest {
  @TempDir Path folder;

  @BeforeEach
  void draw() throws IOException {
    DemoPictures.write(folder.resolve("pictures"), 10, 1);
  }

  @Test
  void equalsTheStatisticsBeforeDropout() throws IOException {
    String pictures = folder.resolve("pictures").toString();
    JobRun run = JobRun.of("stats", "--input", pictures, "--json", "--progress", "none");
    assertEquals(ExitCode.DONE, run.code(), run.err());
    JsonNode stats = new ObjectMapper().readTree(run.out());
    assertEquals(10, stats.get("rows").get("in").asInt());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("pictures")), files.toList());
    }
    Path output = folder.resolve("out");
    JobRun.augment(
        folder.resolve("pictures"), output, "--kind", "spatial", "--drop", "0.5", "--seed", "1");
    assertEquals(
        JobRun.json(output, "stats.json").get("before").get("channels"), stats.get("channels"));
  }

  @Test
  void printsATableOfChannels() {
    JobRun run =
        JobRun.of("stats", "--input", folder.resolve("pictures").toString(), "--progress", "none");
    assertTrue(run.out().startsWith("10 samples, 0 bad records"), run.out());
    assertEquals(5, run.out().lines().count(), run.out());
  }
}
