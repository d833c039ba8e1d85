package org.dropshard.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.demo.DemoPictures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The digest, which is of masks and values, and the statistics are equal to the last bit, whatever
 * Spark, the input's order or the JVM is like.
 */
@Tag("cluster")
class DeterminismTest {
  private static final int ROWS = 448;

  @TempDir static Path folder;
  private static String input;
  private static Fingerprint expected;
  private static int runs;

  @BeforeAll
  static void start() throws IOException {
    Sessions.local(Map.of());
    input = Tables.floats(folder.resolve("table"), ROWS, 3);
    expected = run(input);
    Job.verify(folder.resolve("out-0").toString(), input);
  }

  @AfterAll
  static void stop() {
    Sessions.stop();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 64})
  void anyNumberOfPartitions(int partitions) throws IOException {
    Path table = folder.resolve("partitions-" + partitions);
    SparkSession.active()
        .read()
        .parquet(input)
        .repartition(partitions)
        .write()
        .parquet(table.toString());
    // A file's own cost keeps it in a partition of its own; one partition takes what it can.
    set("spark.sql.files.openCostInBytes", partitions == 1 ? "0" : "1g");
    set("spark.sql.files.maxPartitionBytes", "1g");
    set("spark.sql.files.minPartitionNum", String.valueOf(partitions));
    try {
      assertEquals(expected, run(table.toString()));
    } finally {
      unset(
          "spark.sql.files.openCostInBytes",
          "spark.sql.files.maxPartitionBytes",
          "spark.sql.files.minPartitionNum");
    }
    int shards = Job.json(last(), "run.json").get("output").get("shards").asInt();
    assertTrue(partitions == 1 ? shards == 1 : shards >= partitions, shards + " shards");
  }

  @Test
  void anyOrderAndNamesOfPartsWithAKey() throws IOException {
    Path shuffled = folder.resolve("shuffled");
    SparkSession.active()
        .read()
        .parquet(input)
        .selectExpr("*", "rand(7) as r")
        .repartition(5)
        .sortWithinPartitions("r")
        .drop("r")
        .write()
        .parquet(shuffled.toString());
    int number = 0;
    for (Path file : files(shuffled)) {
      Files.move(file, file.resolveSibling("z" + (99 - number++) + ".parquet"));
    }
    assertEquals(expected, run(shuffled.toString()));
  }

  @Test
  void anyOfSparksSettings() throws IOException {
    for (Map<String, String> settings :
        List.of(
            Map.of("spark.sql.files.maxPartitionBytes", "10000"),
            Map.of("spark.sql.files.maxPartitionBytes", "1g"),
            Map.of("spark.sql.adaptive.enabled", "true"),
            Map.of("spark.sql.adaptive.enabled", "false"),
            Map.of(
                "spark.sql.codegen.wholeStage",
                "false",
                "spark.sql.codegen.factoryMode",
                "NO_CODEGEN"),
            Map.of("spark.sql.parquet.enableVectorizedReader", "false"))) {
      settings.forEach(DeterminismTest::set);
      try {
        assertEquals(expected, run(input), settings.toString());
      } finally {
        unset(settings.keySet().toArray(new String[0]));
      }
    }
  }

  /** Pictures, so that decoders are in it; through the shaded jar, in JVMs of their own. */
  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void anyJava(int version) throws IOException {
    Optional<Jvm> jvm = Jvm.of(version);
    assumeTrue(jvm.isPresent(), "no Java " + version + " found (set JAVA" + version + "_HOME)");
    String pictures = folder.resolve("pictures").toString();
    String[] options = {"--kind", "element", "--drop", "0.3", "--seed", "42", "--dtype", "float32"};
    if (!Files.exists(Path.of(pictures))) {
      DemoPictures.write(Path.of(pictures), 24, 9);
    }
    Fingerprint here = Job.augment(pictures, folder.resolve("here-" + version) + "", options);
    String there = folder.resolve("there-" + version).toString();
    new Submission(folder.resolve("driver-" + version))
        .jvm(jvm.get())
        .run(0, Job.augmentArguments(pictures, there, options));
    assertEquals(here, Fingerprint.of(there));
    assertTrue(
        Job.json(there, "run.json").get("versions").toString().contains(" " + version + "."),
        Job.json(there, "run.json").get("versions").toString());
    Job.verify(there, pictures);
  }

  private static Fingerprint run(String table) throws IOException {
    runs++;
    return Job.augment(table, last(), Tables.with(Tables.OPTIONS, "--copies", "2"));
  }

  private static String last() {
    return folder.resolve("out-" + (runs - 1)).toString();
  }

  private static List<Path> files(Path table) throws IOException {
    try (Stream<Path> files = Files.list(table)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .sorted()
          .toList();
    }
  }

  private static void set(String key, String value) {
    SparkSession.active().conf().set(key, value);
  }

  private static void unset(String... keys) {
    for (String key : keys) {
      SparkSession.active().conf().unset(key);
    }
  }
}
