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
import org.dropshard.job.NpyFiles;
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
    JobRun.augment(folder.resolve("pictures"), output, "spatial", 0.5, 1);
    JsonNode before = JobRun.json(output, "stats.json").get("before");
    assertEquals(before.get("channels"), stats.get("channels"));
    assertEquals(3, stats.get("normalize").size());
    assertEquals(before.get("normalize"), stats.get("normalize"));
  }

  @Test
  void badRecordsAreNotSaidToBeSetAside() throws IOException {
    String pictures = folder.resolve("pictures").toString();
    Files.writeString(folder.resolve("pictures/broken.png"), "no picture");
    JobRun run = JobRun.of("stats", "--input", pictures, "--progress", "none");
    assertEquals(ExitCode.INPUT, run.code(), run.out());
    assertTrue(run.err().endsWith(" (--on-error drop leaves such records out)\n"), run.err());
    JobRun some =
        JobRun.of("stats", "--input", pictures, "--on-error", "drop", "--progress", "none");
    assertTrue(some.out().startsWith("10 samples, 1 bad records"), some.err());
  }

  @Test
  void fourAxesHaveTheChannelsOfTheirLayout() throws IOException {
    Path volumes = Files.createDirectories(folder.resolve("volumes"));
    Files.write(volumes.resolve("a.npy"), NpyFiles.ramp(1, new int[] {2, 3, 4, 5}));
    for (String layout : new String[] {"CHW", "HWC"}) {
      JobRun run =
          JobRun.of(
              "stats",
              "--input",
              volumes.toString(),
              "--layout",
              layout,
              "--json",
              "--progress",
              "none");
      assertEquals(ExitCode.DONE, run.code(), run.err());
      JsonNode channels = new ObjectMapper().readTree(run.out()).get("channels");
      assertEquals(layout.equals("CHW") ? 2 : 5, channels.size());
      assertEquals(layout.equals("CHW") ? 60 : 24, channels.get(0).get("count").asInt());
    }
  }

  @Test
  void printsATableOfChannels() {
    JobRun run =
        JobRun.of("stats", "--input", folder.resolve("pictures").toString(), "--progress", "none");
    assertTrue(run.out().startsWith("10 samples, 0 bad records"), run.out());
    assertEquals(5, run.out().lines().count(), run.out());
  }
}
