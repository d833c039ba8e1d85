package org.dropshard.job.plan;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.dropshard.job.error.JobException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An output lies in no input, and an input in no output. */
class PathOverlapTest {
  @TempDir private Path folder;

  @BeforeEach
  void makeInput() throws IOException {
    Files.createDirectories(folder.resolve("in/train"));
  }

  @ParameterizedTest
  @CsvSource({"in, in", "in, in/out", "in, in/../in/out", "in/*, in/out", "in/tr*/*.png, in/out"})
  void outputWithinAnInputIsRefused(String input, String output) {
    JobException refused = assertThrows(JobException.class, () -> check(input, output));
    assertEquals(
        "Invalid --output: "
            + folder.resolve(output)
            + " lies within the input "
            + folder.resolve(input)
            + " (choose another)",
        refused.getMessage());
  }

  @Test
  void inputWithinTheOutputIsRefused() {
    JobException refused = assertThrows(JobException.class, () -> check("in/train", "in"));
    assertEquals(
        "Invalid --output: "
            + folder.resolve("in")
            + " contains the input "
            + folder.resolve("in/train")
            + " (choose another)",
        refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"in, out", "in, in-2", "in/train, in/test", "in/train/*, in/out"})
  void neighboursAreNot(String input, String output) {
    assertDoesNotThrow(() -> check(input, output));
  }

  @Test
  void linkIsFollowed() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("in"));
    assertThrows(JobException.class, () -> check("in", "link/out"));
    assertThrows(JobException.class, () -> check("link", "in/out"));
  }

  private void check(String input, String output) {
    PathOverlap.check(
        List.of(folder.resolve(input).toString()),
        folder.resolve(output).toString(),
        new Configuration(false));
  }
}
