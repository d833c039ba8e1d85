package org.dropshard.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.config.Setting;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever settings become, alone and by threes, a command ends with one line and its exit code.
 */
class OptionMutationTest {
  private static final int COMBINATIONS = 60;
  private static final long SEED = 23;

  /** Where things lie. What these name would be read or written, wherever it is. */
  private static final Set<Setting> PLACES = Set.of(Setting.INPUT, Setting.OUTPUT);

  private static final List<String> VALUES =
      List.of(
          "",
          " ",
          "-1",
          "0",
          "1e309",
          "NaN",
          "99999999999999999999",
          "0.1,0.2",
          "x",
          "\u001b[31m",
          "null",
          "{a = [",
          "'",
          "[[[[",
          "true",
          "/dev/null",
          "nosuch://host/path",
          "ä\u0000b",
          "${x}",
          "a=b=c");

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private final Map<String, Integer> counts = new TreeMap<>();

  @Test
  void everySettingEndsInOneLine() throws IOException {
    Path input = Files.createDirectory(folder.resolve("in"));
    Files.write(input.resolve("a.npy"), NpyFiles.ramp(0.1f, 3, 4, 5));
    List<Setting> all =
        Stream.of(Setting.values()).filter(setting -> !PLACES.contains(setting)).toList();
    for (Setting setting : all) {
      run(List.of(setting));
    }
    for (int i = 0; i < COMBINATIONS; i++) {
      run(Stream.generate(() -> all.get(random.nextInt(all.size()))).limit(3).distinct().toList());
    }
    counts.forEach((code, count) -> System.out.println("options " + code + " " + count));
  }

  private void run(List<Setting> settings) {
    Path output = folder.resolve("out");
    List<String> call =
        new ArrayList<>(List.of("plan", "--input", folder.resolve("in").toString()));
    call.addAll(List.of("--output", output.toString()));
    Map<Setting, String> usual =
        Map.of(
            Setting.LAYOUT, "CHW", Setting.KIND, "spatial", Setting.DROP, "0.3", Setting.SEED, "5");
    usual.forEach(
        (setting, value) -> {
          if (!settings.contains(setting)) {
            call.addAll(List.of(setting.option(), value));
          }
        });
    for (Setting setting : settings) {
      String value = VALUES.get(random.nextInt(VALUES.size()));
      call.addAll(
          setting.isFlag() || random.nextBoolean()
              ? List.of("--set", setting.key() + "=" + value)
              : List.of(setting.option(), value));
    }
    JobRun run = JobRun.of(call.toArray(new String[0]));
    String what = call + ": " + run.code() + " " + run.err();
    counts.merge(run.code().toString(), 1, Integer::sum);
    assertTrue(run.code().number() <= ExitCode.EXPECTATION.number(), what);
    assertEquals(run.code() == ExitCode.DONE ? 0 : 1, run.err().lines().count(), what);
    assertFalse(run.err().contains("\u001b"), what);
    assertFalse(Files.exists(output), what);
  }
}
