package org.dropshard.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  /** picocli formats descriptions, and warns on stderr of those that it cannot. */
  @ParameterizedTest
  @ValueSource(
      strings = {"augment", "plan", "stats", "backward", "verify", "show", "report", "demo"})
  void helpIsShownAsItStands(String command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      PrintStream help = new PrintStream(out, true, StandardCharsets.UTF_8);
      assertEquals(
          ExitCode.DONE, Application.run(new String[] {command, "--help"}, help, System.err));
    } finally {
      System.setErr(before);
    }
    assertEquals("", err.toString(StandardCharsets.UTF_8));
    String help = out.toString(StandardCharsets.UTF_8);
    assertFalse(help.isEmpty() || help.contains("%%") || help.contains("%n"), help);
  }
}
