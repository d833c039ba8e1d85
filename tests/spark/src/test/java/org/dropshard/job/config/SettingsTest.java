package org.dropshard.job.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who wins when a setting is set twice, and what is refused. */
class SettingsTest {
  private static Optional<Settings.File> file(String text) {
    return Optional.of(new Settings.File("job.conf", text));
  }

  @Test
  void optionWinsOverSetAndSetOverFileAndFileOverDefault() {
    Optional<Settings.File> file = file("copies = 2\nseed = 1\nshard-rows = 7");
    List<String> assignments = List.of("copies=3", "seed=2");
    Settings settings = Settings.resolve(file, assignments, Map.of(Setting.COPIES, List.of("4")));
    assertEquals("4", settings.required(Setting.COPIES));
    assertEquals("2", settings.required(Setting.SEED));
    assertEquals("7", settings.required(Setting.SHARD_ROWS));
    assertEquals("fail", settings.required(Setting.ON_ERROR));
    assertTrue(settings.text(Setting.KEY).isEmpty());
  }

  @Test
  void dropOfTheCommandLineTakesThePlaceOfKeepInTheFile() {
    Settings settings =
        Settings.resolve(file("keep = 0.9"), List.of(), Map.of(Setting.DROP, List.of("0.3")));
    assertEquals("0.3", settings.required(Setting.DROP));
    assertFalse(settings.text(Setting.KEEP).isPresent());
  }

  @ParameterizedTest
  @CsvSource({"sedd=1, seed", "shard_rows=5, shard-rows", "output.format=mds, output-format"})
  void unknownKeyNamesTheNearest(String assignment, String nearest) {
    JobException refused =
        assertThrows(
            JobException.class,
            () -> Settings.resolve(Optional.empty(), List.of(assignment), Map.of()));
    assertEquals(ExitCode.USAGE, refused.code());
    assertTrue(refused.getMessage().contains(nearest), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "sample, SAMPLE, 1",
    "dataset, DATASET, 1",
    "batch:16, BATCH, 16",
    "group:a b, GROUP, 1"
  })
  void shareIsReadAndLabelledAlike(String text, Share.Scope scope, long size) {
    Share share = Share.parse(text);
    assertEquals(scope, share.scope());
    assertEquals(size, share.batchSize());
    assertEquals(text, share.label());
  }

  @ParameterizedTest
  @CsvSource({"batch:0", "batch:-1", "batch:1.5", "group:", "Sample", "''"})
  void otherSharesAreRefused(String text) {
    JobException refused = assertThrows(JobException.class, () -> Share.parse(text));
    assertEquals(ExitCode.USAGE, refused.code());
    assertEquals(
        "Invalid --share: " + text + " (sample, batch:N, group:COLUMN, dataset)",
        refused.getMessage());
  }
}
