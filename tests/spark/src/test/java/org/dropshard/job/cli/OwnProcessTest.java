package org.dropshard.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.Script;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands as processes of their own, with what only the start of a JVM decides. */
class OwnProcessTest {
  private static final String[] NAMES = {"plain", "ü", "日本", "é"};
  private static final String[] OPTIONS = {
    "--kind", "element", "--drop", "0.5", "--seed", "3", "--progress", "none"
  };

  @TempDir Path folder;

  /** By a shell, for this JVM's own locale may know no such names. */
  @BeforeEach
  void write() throws IOException, InterruptedException {
    assumeTrue(Script.isThere("sh"), "there is no shell");
    Files.createDirectory(folder.resolve("in"));
    for (int i = 0; i < NAMES.length; i++) {
      Path plain = Files.write(folder.resolve(i + ".npy"), NpyFiles.ramp(i, 3, 4));
      Path move = folder.resolve("move");
      Files.write(
          move,
          ("mv '" + plain + "' '" + folder + "/in/" + NAMES[i] + ".npy'")
              .getBytes(StandardCharsets.UTF_8));
      Script.run(0, Map.of(), "sh", move.toString());
    }
  }

  private Path output() {
    return folder.resolve("out");
  }

  private String augment(int code, String locale) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("augment", "--input", folder + "/in"));
    arguments.addAll(List.of("--output", output().toString()));
    arguments.addAll(List.of(OPTIONS));
    return OwnProcess.run(code, locale, "-Xmx600m", arguments.toArray(new String[0]));
  }

  /** What a table becomes whose key holds the names, which no locale touches. */
  private String expected() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < NAMES.length; i++) {
      rows.add(RowFactory.create(NAMES[i] + ".npy", NpyFiles.ramp(i, 3, 4)));
    }
    StructType schema =
        new StructType().add("name", DataTypes.StringType).add("x", DataTypes.BinaryType);
    Path table = folder.resolve("table");
    JobRun.spark().createDataFrame(rows, schema).write().parquet(table.toString());
    Path output = folder.resolve("of-table");
    List<String> options = new ArrayList<>(List.of(OPTIONS));
    options.addAll(List.of("--key", "name"));
    JobRun.augment(table, output, options.toArray(new String[0]));
    return JobRun.json(output, "run.json").get("digest").asText();
  }

  @Test
  void namesOfFilesAreReadInUtf8() throws IOException, InterruptedException {
    augment(0, "C.UTF-8");
    assertEquals(
        expected(),
        new ObjectMapper()
            .readTree(Files.readString(output().resolve("_dropshard/run.json")))
            .get("digest")
            .asText());
  }

  /** C, POSIX, and a locale that is not installed: to Java they are one. */
  @Test
  void aLocaleThatCannotReadThemRefuses() throws IOException, InterruptedException {
    String refused = augment(2, "xx_XX.UTF-8");
    String line = refused.lines().filter(text -> text.startsWith("dropshard: ")).findFirst().get();
    assertTrue(
        line.contains("holds a name that is not ASCII, and the locale's encoding is ")
            && line.contains(": start Java with LC_ALL=C.UTF-8"),
        refused);
    assertTrue(Files.notExists(output()));
  }

  @Test
  void whatSparkRefusesIsOneLine() throws IOException, InterruptedException {
    String refused = OwnProcess.run(1, "C.UTF-8", "-Xmx300m", "stats", "--input", folder + "/in");
    assertTrue(
        refused
            .lines()
            .anyMatch(
                line -> line.startsWith("dropshard: Cannot start Spark: [INVALID_DRIVER_MEMORY] ")),
        refused);
    assertTrue(refused.lines().noneMatch(line -> line.startsWith("\tat ")), refused);
  }
}
