package org.dropshard.job.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.HostileArrays;
import org.dropshard.job.HostileFile;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.image.HostilePictures;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that mean harm, through the whole job: each is a good record or one in the quarantine, with
 * its reason, and costs no other its life.
 */
class HostileInputTest {
  /** What may stand in the name of a file or a folder. */
  private static final List<String> NAMES =
      List.of(
          "new\nline",
          "tab\tand bell\u0007",
          "per%20cent%2F..%00",
          "co:lon",
          "12:30:01",
          "br[a]cket",
          "{a,b}",
          "st*r",
          "wh?t",
          "back\\slash",
          "up\\..\\..",
          "~home",
          " space ",
          "quote'\"`",
          "-rf",
          "$(touch pwned)",
          "a;b|c&d>e",
          "ha#sh",
          "plus+and=equals",
          "__HIVE_DEFAULT_PARTITION__=1",
          "l".repeat(240));

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> picturesEndAsTheyShould() throws IOException {
    return HostileRun.outcomes(folder, HostilePictures.all(), "--channels", "rgb");
  }

  @TestFactory
  Stream<DynamicTest> arraysEndAsTheyShould() throws IOException {
    List<HostileFile> files = new ArrayList<>();
    for (HostileFile cell : HostileArrays.cells()) {
      files.add(new HostileFile(cell.name() + ".npy", cell.content(), cell.reason()));
    }
    files.addAll(HostileArrays.archives());
    return HostileRun.outcomes(folder, files, "--layout", "CHW");
  }

  @TestFactory
  Stream<DynamicTest> namesAreOnlyNames() throws IOException {
    byte[] picture = HostilePictures.good();
    List<HostileFile> files = new ArrayList<>();
    for (String name : NAMES) {
      files.add(HostileFile.good(name + ".png", picture));
      files.add(HostileFile.good("in/" + name + "/x.png", picture));
      files.add(
          HostileFile.good("in/" + name + ".png/y.png", picture)); // a folder named like a file
    }
    files.removeIf(file -> file.name().equals("__HIVE_DEFAULT_PARTITION__=1.png"));
    return HostileRun.outcomes(folder, files, "--channels", "rgb");
  }

  @Test
  void foldersOfAnyNameAreInputs() throws IOException {
    for (String name : List.of("br[a]c{k}e?t*", "12:30", "per%20cent\nnew line")) {
      Path input = Files.createDirectories(folder.resolve(name).resolve("[pictures]"));
      Files.write(input.resolve("x.png"), HostilePictures.good());
      Path output = folder.resolve("out");
      JobRun run = HostileRun.augment(input, output, "--if-exists", "overwrite");
      assertEquals(ExitCode.DONE, run.code(), run.err());
      assertEquals(1, JobRun.json(output, "run.json").get("rows").get("out").asInt(), name);
    }
  }

  @TestFactory
  Stream<DynamicTest> cellsEndAsTheyShould() throws IOException {
    List<HostileFile> cells = HostileArrays.cells();
    List<Row> rows = new ArrayList<>();
    for (HostileFile cell : cells) {
      rows.add(RowFactory.create(cell.name(), cell.content()));
    }
    rows.add(RowFactory.create("null", null));
    cells.add(new HostileFile("null", null, "Invalid tensor: null"));
    StructType schema =
        new StructType().add("path", DataTypes.StringType).add("npy", DataTypes.BinaryType);
    Path input = folder.resolve("in");
    JobRun.spark().createDataFrame(rows, schema).coalesce(1).write().parquet(input.toString());
    return HostileRun.outcomes(folder, cells, input, "--layout", "CHW", "--key", "path");
  }

  @TestFactory
  Stream<DynamicTest> tablesEndAsTheyShould() throws IOException {
    byte[] table = table();
    List<HostileFile> files = new ArrayList<>();
    for (String name : NAMES) {
      if (name.contains("=")) {
        continue; // a partition's folder
      }
      files.add(HostileFile.good(name + ".parquet", table));
      files.add(HostileFile.good("in/" + name + "/x.parquet", table));
      files.add(HostileFile.good("in/" + name + ".parquet/y.parquet", table));
    }
    files.removeIf(file -> file.name().replaceAll(".*/", "").contains(":"));
    String reason = "Cannot read file: ";
    files.add(new HostileFile("bad/12:30.parquet", table, reason)); // Hadoop's local files cannot
    for (int length : new int[] {0, 3, 4, 11, table.length / 2, table.length - 1}) {
      byte[] cut = Arrays.copyOf(table, length);
      files.add(new HostileFile("bad/cut-" + length + ".parquet", cut, reason));
    }
    files.add(new HostileFile("bad/text.parquet", "a,b\n1,2\n".getBytes(UTF_8), reason));
    byte[] footer = table.clone();
    Arrays.fill(footer, footer.length - 8, footer.length - 4, (byte) 0x7F);
    files.add(new HostileFile("bad/footer-length.parquet", footer, reason));
    byte[] junk = table.clone();
    Arrays.fill(junk, junk.length - 40, junk.length - 8, (byte) 0xFF);
    files.add(new HostileFile("bad/footer.parquet", junk, reason));
    files.add(new HostileFile("bad/picture.parquet", HostilePictures.good(), reason));
    files.add(HostileFile.good("good.parquet/good.parquet", table));
    return HostileRun.outcomes(folder, files, "--layout", "CHW");
  }

