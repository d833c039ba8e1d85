package org.dropshard;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The python3 on the PATH, which may have what {@code tests/python/requirements.txt} lists. */
public final class Python {
  private static final Map<String, Boolean> HAS = new ConcurrentHashMap<>();
  private static final String FIND =
      "import importlib.util, sys; print(importlib.util.find_spec(sys.argv[1]) is not None)";
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PYTHONDONTWRITEBYTECODE", "1",
          "SPARK_LOCAL_IP", "127.0.0.1",
          "HF_HOME", System.getProperty("java.io.tmpdir") + "/hugging-face",
          "HF_HUB_OFFLINE", "1",
          "RAY_USAGE_STATS_ENABLED", "0");

  private Python() {}

  /** Skips the test where there is no python3, or one without one of these modules. */
  public static void assumeModules(String... modules) {
    assumeTrue(Script.isThere("python3"), "python3 is absent");
    for (String module : modules) {
      assumeTrue(HAS.computeIfAbsent(module, Python::has), "python3 has no " + module);
    }
  }

  private static boolean has(String module) {
    return start(0, "-c", FIND, module).contains("True");
  }

  /** The lines that a program prints, to either stream; it has to exit with 0. */
  public static List<String> run(String program, String... arguments) {
    return run(0, program, arguments);
  }

  /** The same for a program that has to exit with {@code code}. */
  public static List<String> run(int code, String program, String... arguments) {
    try {
      Path file = Files.createTempFile("program", ".py");
      Files.writeString(file, program);
      List<String> all = new ArrayList<>(List.of(file.toString()));
      all.addAll(List.of(arguments));
      List<String> lines = start(code, all.toArray(new String[0]));
      Files.delete(file);
      return lines;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> start(int code, String... arguments) {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    try {
      return Script.run(code, ENVIRONMENT, command.toArray(new String[0]));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
