package org.dropshard.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.SparkStatusTracker;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Executors that die and tasks that fail, wherever they are: nothing lost, nothing twice. */
@Tag("cluster")
class ExecutorFaultsTest {
  private static final String[] OPTIONS =
      Tables.with(Tables.OPTIONS, "--copies", "2", "--shard-rows", "50");

  @TempDir static Path folder;
  private static Path faults;
  private static String input;
  private static Fingerprint undisturbed;
  private static int runs;

  @BeforeAll
  static void start() throws IOException {
    faults = folder.resolve("faults");
    Fault.disarm(faults);
    Map<String, String> settings = new HashMap<>(FaultyFileSystem.settings(faults));
    settings.put("spark.sql.extensions", ShuffleFirst.class.getName());
    settings.put("spark.sql.files.minPartitionNum", "4");
    settings.put("spark.sql.files.openCostInBytes", "1");
    settings.put("spark.shuffle.io.maxRetries", "1"); // for what a dead executor had
    settings.put("spark.shuffle.io.retryWait", "200ms");
    Sessions.localCluster(settings);
    input = FaultyFileSystem.uri(Path.of(Tables.floats(folder.resolve("table"), 600, 5)));
    undisturbed = run();
  }

  @AfterAll
  static void stop() {
    Sessions.stop();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.At.class,
      names = {"READ", "WRITE", "BEFORE_RENAME", "AFTER_RENAME"})
  void anExecutorDies(Fault.At at) throws IOException {
    Fault.arm(faults, Fault.Where.EXECUTOR, at, Fault.What.HALT, 0, 1);
    assertEquals(undisturbed, run());
    assertEquals(1, Fault.struck(faults));
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.At.class,
      names = {"READ", "WRITE", "BEFORE_RENAME", "AFTER_RENAME"})
  void aTaskFailsThreeTimesAndThenPasses(Fault.At at) throws IOException {
    Fault.arm(faults, Fault.Where.EXECUTOR, at, Fault.What.THROW, 0, 3);
    assertEquals(undisturbed, run());
    assertEquals(3, Fault.struck(faults));
  }

  @Test
  void aTaskThatFailsFourTimesEndsTheRunAndLeavesNothing() throws IOException {
    Fault.arm(faults, Fault.Where.EXECUTOR, Fault.At.WRITE, Fault.What.THROW, 0, 100);
    Path output = folder.resolve("out-" + runs++);
    Job job = Job.of(Job.augmentArguments(input, FaultyFileSystem.uri(output), OPTIONS));
    Fault.disarm(faults);
    assertTrue(job.code() != ExitCode.DONE, job.out());
    assertEquals(1, job.err().lines().count(), job.err());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(
          0,
          left.filter(path -> path.getFileName().toString().contains(output.getFileName() + ""))
              .count());
    }
  }

  @Test
  void aStageIsTriedAgain() throws IOException, InterruptedException {
    awaitBothExecutors();
    AtomicInteger again = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onStageSubmitted(SparkListenerStageSubmitted event) {
            if (event.stageInfo().attemptNumber() > 0) {
              again.incrementAndGet();
            }
          }
        };
    SparkSession spark = SparkSession.active();
    spark.sparkContext().addSparkListener(listener);
    spark.conf().set(ShuffleFirst.KEY, "4");
    spark.conf().set("spark.sql.adaptive.enabled", "false");
    Fault.arm(faults, Fault.Where.EXECUTOR, Fault.At.AFTER_RENAME, Fault.What.HALT, 0, 1);
    try {
      assertEquals(undisturbed, run());
    } finally {
      spark.conf().unset(ShuffleFirst.KEY);
      spark.conf().unset("spark.sql.adaptive.enabled");
      spark.sparkContext().removeSparkListener(listener);
    }
    assertEquals(1, Fault.struck(faults));
    assertTrue(again.get() > 0, "no stage was tried again");
  }

  /** One that died a test ago is replaced before long; till then the other has all of a shuffle. */
  private static void awaitBothExecutors() throws InterruptedException {
    SparkStatusTracker executors = SparkSession.active().sparkContext().statusTracker();
    for (int i = 0; i < 600 && executors.getExecutorInfos().length < 3; i++) { // the driver is one
      Thread.sleep(100);
    }
    assertEquals(3, executors.getExecutorInfos().length);
  }

  private static Fingerprint run() throws IOException {
    String output = FaultyFileSystem.uri(folder.resolve("out-" + runs++));
    Fingerprint found = Job.augment(input, output, OPTIONS);
    Job.verify(output, input);
    return found;
  }
}