  @TestFactory
  Stream<DynamicTest> cellsOfBareValuesEndAsTheyShould() throws IOException {
    byte[] values = new byte[48];
    List<Row> rows =
        List.of(
            RowFactory.create("good", values, "3, 2, 2", "float32"),
            RowFactory.create("spare", new byte[47], "3,2,2", "float32"),
            RowFactory.create("null-shape", values, null, "float32"),
            RowFactory.create("null-type", values, "3,2,2", null),
            RowFactory.create("no-shape", values, "", "float32"),
            RowFactory.create("code-shape", values, "__import__('os')", "float32"),
            RowFactory.create("negative", values, "-3,-2,2", "float32"),
            RowFactory.create("huge", values, "999999999,999999999,999999999", "float32"),
            RowFactory.create("wrap", values, "65536,65536,1", "float32"),
            RowFactory.create("long", values, "3," + "1,".repeat(100_000) + "4", "float32"),
            RowFactory.create("object", values, "3,2,2", "object"));
    List<HostileFile> cells =
        List.of(
            HostileFile.good("good", values),
            new HostileFile("spare", null, "47"),
            new HostileFile("null-shape", null, "Invalid shape: null"),
            new HostileFile("null-type", null, "Invalid dtype: null"),
            new HostileFile("no-shape", null, "Invalid shape:  (like 3,32,32)"),
            new HostileFile("code-shape", null, "Invalid shape: __import__"),
            new HostileFile("negative", null, "Invalid shape: -3,-2,2"),
            new HostileFile("huge", null, "at most 2147483647 elements"),
            new HostileFile("wrap", null, "at most 2147483647 elements"),
            new HostileFile("long", null, "Invalid shape: text of 200003"),
            new HostileFile("object", null, "Invalid dtype: object"));
    StructType schema =
        new StructType()
            .add("path", DataTypes.StringType)
            .add("raw", DataTypes.BinaryType)
            .add("shape", DataTypes.StringType)
            .add("dtype", DataTypes.StringType);
    Path input = folder.resolve("in");
    JobRun.spark().createDataFrame(rows, schema).coalesce(1).write().parquet(input.toString());
    return HostileRun.outcomes(
        folder,
        cells,
        input,
        "--layout",
        "CHW",
        "--key",
        "path",
        "--cell-shape",
        "shape",
        "--cell-dtype",
        "dtype");
  }

  @Test
  void partitionsStayThoseOfTheTableWithoutItsBadFile() throws IOException {
    byte[] table = table();
    for (String part : List.of("part=1", "part=2", "part=3")) {
      Files.write(Files.createDirectories(folder.resolve("in").resolve(part)).resolve("x"), table);
    }
    byte[] half = Arrays.copyOf(table, table.length / 2);
    Files.write(folder.resolve("in/part=2/a half.parquet"), half);
    Path output = folder.resolve("out");
    JobRun run = HostileRun.augment(folder.resolve("in"), output, "--layout", "CHW");
    assertEquals(ExitCode.DONE, run.code(), run.err());
    Dataset<Row> rows = JobRun.spark().read().parquet(output.toString());
    assertEquals(3, rows.select("part").distinct().count());
    Row bad = JobRun.spark().read().json(output + "/_dropshard/quarantine").first();
    assertEquals("part=2/a half.parquet", bad.getAs("key"));
    assertTrue(bad.<String>getAs("file").endsWith("/in/part=2/a half.parquet"));
  }

  @Test
  void failEndsWithOneLineThatNamesTheFile() throws IOException {
    byte[] table = table();
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("two\nlines.png", new byte[0]);
    files.put("cut.jpg", Arrays.copyOf(HostilePictures.good(), 100));
    files.put("half.npz", Arrays.copyOf(HostileArrays.good(), 20));
    files.put("pickle.npy", "cos\nsystem\n(S'id'\ntR.".getBytes(UTF_8));
    files.put("half.parquet", Arrays.copyOf(table, table.length / 2));
    files.put("empty.parquet", new byte[0]);
    files.put("12:30.parquet", table);
    files.put("text.parquet", "no table".getBytes(UTF_8));
    int i = 0;
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path input = Files.createDirectories(folder.resolve("fail" + i++));
      Files.write(input.resolve(file.getKey()), file.getValue());
      if (file.getKey().endsWith("parquet")) {
        Files.write(input.resolve("a.parquet"), table);
      }
      JobRun run =
          HostileRun.augment(input, folder.resolve("out"), "--layout", "CHW", "--on-error", "fail");
      assertEquals(ExitCode.INPUT, run.code(), run.err());
      assertEquals(1, run.err().lines().count(), run.err());
      assertTrue(run.err().contains(file.getKey().replace('\n', '?')), run.err());
      assertTrue(Files.notExists(folder.resolve("out")));
    }
  }

  /** A file of one row, of one npy cell. */
  private byte[] table() throws IOException {
    Path table = folder.resolve("table");
    JobRun.spark()
        .createDataFrame(
            List.of(RowFactory.create(HostileArrays.good())),
            new StructType().add("npy", DataTypes.BinaryType))
        .coalesce(1)
        .write()
        .parquet(table.toString());
    try (Stream<Path> files = Files.list(table)) {
      return Files.readAllBytes(
          files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow());
    }
  }
}
