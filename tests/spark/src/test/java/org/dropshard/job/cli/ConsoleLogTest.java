package org.dropshard.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consoles are for this project's lines; what else an operator writes to has all. */
class ConsoleLogTest {
  @TempDir Path folder;

  @Test
  void aFileHasWhatTheConsoleIsSpared() throws Exception {
    Path file = folder.resolve("all.log");
    Path configuration =
        Files.writeString(
            folder.resolve("log4j2.properties"),
            """
            appender.console.type = Console
            appender.console.name = console
            appender.console.target = SYSTEM_ERR
            appender.console.follow = true
            appender.console.layout.type = PatternLayout
            appender.console.layout.pattern = %%c{1} %%m%%n
            appender.file.type = File
            appender.file.name = file
            appender.file.fileName = %s
            appender.file.layout.type = PatternLayout
            appender.file.layout.pattern = %%c{1} %%m%%n
            rootLogger.level = info
            rootLogger.appenderRef.console.ref = console
            rootLogger.appenderRef.file.ref = file
            """
                .formatted(file));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    // Of its own: one from log4j's selector is that of all tests, and closed with this one.
    try (LoggerContext context = new LoggerContext("ours", null, configuration.toUri())) {
      context.start();
      for (int round = 1; round <= 2; round++) {
        context.getLogger("org.apache.spark.Executor").error("lost {}", round);
        context.getLogger("org.dropshard.Job").info("done {}", round);
        ConsoleLog.quiet(context);
      }
    } finally {
      System.setErr(before);
    }
    assertEquals("Executor lost 1\nJob done 1\nJob done 2\n", err.toString(StandardCharsets.UTF_8));
    assertEquals(
        "Executor lost 1\nJob done 1\nExecutor lost 2\nJob done 2\n", Files.readString(file));
  }
}
