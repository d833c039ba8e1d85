package org.dropshard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The python3 on the PATH, which may have what {@code tests/python/requirements.txt} lists. */
public final class Python {
  private static final Map<String, Boolean> HAS = new ConcurrentHashMap<>();

  private Python() {}

  /** Skips the test where python3 has not all of these modules. */
  public static void assumeModules(String... modules) {
    for (String module : modules) {
      assumeTrue(HAS.computeIfAbsent(module, Python::has), "python3 has no " + module);
    }
  }

  private static boolean has(String module) {
    try {
      String find =
          "import importlib.util, sys; sys.exit(not importlib.util.find_spec(sys.argv[1]))";
      return process(Path.of("."), List.of("python3", "-c", find, module)).waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no python3
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** What a program prints, to either stream, in a working directory; it has to succeed. */
  public static String run(Path directory, String program, String... arguments) {
    return run(0, directory, program, arguments);
  }

  /** The same for a program that has to exit with {@code code}. */
  public static String run(int code, Path directory, String program, String... arguments) {
    try {
      Path file = Files.createTempFile("program", ".py");
      List<String> command = new ArrayList<>(List.of("python3", file.toString()));
      command.addAll(List.of(arguments));
      Files.writeString(file, program);
      Process process = process(directory, command);
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(code, process.waitFor(), text);
      Files.delete(file);
      return text;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Process process(Path directory, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().put("HF_HOME", System.getProperty("java.io.tmpdir") + "/hugging-face");
    builder.environment().put("HF_HUB_OFFLINE", "1");
    builder.environment().put("RAY_USAGE_STATS_ENABLED", "0");
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }
}
