package org.dropshard.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of the real Iceberg and Delta, on the lines of Spark that they are made for. */
@Tag("cluster")
class TablesTest {
  private static final List<String> ENGINES = List.of("iceberg", "delta");

  /** As many as are asked for; each costs a start of Spark. */
  private static final int KILLS = Integer.getInteger("dropshard.kills", 1);

  /** Commands are told apart by it. */
  private static final int WIDTH = 120;

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

  /**
   * Each batch once, rows as those of files, and all of it again by the version that was read; of
   * two writers one, wherever their accounts lie; and back through the masks.
   */
  @ParameterizedTest
  @ValueSource(strings = {"4.0", "4.1"})
  void readAndWrittenAsFilesAre(String line) throws IOException {
    Path place = folder.resolve(line);
    // As a run leaves it that died while it made the table.
    Files.createDirectories(location("delta", place, "grown").resolve("_delta_log"));
    List<String> commands = new ArrayList<>();
    ENGINES.forEach(engine -> commands.addAll(commands(engine, place)));
    String log =
        submission(line, place)
            .with(List.of(Parts.faults(), Parts.dropshardJar()))
            .main(TablesSmoke.class.getName())
            .run(0, commands.toArray(new String[0]));
    String once = "DONE ".repeat(9) + "OUTPUT" + " DONE".repeat(4);
    assertEquals(
        once + " " + once,
        log.lines()
            .filter(text -> text.startsWith("exit "))
            .map(text -> text.substring(5))
            .collect(Collectors.joining(" ")),
        told(log));
    assertEquals(4, occurrences(log, "exits [DONE, OUTPUT]"), told(log));
    assertEquals(4, occurrences(log, "no new"), told(log));
    assertEquals(2, occurrences(log, "run once is in the output already"), told(log));
    assertEquals(6, occurrences(log, "answer [[100]]"), told(log));
    assertEquals(2, occurrences(log, "answer [[true]]"), told(log));
    for (String engine : ENGINES) {
      for (String table : List.of("dropped", "grown", "raced")) {
        Path account = location(engine, place, table);
        assertEquals(here, Fingerprint.of(account.toString()), engine + " " + table + "\n" + log);
      }
      readByOthers(location(engine, place, "dropped"));
    }
  }

  /** The commands and how each ended, which of the log is what a failure is found by. */
  private static String told(String log) {
    return log.lines()
        .filter(line -> line.matches("(> |exits? |answer |dropshard: |note ).*"))
        .map(line -> line.substring(0, Math.min(line.length(), WIDTH)))
        .collect(Collectors.joining("\n"));
  }

  private static List<String> commands(String engine, Path place) {
    String input = name(engine, place, "features");
    String output = name(engine, place, "dropped");
    String grown = name(engine, place, "grown");
    String raced = name(engine, place, "raced");
    String beside = name(engine, place, "beside");
    String alike = name(engine, place, "alike");
    String apart = name(engine, place, "apart");
    String read = "augment --input-table '" + input + "'" + DROPOUT;
    String incremental = read + " --incremental --output-table '" + grown + "'";
    String whole = read + " --output-table '" + output + "'";
    String race = read + " --output-table '" + raced + "'";
    String raceApart = read + " --output-table '" + apart + "' --account " + place + "/" + engine;
    return List.of(
        "sql CREATE TABLE " + input + " (id BIGINT, x ARRAY<FLOAT>) USING " + engine,
        incremental,
        "sql INSERT INTO " + input + " SELECT * FROM parquet.`" + some + "`",
        incremental,
        "sql INSERT INTO " + input + " SELECT * FROM parquet.`" + all + "` WHERE id >= 60",
        incremental,
        incremental,
        "verify '" + grown + "' --input-table '" + input + "' --progress none",
        whole + " --run-id once",
        whole + " --run-id once --if-exists append",
        "together " + race + " & " + race,
        "sql SELECT count(*) FROM " + raced,
        "together " + raceApart + "-a & " + raceApart + "-b",
        "sql SELECT count(*) FROM " + apart,
        "sql INSERT INTO " + input + " SELECT * FROM parquet.`" + some + "`",
        "verify '" + output + "' --input-table '" + input + "' --progress none",
        "report '" + output + "'",
        "sql SELECT count(*) FROM " + output,
        whole + " --if-exists fail",
        "backward --run '"
            + output
            + "' --input-table '"
            + output
            + "' --cell-shape 2,10,3 --output-table '"
            + name(engine, place, "back")
            + "' --progress none",
        "verify '" + name(engine, place, "back") + "' --progress none",
        "sql CREATE TABLE "
            + beside
            + " USING "
            + engine
            + " AS SELECT *, slice(x, 1, 20) m FROM "
            + input,
        "augment --input-table '"
            + beside
            + "' --output-table '"
            + alike
            + "' --limit 90"
            + " --also 'm {shape = [2, 10], fill = 255}'"
            + DROPOUT.replace("spatial", "pixel"),
        "verify '" + alike + "' --input-table '" + beside + "' --progress none",
        "sql SELECT count(*) = 90 AND sum(int(array_contains(m, 255))) > 60 FROM " + alike);
  }

