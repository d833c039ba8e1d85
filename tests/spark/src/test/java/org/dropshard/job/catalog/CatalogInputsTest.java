package org.dropshard.job.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables by their names, in Spark's own catalog, and what is said where a catalog is missing. */
class CatalogInputsTest {
  private static final String TABLE = "spark_catalog.default.catalog_inputs";
  private static final List<String> SHAPE = List.of("--layout", "HWC", "--cell-shape", "2,10,3");
  private static final List<String> DROPOUT =
      List.of("--kind", "spatial", "--drop", "0.3", "--seed", "42", "--key", "id");

  @TempDir static Path folder;
  private static Path files;

  @BeforeAll
  static void createTable() {
    files = folder.resolve("features");
    JobRun.spark()
        .range(0, 40, 1, 3)
        .selectExpr("id", "transform(sequence(1, 60), i -> float(sin(id * 60 + i))) as x")
        .write()
        .parquet(files.toString());
    JobRun.spark().sql("CREATE TABLE " + TABLE + " USING parquet LOCATION '" + files.toUri() + "'");
    JobRun.spark().conf().set("spark.sql.catalog.absent", "org.apache.iceberg.spark.SparkCatalog");
  }

  @AfterAll
  static void dropTable() {
    JobRun.spark().sql("DROP TABLE IF EXISTS " + TABLE);
    JobRun.spark().conf().unset("spark.sql.catalog.absent");
  }

  private static JobRun run(String command, List<String> options, String... more) {
    return JobRun.of(
        Stream.of(List.of(command, "--progress", "none"), options, SHAPE, Arrays.asList(more))
            .flatMap(List::stream)
            .toArray(String[]::new));
  }

  private static void ended(JobRun run) {
    assertEquals(ExitCode.DONE, run.code(), run.err());
  }

  @Test
  void theSameAsItsFiles() throws IOException {
    Path byName = folder.resolve("by-name");
    Path byPath = folder.resolve("by-path");
    ended(run("augment", DROPOUT, "--input-table", TABLE, "--output", byName.toString()));
    ended(run("augment", DROPOUT, "--input", files.toString(), "--output", byPath.toString()));
    JsonNode run = JobRun.json(byName, "run.json");
    assertEquals(JobRun.json(byPath, "run.json").get("digest"), run.get("digest"));
    assertEquals(JobRun.json(byPath, "stats.json"), JobRun.json(byName, "stats.json"));
    assertEquals(
        "{\"name\":\"" + TABLE + "\",\"format\":\"parquet\",\"version\":\"none\"}",
        run.at("/input/table").toString());
    ended(JobRun.of("verify", byName.toString(), "--input-table", TABLE, "--progress", "none"));
    ended(JobRun.of("verify", byName.toString(), "--input", files + "", "--progress", "none"));
  }

  @Test
  void otherTensorsAndBoxesAreColumnsOfATableToo() throws IOException {
    Path place = folder.resolve("scenes");
    String scenes = "spark_catalog.default.catalog_scenes";
    JobRun.spark()
        .read()
        .parquet(files.toString())
        .selectExpr("*", "slice(x, 1, 20) as depth", "array(array(1, 0, 6, 2)) as boxes")
        .write()
        .parquet(place.toString());
    JobRun.spark()
        .sql("CREATE TABLE " + scenes + " USING parquet LOCATION '" + place.toUri() + "'");
    List<String> options = new ArrayList<>(List.of("--kind", "pixel", "--drop", "0.3"));
    options.addAll(List.of("--seed", "42", "--key", "id", "--column", "x", "--boxes", "boxes"));
    options.addAll(List.of("--also", "depth {shape = \"2,10\", fill = -1}"));
    Path byName = folder.resolve("scenes-by-name");
    Path byPath = folder.resolve("scenes-by-path");
    ended(run("augment", options, "--input-table", scenes, "--output", byName.toString()));
    ended(run("augment", options, "--input", place.toString(), "--output", byPath.toString()));
    JsonNode also = JobRun.json(byName, "stats.json").at("/after/also/0");
    assertEquals(40 * 20, also.get("units").asInt());
    assertEquals(JobRun.json(byPath, "stats.json"), JobRun.json(byName, "stats.json"));
    assertEquals(
        JobRun.json(byPath, "run.json").get("digest"),
        JobRun.json(byName, "run.json").get("digest"));
    ended(JobRun.of("verify", byName.toString(), "--input-table", scenes, "--progress", "none"));
    JobRun.spark().sql("DROP TABLE " + scenes);
  }

  @Test
  void isPlannedAndHasStatistics() {
    JobRun plan =
        run("plan", DROPOUT, "--input-table", TABLE, "--output", folder.resolve("no") + "");
    ended(plan);
    assertTrue(plan.out().contains("parquet, version none"), plan.out());
    JobRun stats = run("stats", List.of("--input-table", TABLE));
    ended(stats);
    assertTrue(stats.out().startsWith("40 samples, 0 bad"), stats.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--input-table " + TABLE + " --key none | INPUT | Invalid column: none",
        "--input-table " + TABLE + " --input x | USAGE | Both --input and --input-table",
        "--input-table " + TABLE + " --input-format parquet | USAGE | the catalog knows",
        "--input-table " + TABLE + " --table-version 3 | INPUT | Cannot read table",
        "--input-table "
            + TABLE
            + " --table-version 3 --timestamp now | USAGE | Both --table-version",
        "--input-table " + TABLE + " --batch-axis 0 | USAGE | a row is one sample",
        "--input-table " + TABLE + " --incremental | USAGE | Invalid --incremental",
        "--input-table " + TABLE + " --incremental --timestamp now | USAGE | up to now",
        "--input x --timestamp now | USAGE | Missing --input-table",
        "--input-table a..b | USAGE | Invalid table: a..b",
        "--input-table default.nothing | INPUT | default.nothing does not exist",
        "--input-table ice.db.t | INPUT | no catalog ice is named",
        "--input-table absent.db.t | INPUT | iceberg-spark-runtime-4.2_2.13:VERSION",
        "--input-table delta.`/tmp/t` | INPUT | --packages io.delta:delta-spark_2.13:VERSION",
      })
  void refusedInALineThatSaysWhatToDo(String options, ExitCode code, String said) {
    JobRun run =
        run("plan", DROPOUT, (options + " --output " + folder.resolve("refused")).split(" "));
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(said), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--output-table " + TABLE + " | USAGE | is parquet (it takes in a run by no one commit",
        "--output-table default.unmade | USAGE | its catalog is neither Iceberg's nor Delta's",
        "--output-table ice.db.unmade | INPUT | no catalog ice is named",
        "--output-table absent.db.unmade | INPUT | iceberg-spark-runtime-4.2_2.13:VERSION",
        "--output-table a.b --output c | USAGE | Both --output and --output-table",
        "--output-table a.b --output-format mds | USAGE | written by its engine",
        "--output-table a.b --branch main | USAGE | Invalid --branch: main",
        "--output a --account b | USAGE | Missing --output-table NAME",
      })
  void outputsThatTakeInNoRunInOneCommitAreRefused(String options, ExitCode code, String said) {
    JobRun run = run("plan", DROPOUT, ("--input-table " + TABLE + " " + options).split(" "));
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(said), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void aKeyNamesTheRows() {
    JobRun run =
        run(
            "plan",
            List.of("--kind", "spatial", "--drop", "0.3", "--seed", "42"),
            "--input-table",
            TABLE,
            "--output",
            folder.resolve("keyless").toString());
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("Missing --key NAME"), run.err());
  }
}
