package org.dropshard.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.dropshard.job.config.Setting;
import org.junit.jupiter.api.Test;

class ReadmeOptionsTest {

  @Test
  void tableOfOptionsIsTheTableOfSettings() throws IOException {
    String expected =
        Arrays.stream(Setting.values())
            .map(ReadmeOptionsTest::row)
            .collect(Collectors.joining("\n"));
    String table =
        Readme.text()
            .lines()
            .filter(line -> line.startsWith("| `--"))
            .collect(Collectors.joining("\n"));
    assertEquals(expected, table);
  }

  private static String row(Setting setting) {
    String row =
        "| `%s`%s | %s | %s |"
            .formatted(
                (setting.option() + " " + setting.parameter().replace("|", "\\|")).strip(),
                setting.isList() ? " …" : "",
                setting.help().replace("|", "\\|"),
                setting.defaultValue().map(value -> "`" + value + "`").orElse(""));
    return row.replaceAll(" +", " ");
  }
}
