package org.dropshard.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables of the real Iceberg and Delta, on the lines of Spark that they are made for. */
@Tag("cluster")
class TablesTest {
  private static final String DROPOUT =
      " --kind spatial --drop 0.3 --seed 42 --key id --layout HWC --cell-shape 2,10,3"
          + " --progress none";

  @TempDir static Path folder;
  private static String some;
  private static String all;
  private static Path files;
  private static Fingerprint here;

  @BeforeAll
  static void start() throws IOException {
    Sessions.local(Map.of());
    some = Tables.floats(folder.resolve("some"), 60, 2);
    all = Tables.floats(folder.resolve("all"), 100, 3);
    files = folder.resolve("files");
    here = Job.augment(all, files.toString(), Tables.OPTIONS);
  }

  @AfterAll
  static void stop() {
    Sessions.stop();
  }

  /** Each batch once, rows as those of files, and all of it again by the version that was read. */
  @ParameterizedTest
  @CsvSource({"4.0,iceberg", "4.1,iceberg", "4.0,delta", "4.1,delta"})
  void readAndWrittenAsFilesAre(String line, String engine) throws IOException {
    Path place = folder.resolve(line + "-" + engine);
    String input = name(engine, place, "features");
    String output = name(engine, place, "dropped");
    String grown = name(engine, place, "grown");
    String incremental =
        "augment --incremental --input-table '"
            + input
            + "' --output-table '"
            + grown
            + "'"
            + DROPOUT;
    String whole =
        "augment --input-table '" + input + "' --output-table '" + output + "'" + DROPOUT;
    String log =
        submission(line, place)
            .with(List.of(Parts.faults(), Parts.dropshardJar()))
            .main(TablesSmoke.class.getName())
            .run(
                0,
                "sql CREATE TABLE " + input + " (id BIGINT, x ARRAY<FLOAT>) USING " + engine,
                "sql INSERT INTO " + input + " SELECT * FROM parquet.`" + some + "`",
                incremental,
                "sql INSERT INTO " + input + " SELECT * FROM parquet.`" + all + "` WHERE id >= 60",
                incremental,
                incremental,
                "verify '" + grown + "' --input-table '" + input + "' --progress none",
                whole + " --run-id once",
                whole + " --run-id once --if-exists append",
                "sql INSERT INTO " + input + " SELECT * FROM parquet.`" + some + "`",
                "verify '" + output + "' --input-table '" + input + "' --progress none",
                "report '" + output + "'",
                "sql SELECT count(*) FROM " + output,
                whole + " --if-exists fail");
    assertEquals(
        List.of("DONE", "DONE", "DONE", "DONE", "DONE", "DONE", "DONE", "DONE", "OUTPUT"),
        log.lines()
            .filter(text -> text.startsWith("exit "))
            .map(text -> text.substring(5))
            .toList(),
        log);
    assertTrue(log.contains("no new"), log);
    assertTrue(log.contains("run once is in the output already"), log);
    assertTrue(log.contains("answer [[100]]"), log);
    assertEquals(here, Fingerprint.of(location(engine, place, "dropped").toString()), log);
    assertEquals(here, Fingerprint.of(location(engine, place, "grown").toString()), log);
    readByOthers(location(engine, place, "dropped"));
  }

  /** Killed at a moment that nobody has chosen: the next run finds it as before, or as after. */
  @ParameterizedTest
  @CsvSource({"4.1,iceberg", "4.0,delta"})
  void wholeAfterAKill(String line, String engine) throws IOException {
    Path place = folder.resolve("killed-" + line + "-" + engine);
    String output = name(engine, place, "dropped");
    String[] run =
        ("augment --input "
                + all
                + " --output-table "
                + output
                + " --run-id once"
                + " --if-exists append --shard-rows 9"
                + DROPOUT)
            .split(" ");
    long seed = System.nanoTime();
    System.out.println("kill at a moment of seed " + seed);
    Path location = location(engine, place, "dropped");
    Path lock = location.resolveSibling("." + location.getFileName() + ".dropshard-lock");
    try (Child child = submission(line, place).start(run)) {
      while (child.isAlive() && !Files.exists(lock)) {
        Child.pause();
      }
      long end = System.nanoTime() + (long) (new Random(seed).nextDouble() * 6e9);
      while (child.isAlive() && System.nanoTime() < end) {
        Child.pause();
      }
      child.kill();
    }
    String log =
        submission(line, place)
            .with(List.of(Parts.faults(), Parts.dropshardJar()))
            .main(TablesSmoke.class.getName())
            .run(
                0,
                String.join(" ", run),
                "verify '" + output + "' --input " + all + " --progress none",
                "sql SELECT count(*) FROM " + output);
    assertTrue(log.contains("answer [[100]]"), log);
    assertFalse(log.lines().anyMatch(text -> text.matches("exit (?!DONE).*")), log);
    assertEquals(here, Fingerprint.of(location.toString()), log);
    for (String left : List.of("rows", "next", "journal.json")) {
      assertFalse(Files.exists(location.resolve("_dropshard").resolve(left)), left);
    }
    assertFalse(Files.exists(lock));
  }

  private static String name(String engine, Path place, String table) {
    return engine.equals("iceberg")
        ? "ice.db." + table
        : "delta.`" + location(engine, place, table) + "`";
  }

  private static Path location(String engine, Path place, String table) {
    return place.resolve(engine.equals("iceberg") ? "lake/db" : "lake").resolve(table);
  }

  private static Submission submission(String line, Path place) {
    return new Submission(place)
        .line(line)
        .with(Parts.tables(line))
        .option("-XX:TieredStopAtLevel=1")
        .set("spark.kryo.registrationRequired", "false")
        .set("spark.sql.shuffle.partitions", "2")
        .set("spark.databricks.delta.snapshotPartitions", "2")
        .set("spark.sql.warehouse.dir", place.resolve("warehouse").toString())
        .set(
            "spark.sql.extensions",
            "io.delta.sql.DeltaSparkSessionExtension,"
                + "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
        .set("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .set("spark.sql.catalog.ice", "org.apache.iceberg.spark.SparkCatalog")
        .set("spark.sql.catalog.ice.type", "hadoop")
        .set("spark.sql.catalog.ice.warehouse", place.resolve("lake").toString());
  }

  /** A table of one commit holds, in its files, the rows that files would. */
  private static void readByOthers(Path location) throws IOException {
    String program =
        "import sys, duckdb\n"
            + "q = \"select sample_id, copy, x from read_parquet('%s/**/part-*.parquet')"
            + " order by 1, 2\"\n"
            + "s = \"select sample_id, copy, x from read_parquet('%s') order by 1, 2\"\n"
            + "a = duckdb.sql(q % sys.argv[1]).fetchall()\n"
            + "b = duckdb.sql(s % sys.argv[2]).fetchall()\n"
            + "assert len(a) == 100 and a == b, (len(a), len(b))\n"
            + "print('equal')\n";
    String data = location.resolve("metadata").toFile().exists() ? "/data/*.parquet" : "/*.parquet";
    Process python =
        new ProcessBuilder("python3", "-c", program, files.toString(), location + data)
            .redirectErrorStream(true)
            .start();
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(!said.contains("No module named 'duckdb'"), "DuckDB is not installed");
    assertEquals("equal", said.strip());
  }
}