  private static int occurrences(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  /**
   * Killed at moments that nobody has chosen: who comes next finds the table as before, or as
   * after. The first kill is that of the run that makes it.
   */
  @ParameterizedTest
  @CsvSource({"4.1,iceberg", "4.0,delta"})
  void wholeAfterKills(String line, String engine) throws IOException {
    Path place = folder.resolve("killed-" + line + "-" + engine);
    String output = name(engine, place, "dropped");
    Path location = location(engine, place, "dropped");
    Path lock = location.resolveSibling("." + location.getFileName() + ".dropshard-lock");
    String count = "sql SELECT count(*) FROM " + output;
    List<String> parts = new ArrayList<>();
    List<String> found = new ArrayList<>();
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int kill = 0; kill <= KILLS; kill++) {
      List<String> commands = new ArrayList<>();
      if (kill > 0) {
        commands.add(count);
        commands.add(run(kill - 1, parts.get(kill - 1), output));
        commands.add(count);
        String inputs = String.join(" ", parts);
        commands.add("verify '" + output + "' --progress none --input " + inputs);
      }
      if (kill < KILLS) {
        parts.add(Tables.floats(place.resolve("in-" + kill), 100 * kill, 100, 3));
        commands.add(run(kill, parts.get(kill), output));
      }
      Submission submission =
          submission(line, place)
              .with(List.of(Parts.faults(), Parts.dropshardJar()))
              .main(TablesSmoke.class.getName());
      try (Child child = submission.start(commands.toArray(new String[0]))) {
        if (kill < KILLS) {
          killWithin(child, lock, commands.get(commands.size() - 1), random);
        } else {
          assertEquals(0, child.await(Duration.ofMinutes(5)), child.log());
        }
        if (kill > 0) {
          found.add(checked(child.log(), kill));
        }
      }
    }
    System.out.println(engine + ", kills of seed " + seed + ": " + found);
    for (String left : List.of("rows", "next", "journal.json")) {
      assertFalse(Files.exists(location.resolve("_dropshard").resolve(left)), left);
    }
    assertFalse(Files.exists(lock));
  }

  /** Kills a child some time after its last command has taken the lock. */
  private static void killWithin(Child child, Path lock, String last, Random random) {
    while (child.isAlive() && !(child.log().contains("> " + last) && Files.exists(lock))) {
      Child.pause();
    }
    assertTrue(child.isAlive(), child.log());
    long end = System.nanoTime() + (long) (random.nextDouble() * 3e9);
    while (child.isAlive() && System.nanoTime() < end) {
      Child.pause();
    }
    child.kill();
  }

  private static String run(int number, String input, String output) {
    return "augment --input "
        + input
        + " --output-table '"
        + output
        + "' --if-exists append --shard-rows 9 --run-id run-"
        + number
        + DROPOUT;
  }

  /** Checks what came after a kill, and tells what the kill had left. */
  private static String checked(String log, int runs) {
    List<String> answers =
        log.lines()
            .filter(text -> text.startsWith("answer "))
            .map(text -> text.substring(7))
            .toList();
    String after = "[[" + 100 * runs + "]]";
    String before = runs == 1 ? "none" : "[[" + 100 * (runs - 1) + "]]";
    assertEquals(after, answers.get(1), log);
    List<String> exits = log.lines().filter(text -> text.startsWith("exit ")).limit(2).toList();
    assertEquals(List.of("exit DONE", "exit DONE"), exits, log);
    String left = answers.get(0);
    assertTrue(
        left.equals(after) || left.startsWith(before) || runs == 1 && left.equals("[[0]]"), log);
    return left.equals(after) ? "after" : "before";
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
