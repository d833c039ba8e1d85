package org.dropshard.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** spark-submit to Spark's own cluster manager. */
@Tag("cluster")
class StandaloneTest {
  private static final String[] OPTIONS = Tables.with(Tables.OPTIONS, "--shard-rows", "20");

  @TempDir static Path folder;
  private static StandaloneCluster cluster;
  private static String input;
  private static Fingerprint local;

  @BeforeAll
  static void start() throws IOException {
    Sessions.local(Map.of());
    input = Tables.floats(folder.resolve("table"), 400, 12);
    local = Job.augment(input, folder.resolve("local").toString(), OPTIONS);
    cluster = StandaloneCluster.start(folder.resolve("cluster"));
  }

  @AfterAll
  static void stop() {
    Sessions.stop();
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void speculationChangesNothing() throws IOException {
    Path output = folder.resolve("speculation");
    submission("speculation")
        .set("spark.speculation", "true")
        .set("spark.speculation.interval", "20ms")
        .set("spark.speculation.quantile", "0.1")
        .set("spark.speculation.multiplier", "1.01")
        .set("spark.speculation.minTaskRuntime", "0ms")
        .run(0, Job.augmentArguments(input, output.toString(), OPTIONS));
    assertEquals(local, Fingerprint.of(output.toString()));
    Job.verify(output.toString(), input);
  }

  @Test
  void anExecutorKilledMidwayIsReplaced() throws IOException {
    Path output = folder.resolve("killed");
    try (Child driver =
        submission("killed")
            .start(
                Job.augmentArguments(
                    input, output.toString(), Tables.with(OPTIONS, "--debug")))) { // Spark's lines
      while (driver.isAlive() && !isBegun(output)) {
        Child.pause();
      }
      for (ProcessHandle executor : cluster.executors().stream().limit(1).toList()) {
        executor.destroyForcibly();
      }
      assertEquals(0, driver.await(Duration.ofMinutes(3)), driver.log());
      assertEquals(
          true, driver.log().contains("Command exited with code 137"), "no executor was lost");
    }
    assertEquals(local, Fingerprint.of(output.toString()));
    Job.verify(output.toString(), input);
  }

  private static Submission submission(String name) {
    return new Submission(folder.resolve("driver-" + name))
        .master(cluster.master())
        .set("spark.executor.memory", "512m")
        .set("spark.sql.files.minPartitionNum", "12")
        .set("spark.sql.files.openCostInBytes", "1");
  }

  /** Whether a task has committed its shards, and the job has not. */
  private static boolean isBegun(Path output) throws IOException {
    try (Stream<Path> all = Files.walk(output.getParent(), 4)) {
      return all.anyMatch(
          path ->
              path.toString().contains(output.getFileName() + ".dropshard")
                  && path.getFileName().toString().startsWith("task_"));
    } catch (UncheckedIOException e) {
      return false; // something went away under the walk
    }
  }
}
