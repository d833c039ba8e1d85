package org.dropshard.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.dropshard.job.cli.Application;
import org.dropshard.job.config.Setting;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program says of itself: its reference page and its help. */
class ReferenceTest {

  @Test
  void pageIsThatOfTheDefinitions() throws IOException {
    assertEquals(
        print("reference"),
        Files.readString(Readme.ROOT.resolve("job/REFERENCE.md")),
        "out of date: job/bin/dropshard reference > job/REFERENCE.md");
  }

  @Test
  void pageNamesEverySetting() {
    String page = print("reference");
    for (Setting setting : Setting.values()) {
      assertTrue(page.contains("| `" + setting.option()), setting.option());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"augment", "plan", "stats", "demo", "verify", "report", "completion"})
  void helpFitsAScreenAndEndsWithTwoExamples(String command) {
    List<String> lines = print(command, "--help").lines().toList();
    assertTrue(lines.size() <= 60, command + " has " + lines.size() + " lines");
    assertTrue(lines.stream().allMatch(line -> line.length() <= 110), command);
    assertEquals("Examples:", lines.get(lines.size() - 3));
    for (String example : lines.subList(lines.size() - 2, lines.size())) {
      assertTrue(example.contains("dropshard " + command), example);
    }
  }

  private static String print(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExitCode code =
        Application.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8), System.err);
    assertEquals(ExitCode.DONE, code);
    return out.toString(StandardCharsets.UTF_8);
  }
}
