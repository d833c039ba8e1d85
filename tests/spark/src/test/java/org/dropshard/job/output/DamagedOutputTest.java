package org.dropshard.job.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An output that is not what it says is not added to: one line, and nothing is touched. */
class DamagedOutputTest {
  private static final String ACCOUNT = "_dropshard/";

  @TempDir static Path folder;
  private static Path input;
  private static Path appended;
  private static Path incremental;

  @BeforeAll
  static void make() throws IOException {
    input = Files.createDirectory(folder.resolve("in"));
    appended = folder.resolve("appended");
    incremental = folder.resolve("incremental");
    for (int i = 0; i < 2; i++) {
      Files.write(input.resolve(i + ".npy"), NpyFiles.ramp(i + 0.1f, 3, 4, 5));
      assertEquals(ExitCode.DONE, run(appended, "--if-exists", "append").code());
      assertEquals(ExitCode.DONE, run(incremental, "--incremental").code());
    }
  }

  private static JobRun run(Path output, String... more) {
    return JobRun.spatial("augment", input, output, more);
  }

  private static Path copy(Path of) throws IOException {
    return copy(of, folder.resolve("copy-" + System.nanoTime()));
  }

  static Path copy(Path of, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(of)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (!file.getFileName().toString().endsWith(".crc")) { // Hadoop's own find too much
          Files.copy(file, to.resolve(of.relativize(file).toString()));
        }
      }
    }
    return to;
  }

  static Map<String, String> contents(Path output) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(output)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        byte[] bytes = Files.readAllBytes(file);
        contents.put(
            output.relativize(file).toString(), bytes.length + ":" + Arrays.hashCode(bytes));
      }
    }
    return contents;
  }

  /** Does something to a file. */
  private interface Damage {
    void to(Path output, Path shard) throws IOException;
  }

  private static Path shard(Path output) throws IOException {
    try (Stream<Path> files = Files.list(output)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  private static void refused(Path of, String file, Damage damage, String... options)
      throws IOException {
    Path output = copy(of);
    damage.to(output, shard(output));
    Map<String, String> before = contents(output);
    JobRun run = run(output, options);
    assertEquals(ExitCode.OUTPUT, run.code(), run.out() + run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    String named = file.isEmpty() ? shard(of).getFileName().toString() : file;
    assertTrue(run.err().contains(named), named + " in " + run.err());
    assertEquals(before, contents(output));
  }

  private static void refused(String file, Damage damage) throws IOException {
    refused(appended, file, damage, "--if-exists", "append");
    refused(incremental, file, damage, "--incremental");
  }

  private static void flip(Path file, double where) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) (where * (bytes.length - 1))] ^= 4;
    Files.write(file, bytes);
  }

  @Test
  void shardsAreThoseOfTheAccount() throws IOException {
    for (Path of : List.of(appended, incremental)) {
      String[] adds =
          of == appended ? new String[] {"--if-exists", "append"} : new String[] {"--incremental"};
      refused(of, "", (output, shard) -> Files.delete(shard), adds);
      refused(
          of,
          "",
          (output, shard) -> Files.write(shard, Arrays.copyOf(Files.readAllBytes(shard), 99)),
          adds);
      String extra = "part-00077-0123456789abcdef-c000.snappy.parquet";
      refused(of, extra, (output, shard) -> Files.copy(shard, output.resolve(extra)), adds);
    }
  }

  @Test
  void sumsAreThoseOfTheAccount() throws IOException {
    for (double where : new double[] {0, 0.1, 0.5, 0.9, 1}) {
      refused(
          "summary.bin", (output, shard) -> flip(output.resolve(ACCOUNT + "summary.bin"), where));
      refused(
          "preview.bin", (output, shard) -> flip(output.resolve(ACCOUNT + "preview.bin"), where));
    }
    refused(
        "shards.jsonl",
        (output, shard) -> {
          Path lines = output.resolve(ACCOUNT + "shards.jsonl");
          Files.write(lines, Files.readAllLines(lines).subList(1, 2));
          Files.delete(shard);
        });
    refused("run.json", (output, shard) -> edit(output, "run.json", "\"digest\" : \"", 3));
    refused("stats.json", (output, shard) -> edit(output, "stats.json", "\"mean\" : ", 1));
  }

  private static void edit(Path output, String name, String after, int skip) throws IOException {
    Path file = output.resolve(ACCOUNT + name);
    String text = Files.readString(file);
    int at = text.lastIndexOf(after) + after.length() + skip;
    char digit = text.charAt(at) == '1' ? '2' : '1';
    Files.writeString(file, text.substring(0, at) + digit + text.substring(at + 1));
  }

  @Test
  void verifyOpensSumsAndPreview() throws IOException {
    for (String name : List.of("summary.bin", "preview.bin")) {
      Path output = copy(appended);
      flip(output.resolve(ACCOUNT + name), 0.5);
      JobRun run = JobRun.of("verify", output.toString(), "--progress", "none");
      assertEquals(ExitCode.VERIFICATION, run.code(), run.out());
      assertTrue(run.err().contains(name), run.err());
    }
  }

  @Test
  void filesOfOthersMayLieBeside() throws IOException {
    Path output = copy(appended);
    Files.writeString(output.resolve("README.md"), "what this is");
    JobRun run = run(output, "--if-exists", "append");
    assertEquals(ExitCode.DONE, run.code(), run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v1\n{\"batch", "\u0001\u0002garbage", "v1", "v1\n[1", "{}"})
  void damagedCheckpointsAreNamed(String text) throws IOException {
    List<Path> files = new ArrayList<>();
    Path checkpoint = incremental.resolve(ACCOUNT + "checkpoint");
    try (Stream<Path> all = Files.walk(checkpoint)) {
      all.filter(Files::isRegularFile)
          .map(incremental::relativize)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .forEach(files::add);
    }
    assertTrue(files.size() >= 7, files.toString()); // metadata; offsets, commits, files of two
    for (Path file : files) {
      if (text.equals("v1") && file.toString().contains("sources")) {
        continue; // a batch without files
      }
      refused(
          incremental,
          file.toString(),
          (output, shard) -> {
            Files.write(output.resolve(file), text.getBytes(StandardCharsets.UTF_8));
          },
          "--incremental");
    }
  }
}
