package org.dropshard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Runs commands, and writes ones that tell what they were called with. */
public final class Script {
  /** The repository's. */
  public static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  private Script() {}

  /** A command that prints each of its arguments on a line. */
  public static Path telltale(Path file) throws IOException {
    return write(file, "#!/bin/sh\nfor word; do echo \"$word\"; done\n");
  }

  public static Path write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }

  public static boolean isThere(String command) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }

  /** The lines that a command prints, to either stream; it has to end with {@code code}. */
  public static List<String> run(int code, Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(code, process.waitFor(), text);
    return text.lines().toList();
  }
}
