package org.dropshard.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dropshard.job.cli.Application;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bash offers after the completion is sourced. */
class CompletionTest {
  @TempDir Path folder;

  @Test
  void completesCommandsAndOptions() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "bash is absent");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String[] arguments = {"completion"};
    assertEquals(
        ExitCode.DONE,
        Application.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8), System.err));
    Path script = Files.write(folder.resolve("completion"), out.toByteArray());
    assertTrue(offered(script, "dropshard", "re").contains("report"));
    List<String> options = offered(script, "dropshard", "augment", "--shard");
    assertTrue(options.containsAll(List.of("--shard-bytes", "--shard-rows")), options.toString());
    assertTrue(offered(script, "dropshard", "stats", "--shard").isEmpty());
  }

  private static List<String> offered(Path script, String... words) throws Exception {
    String line = String.join(" ", words);
    String program =
        "source '"
            + script
            + "'; compopt() { :; }; COMP_WORDS=("
            + line
            + "); COMP_CWORD="
            + (words.length - 1)
            + "; COMP_LINE='"
            + line
            + "'; COMP_POINT="
            + line.length()
            + "; _complete_dropshard; printf '%s\\n' \"${COMPREPLY[@]}\"";
    Process bash = new ProcessBuilder("/bin/bash", "-c", program).redirectErrorStream(true).start();
    String text = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, bash.waitFor(), text);
    return text.lines().filter(word -> !word.isEmpty()).toList();
  }
}
