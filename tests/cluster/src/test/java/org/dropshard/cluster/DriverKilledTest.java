package org.dropshard.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A driver killed by {@code kill -9}, ten times in a row, at moments that nobody has chosen. What
 * {@code verify} accepts, and nothing else, is whole.
 */
@Tag("cluster")
class DriverKilledTest {
  private static final int KILLS = 10;

  @TempDir Path folder;

  @AfterAll
  static void stop() {
    Sessions.stop();
  }

  @Test
  void theOutputIsTheOldOneOrTheNewOrAbsent() throws IOException {
    long seed = System.nanoTime();
    System.out.println("kills at moments of seed " + seed);
    Random random = new Random(seed);
    Sessions.local(Map.of());
    String input = Tables.floats(folder.resolve("table"), 400, 8);
    Path output = Files.createDirectories(folder.resolve("outputs")).resolve("out");
    Fingerprint standing = null;
    long work = run(input, output, 1, Long.MAX_VALUE);
    int before = 0;
    int after = 0;
    for (int i = 0; i <= KILLS; i++) {
      if (Files.exists(output)) {
        Job.verify(output.toString(), input);
        Fingerprint found = Fingerprint.of(output.toString());
        if (found.equals(standing)) {
          before++;
        } else {
          after++;
        }
        standing = found;
        assertTrue(Long.parseLong(found(output)) <= i + 1, "seed " + found(output));
      } else {
        standing = null;
        after++;
      }
      if (i < KILLS) {
        run(input, output, i + 2, (long) (random.nextDouble() * work));
      }
    }
    System.out.println(before + " kills left the output as it was, " + after + " came later");
    run(input, output, 99, Long.MAX_VALUE);
    Job.verify(output.toString(), input);
    Fingerprint undisturbed =
        Job.augment(input, folder.resolve("undisturbed").toString(), options(99));
    assertEquals(undisturbed, Fingerprint.of(output.toString()));
    try (Stream<Path> left = Files.list(output.getParent())) {
      assertEquals(List.of(output), left.toList(), "left by runs that were killed");
    }
  }

  private static String found(Path output) throws IOException {
    return Job.json(output.toString(), "run.json").get("seed").asText();
  }

  private static String[] options(int seed) {
    String[] options =
        Tables.with(Tables.OPTIONS, "--shard-rows", "20", "--if-exists", "overwrite");
    options[List.of(options).indexOf("--seed") + 1] = String.valueOf(seed);
    return options;
  }

  /**
   * Runs it, and kills it some time after it has taken the output's lock.
   *
   * @return how long it held the lock
   */
  private long run(String input, Path output, int seed, long killAfterNanos) {
    Path lock = output.resolveSibling("." + output.getFileName() + ".dropshard-lock");
    long locked = lastModified(lock);
    Submission submission =
        new Submission(folder.resolve("driver"))
            .option("-XX:TieredStopAtLevel=1")
            .set("spark.sql.files.minPartitionNum", "6")
            .set("spark.sql.files.openCostInBytes", "1");
    try (Child child =
        submission.start(Job.augmentArguments(input, output.toString(), options(seed)))) {
      while (child.isAlive() && lastModified(lock) == locked) {
        pause(2);
      }
      long start = System.nanoTime();
      while (child.isAlive()
          && killAfterNanos < Long.MAX_VALUE
          && System.nanoTime() - start < killAfterNanos) {
        pause(2);
      }
      if (killAfterNanos < Long.MAX_VALUE) {
        child.kill();
        return killAfterNanos;
      }
      while (child.isAlive() && lastModified(lock) > 0) {
        pause(2);
      }
      long took = System.nanoTime() - start;
      assertEquals(0, child.await(Duration.ofMinutes(3)), child.log());
      return took;
    }
  }

  /** 0 while there is no such file. */
  private static long lastModified(Path file) {
    return file.toFile().lastModified();
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
