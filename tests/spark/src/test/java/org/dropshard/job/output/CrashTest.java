package org.dropshard.job.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.dropshard.job.config.IfExists;
import org.dropshard.job.record.RunId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A run that dies before any one of its changes to the file system, and what the next one finds.
 */
class CrashTest {
  private static final RunId FIRST = new RunId("first");
  private static final RunId SECOND = new RunId("second");
  private static final int SHARDS = 3;

  @TempDir java.nio.file.Path folder;

  private final Configuration hadoop = new Configuration(false);

  CrashTest() {
    for (String scheme : new String[] {"dying", "gs"}) {
      hadoop.set("fs." + scheme + ".impl", DyingFileSystem.class.getName());
      hadoop.setBoolean("fs." + scheme + ".impl.disable.cache", true);
    }
  }

  @AfterEach
  void live() {
    DyingFileSystem.CHANGES_LEFT.set(Integer.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "dying, FAIL",
    "dying, OVERWRITE",
    "dying, APPEND",
    "gs, FAIL",
    "gs, OVERWRITE",
    "gs, APPEND"
  })
  void anOutputIsThatBeforeOrThatAfterWhereverTheRunDied(String scheme, IfExists ifExists)
      throws IOException {
    boolean adds = ifExists == IfExists.APPEND;
    boolean survived = false;
    int points = 0;
    for (int changes = 1; !survived; changes++, points++) {
      java.nio.file.Path place = Files.createDirectory(folder.resolve(scheme + changes));
      String output = scheme + "://" + place.resolve("out");
      DyingFileSystem.CHANGES_LEFT.set(Integer.MAX_VALUE);
      if (ifExists != IfExists.FAIL) {
        run(output, FIRST, adds);
      }
      Set<String> before = state(place);

      DyingFileSystem.CHANGES_LEFT.set(changes);
      survived = runUntilDeath(output, adds);
      DyingFileSystem.CHANGES_LEFT.set(Integer.MAX_VALUE);
      Files.deleteIfExists(place.resolve(".out.dropshard-lock")); // the owner is this very process
      assertNoHalfIsCalledWhole(place);

      OutputSession.open(output, SECOND, hadoop).close();
      Set<String> found = state(place);
      String at = " after " + changes + " changes: " + found;
      assertTrue(found.equals(before) || found.equals(after(before, adds)), "torn" + at);
      assertTrue(Set.of("out").containsAll(names(place)), "left behind" + at);
      assertTrue(!survived || found.equals(after(before, adds)), "lost" + at);

      if (found.equals(before)) {
        Outputs.check(output, ifExists, hadoop);
        run(output, SECOND, adds);
      }
      assertEquals(after(before, adds), state(place), "after " + changes + " changes, run again");
    }
    assertTrue(points > 8, "a run makes more changes than " + points);
  }

  private boolean runUntilDeath(String output, boolean adds) {
    try {
      run(output, SECOND, adds);
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /** What a job does with a transaction, with text files for shards. */
  private void run(String output, RunId run, boolean adds) throws IOException {
    try (OutputSession session = OutputSession.open(output, run, hadoop);
        OutputTransaction transaction = session.begin(run, adds)) {
      FileSystem fileSystem = session.fileSystem();
      Path attempt = new Path(transaction.folder(), "_temporary/0");
      for (int i = 0; i < SHARDS; i++) {
        write(fileSystem, new Path(attempt, shard(run, i)), run.text());
      }
      transaction.beforeShards();
      for (int i = 0; i < SHARDS; i++) {
        fileSystem.rename(
            new Path(attempt, shard(run, i)), new Path(transaction.folder(), shard(run, i)));
      }
      fileSystem.delete(new Path(transaction.folder(), "_temporary"), true);
      transaction.write("_dropshard/stats.json", run.text());
      transaction.write("_dropshard/run.json", run.text());
      transaction.commit();
    }
  }

  private static String shard(RunId run, int number) {
    return "part-0000" + number + "-" + run.token() + "-c000.parquet";
  }

  private static void write(FileSystem fileSystem, Path file, String text) throws IOException {
    try (var out = fileSystem.create(file, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static Set<String> after(Set<String> before, boolean adds) {
    Set<String> after = new TreeSet<>();
    before.stream()
        .filter(file -> adds || !file.startsWith("part-"))
        .map(file -> file.startsWith("part-") ? file : file.replace("=first", "=second"))
        .forEach(after::add);
    after.addAll(Set.of("_SUCCESS=", "_dropshard/run.json=second", "_dropshard/stats.json=second"));
    for (int i = 0; i < SHARDS; i++) {
      after.add(shard(SECOND, i) + "=second");
    }
    return after;
  }

  /** The output's files, each with what it holds. */
  private static Set<String> state(java.nio.file.Path place) throws IOException {
    java.nio.file.Path output = place.resolve("out");
    if (!Files.exists(output)) {
      return Set.of();
    }
    try (Stream<java.nio.file.Path> files = Files.walk(output)) {
      Set<String> state = new TreeSet<>();
      for (java.nio.file.Path file : files.filter(Files::isRegularFile).toList()) {
        state.add(output.relativize(file) + "=" + Files.readString(file));
      }
      return state;
    }
  }

  /** Where {@code _SUCCESS} is, all shards of each run are, or none. */
  private static void assertNoHalfIsCalledWhole(java.nio.file.Path place) throws IOException {
    Set<String> state = state(place);
    if (state.stream().noneMatch(file -> file.startsWith("_SUCCESS"))) {
      return;
    }
    for (RunId run : new RunId[] {FIRST, SECOND}) {
      long there =
          state.stream()
              .filter(file -> file.startsWith("part-") && file.contains(run.token()))
              .count();
      assertTrue(there == 0 || there == SHARDS, "half an output with _SUCCESS: " + state);
    }
    assertFalse(state.stream().noneMatch(file -> file.startsWith("part-")), "empty: " + state);
  }

  private static Set<String> names(java.nio.file.Path place) throws IOException {
    try (Stream<java.nio.file.Path> files = Files.list(place)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }
}
