package org.dropshard.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dropshard.job.ExitCode;
import org.dropshard.job.cli.Application;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReadmeCommandsTest {
  private static final String LAUNCHER = "job/bin/dropshard ";
  private static final String JAR = "job/target/dropshard.jar ";

  /** What Dropshard itself is given, by the launcher and by spark-submit. */
  static List<String> commands() throws IOException {
    return Stream.concat(
            Readme.commands().stream(),
            Readme.blocks(Readme.dropouts(), "sh").stream()
                .flatMap(block -> block.replaceAll("\\\\\\n\\s*", "").lines()))
        .filter(line -> line.startsWith(LAUNCHER) || line.startsWith("spark-submit "))
        .map(
            line ->
                line.substring(
                    line.contains(JAR) ? line.indexOf(JAR) + JAR.length() : LAUNCHER.length()))
        .map(line -> line.replaceFirst("^--.* -- ", ""))
        .toList();
  }

  @Test
  void namesTheTwoCommandsOfTheSetUp() throws IOException {
    assertTrue(Readme.commands().contains("job/bin/dropshard demo"));
    assertTrue(Readme.commands().contains("mvn verify"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void commandsAreUnderstood(String command) {
    List<String> arguments =
        new ArrayList<>(
            Pattern.compile("'([^']*)'|[^ ']+")
                .matcher(command)
                .results()
                .map(word -> word.group(1) == null ? word.group() : word.group(1))
                .toList());
    if (!arguments.contains("--help")) {
      arguments.add("--help"); // options are read, and then nothing is run
    }
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        Application.run(
            arguments.toArray(new String[0]),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertEquals(ExitCode.DONE, code, err.toString(StandardCharsets.UTF_8));
  }
}
