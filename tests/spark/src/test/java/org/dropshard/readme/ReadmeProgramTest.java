package org.dropshard.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.cli.Application;
import org.dropshard.job.demo.DemoPictures;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README's program, letter for letter, on outputs of the job. */
class ReadmeProgramTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path folder;

  private static SparkSession spark;
  private static Path program;

  @BeforeAll
  static void prepare() throws IOException {
    program = Files.writeString(folder.resolve("check.py"), program());
    spark = TestSpark.start();
    DemoPictures.write(folder.resolve("pictures"), 12, 3);
  }

  /** The one that knows masks; the others are loaders. */
  private static String program() throws IOException {
    List<String> programs =
        Readme.blocks("python").stream().filter(block -> block.contains("openssl")).toList();
    assertEquals(1, programs.size());
    return programs.get(0);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void isOfTwentyLinesAtMost() throws IOException {
    assertTrue(program().lines().count() <= 20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--kind spatial --drop 0.5 --copies 3",
        "--kind spatial --drop 0.3 --layout CHW --dtype float32",
        "--kind element --drop 0.1 --seed -7 --dtype float32",
        "--kind element --drop 0.4 --layout CHW --partition-by label",
        "--kind pixel --drop 0.2 --shard-rows 5",
        "--kind sample --drop 0.5"
      })
  void findsEveryMaskRight(String options) throws Exception {
    Path output = augment(options);
    String printed = run(output, 0);
    assertTrue(printed.contains("as the contract says"), printed);
  }

  @Test
  void findsAnotherSeedOut() throws Exception {
    Path output = augment("--kind spatial --drop 0.5");
    Path run = output.resolve("_dropshard/run.json");
    Files.writeString(run, Files.readString(run).replace("\"seed\" : 42", "\"seed\" : 43"));
    String printed = run(output, 1);
    assertTrue(printed.contains("AssertionError: not dropped"), printed);
  }

  private static Path augment(String options) {
    Path output = folder.resolve("out-" + System.nanoTime());
    List<String> arguments = new ArrayList<>(List.of("augment", "--progress", "none"));
    arguments.addAll(List.of("--input", folder.resolve("pictures").toString()));
    arguments.addAll(List.of("--output", output.toString()));
    arguments.addAll(List.of(options.split(" ")));
    if (!options.contains("--seed")) {
      arguments.addAll(List.of("--seed", "42"));
    }
    assertEquals(
        ExitCode.DONE, Application.run(arguments.toArray(new String[0]), System.out, System.err));
    return output;
  }

  private static String run(Path output, int code) throws Exception {
    assumeTrue(succeeds("python3", "-c", "import numpy"), "python3 with numpy is absent");
    assumeTrue(succeeds("openssl", "version"), "openssl is absent");
    ProcessBuilder python = new ProcessBuilder("python3", program.toString(), output.toString());
    if (!succeeds("python3", "-c", "import pyarrow.parquet")) {
      export(output);
      python
          .environment()
          .put(
              "PYTHONPATH",
              Path.of("src/test/resources/pyarrow-stand-in").toAbsolutePath().toString());
      python.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    }
    Process process = python.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(code, process.waitFor(), printed);
    return printed;
  }

  /** Puts the rows of each shard beside it, for the stand-in of pyarrow. */
  private static void export(Path output) throws IOException {
    List<Path> shards;
    try (Stream<Path> files = Files.walk(output)) {
      shards =
          files.filter(file -> file.getFileName().toString().matches("part-.*\\.parquet")).toList();
    }
    assertTrue(!shards.isEmpty(), "no shards in " + output);
    for (Path shard : shards) {
      List<String> lines = new ArrayList<>();
      for (Row row : spark.read().parquet(shard.toString()).collectAsList()) {
        Map<String, Object> cells = new LinkedHashMap<>();
        for (String name : row.schema().fieldNames()) {
          Object value = row.getAs(name);
          cells.put(name, value instanceof byte[] bytes ? Map.of("base64", bytes) : value);
        }
        lines.add(MAPPER.writeValueAsString(cells));
      }
      Files.write(shard.resolveSibling(shard.getFileName() + ".jsonl"), lines);
    }
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such command
    }
  }
}
