package org.dropshard.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.dropshard.Script;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process that is told to end waits for its command to say what became of it. */
class SignalsTest {
  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void theCommandHasTheLastWord(String signal, int code) throws IOException, InterruptedException {
    assumeTrue(Script.isThere("sh"), "there is no shell");
    // What nohup or a shell's background runs inherits a signal that is ignored, and Java leaves it
    // so.
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "env --default-signal="
                    + signal
                    + " true 2>/dev/null"
                    + " && exec env --default-signal="
                    + signal
                    + " \"$@\"; exec \"$@\"",
                "sh",
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SignalledCommand.class.getName())
            .redirectErrorStream(true)
            .start();
    BufferedReader out = process.inputReader();
    String first = out.readLine();
    while (!first.equals("working")) { // the JVM's or a library's own warnings
      first = out.readLine();
    }
    Script.run(0, Map.of(), "sh", "-c", "kill -" + signal + " " + process.pid());
    assertEquals(List.of("Interrupted: nothing written"), out.lines().toList());
    assertEquals(code, process.waitFor());
  }
}
