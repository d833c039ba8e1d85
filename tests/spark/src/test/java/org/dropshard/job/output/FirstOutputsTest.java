package org.dropshard.job.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Outputs of the first version, whose binary parts have no checksum and whose histograms are of
 * another form: {@code augment --kind spatial --drop 0.3 --seed 42} of two float32 npy of 2 × 3 ×
 * 300, and of two PNG of 8 × 9.
 */
class FirstOutputsTest {
  @TempDir Path folder;

  @Test
  void arraysAreVerifiedShownAndAddedTo() throws IOException {
    Path output = copy("arrays");
    Path more = Files.createDirectory(folder.resolve("more"));
    Files.write(more.resolve("2.npy"), NpyFiles.ramp(1, 2, 3, 300));
    check(output, more, "CHW");
  }

  @Test
  void picturesAreVerifiedShownAndAddedTo() throws IOException {
    Path output = copy("pictures");
    Path more = Files.createDirectory(folder.resolve("more"));
    Files.copy(Path.of("src/test/resources/first-outputs/more.png"), more.resolve("more.png"));
    check(output, more, "HWC");
  }

  private static void check(Path output, Path more, String layout) throws IOException {
    done(JobRun.of("verify", output.toString()));
    done(JobRun.of("report", output.toString()));
    assertTrue(
        Files.readString(output.resolve("_dropshard/report.html")).contains("\"histograms\""));
    done(
        JobRun.of(
            "augment",
            "--if-exists",
            "append",
            "--input",
            more.toString(),
            "--layout",
            layout,
            "--kind",
            "spatial",
            "--drop",
            "0.3",
            "--seed",
            "42",
            "--output",
            output.toString()));
    done(JobRun.of("verify", output.toString()));
    JsonNode stats = JobRun.json(output, "stats.json");
    assertTrue(stats.has("before"));
    assertTrue(stats.findPath("normalize").isMissingNode(), "not of the samples before");
  }

  private static void done(JobRun run) {
    assertEquals(ExitCode.DONE, run.code(), run.err());
  }

  private Path copy(String name) throws IOException {
    return DamagedOutputTest.copy(
        Path.of("src/test/resources/first-outputs", name), folder.resolve(name));
  }
}
