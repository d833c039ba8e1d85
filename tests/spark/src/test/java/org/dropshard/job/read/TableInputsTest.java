package org.dropshard.job.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.Row;
import org.dropshard.job.JobRun;
import org.dropshard.job.PlainNpy;
import org.dropshard.job.SparkLog;
import org.dropshard.job.error.ExitCode;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet tables as pandas, pyarrow, datasets, Ray and the Hub leave them. */
class TableInputsTest {
  private static final Path CASES = Path.of("src/test/resources/cases").toAbsolutePath();

  @TempDir Path folder;

  private JobRun run(String command, String input, String... options) {
    String[] common = {
      "--input",
      input,
      "--kind",
      "spatial",
      "--drop",
      "0",
      "--seed",
      "1",
      "--key",
      "id",
      "--output",
      folder.resolve("out").toString()
    };
    return JobRun.of(
        Stream.of(List.of(command), Arrays.asList(common), Arrays.asList(options))
            .flatMap(List::stream)
            .toArray(String[]::new));
  }

  /** Runs a case, and looks at the way: no line of Spark's, every mask made again. */
  private List<Row> rows(String name, String... options) {
    String input = CASES.resolve(name).toString();
    try (SparkLog log = SparkLog.open()) {
      JobRun augmented = run("augment", input, options);
      assertEquals(ExitCode.DONE, augmented.code(), augmented.err());
      String output = folder.resolve("out").toString();
      JobRun verified = JobRun.of("verify", output, "--input", input, "--progress", "none");
      assertEquals(ExitCode.DONE, verified.code(), verified.err());
      assertEquals(List.of(), log.lines());
    }
    try (Stream<Path> parts = Files.list(folder.resolve("out"))) {
      return parts
          .filter(part -> part.toString().endsWith(".parquet"))
          .flatMap(part -> JobRun.spark().read().parquet(part.toString()).collectAsList().stream())
          .sorted((a, b) -> Long.compare(a.<Long>getAs("sample_id"), b.<Long>getAs("sample_id")))
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Object> column(List<Row> rows, String name) {
    return rows.stream().map(row -> row.<Object>getAs(name)).collect(Collectors.toList());
  }

  private static MessageType schema(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      Path file = files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow();
      try (ParquetFileReader reader =
          ParquetFileReader.open(
              HadoopInputFile.fromPath(
                  new org.apache.hadoop.fs.Path(file.toUri()), new Configuration()))) {
        return reader.getFileMetaData().getSchema();
      }
    }
  }

  @Test
  void columnOfALaterFileIsThere() {
    assertEquals(
        Arrays.asList(null, null, "a", "b"),
        column(rows("parquet-late-column", "--layout", "CHW"), "extra"));
    String plan =
        run(
                "plan",
                CASES.resolve("parquet-late-column").toString(),
                "--layout",
                "CHW",
                "--if-exists",
                "overwrite")
            .out();
    assertTrue(plan.contains("extra in 1 of 2 files"), plan);
  }

  @Test
  void columnWithoutAValueIsWhatOtherFilesSay() {
    assertEquals(
        Arrays.asList(null, null, "a", "b"),
        column(rows("parquet-null-then-text", "--layout", "CHW"), "note"));
  }

  @Test
  void numbersWiden() {
    List<Row> rows = rows("parquet-widening", "--layout", "CHW", "--column", "x");
    assertEquals(Arrays.asList(1.0, 2.0, 0.5, null), column(rows, "score"));
    assertEquals(Arrays.asList(1, null, 300, -1), column(rows, "n"));
    assertEquals(List.of(2.0, 3.0), rows.get(1).getList(rows.get(1).fieldIndex("tags")));
    assertEquals(List.of(0.5), rows.get(2).getList(rows.get(2).fieldIndex("tags")));
  }

  @ParameterizedTest
  @CsvSource({"parquet-pandas-ns", "parquet-passing-types"})
  void typesThatSparkDoesNotReadPassAsTheyAre(String name) throws IOException {
    String input = CASES.resolve(name).toString();
    JobRun augmented = run("augment", input, "--layout", "CHW");
    assertEquals(ExitCode.DONE, augmented.code(), augmented.err());
    JobRun verified =
        JobRun.of(
            "verify", folder.resolve("out").toString(), "--input", input, "--progress", "none");
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
    MessageType before = schema(CASES.resolve(name));
    MessageType after = schema(folder.resolve("out"));
    for (Type field : before.getFields()) {
      if (!field.getName().equals("x")) {
        assertEquals(field, after.getType(field.getName()));
      }
    }
    JobRun tar =
        run(
            "plan",
            input,
            "--layout",
            "CHW",
            "--output-format",
            "webdataset",
            "--if-exists",
            "overwrite");
    assertEquals(ExitCode.INPUT, tar.code());
    assertTrue(tar.err().contains("(only Parquet holds it"), tar.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "parquet-byte-stream-split",
        "parquet-zstd",
        "parquet-hub",
        "parquet-odd-path/run [1] {a}",
        "parquet-odd-path/run*"
      })
  void isReadWithoutALineOfSparks(String name) {
    assertEquals(2, rows(name, "--layout", "CHW").size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "parquet-brotli|compressed with brotli",
        "parquet-lfs-pointer|a git-LFS pointer",
        "parquet-cut|no Parquet, or cut",
        "parquet-damaged|Cannot read file: ",
        "parquet-disagreeing|Invalid column: note is BIGINT in file "
      })
  void isRefusedInOneLine(String name, String why) {
    JobRun run = run("augment", CASES.resolve(name).toString(), "--layout", "CHW");
    assertEquals(ExitCode.INPUT, run.code());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(why) && run.err().contains(name), run.err());
  }

  @ParameterizedTest
  @CsvSource({
    "_delta_log/00000000000000000000.json,is a Delta table",
    "metadata/v1.metadata.json,is an Iceberg table",
    ".hoodie/hoodie.properties,is a Hudi table"
  })
  void tablesOfAnotherEngineAreNamed(String log, String what) throws IOException {
    Path table = Files.createDirectories(folder.resolve("table"));
    Files.copy(CASES.resolve("parquet-zstd/a.parquet"), table.resolve("a.parquet"));
    Files.createDirectories(table.resolve(log).getParent());
    Files.writeString(table.resolve(log), "{}");
    JobRun run = run("plan", table.toString(), "--layout", "CHW", "--input-format", "parquet");
    assertEquals(ExitCode.INPUT, run.code());
    assertTrue(run.err().contains(what), run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.png", "a.npy"})
  void pointersToFilesAreNamedWhateverTheyPointTo(String name) throws IOException {
    Path pointers = Files.createDirectories(folder.resolve("pointers"));
    Files.copy(CASES.resolve("parquet-lfs-pointer/a.parquet"), pointers.resolve(name));
    JobRun run =
        JobRun.of(
            ("augment --kind spatial --drop 0 --seed 1 --layout CHW --progress none --input "
                    + pointers
                    + " --output "
                    + folder.resolve("out"))
                .split(" "));
    assertEquals(ExitCode.INPUT, run.code());
    assertTrue(run.err().contains("a git-LFS pointer"), run.err());
  }

  @Test
  void unsignedBytesInListsStayUnsignedBytes() {
    byte[] flat =
        rows("parquet-list-uint8", "--layout", "HWC", "--cell-shape", "2,2,3").get(0).getAs("x");
    PlainNpy npy = PlainNpy.of(flat);
    assertEquals("u1", npy.type());
    assertArrayEquals(
        new double[] {250, 251, 252, 253, 254, 255, 250, 251, 252, 253, 254, 255}, npy.values());
  }

  @Test
  void nestedUnsignedBytesToo() {
    byte[] cell = rows("parquet-nested-uint8", "--layout", "HWC").get(0).getAs("x");
    assertEquals("u1", PlainNpy.of(cell).type());
  }

  @ParameterizedTest
  @ValueSource(strings = {"hf-float16", "arrow-float16", "ray-float16", "ray-float16-ragged"})
  void halfFloatsAreTensors(String name) throws NpyException {
    byte[] cell = rows(name, "--layout", "CHW").get(0).getAs("x");
    Tensor tensor = Npy.read(cell);
    assertEquals(DType.FLOAT16, tensor.dtype());
    assertEquals(3, tensor.shape()[0]);
    if (!name.startsWith("hf")) { // 0, 1, 2 …
      assertEquals(0x3c, cell[tensor.offset() + 3]);
      assertEquals(0x40, cell[tensor.offset() + 5]);
    }
  }

  @Test
  void folderOfAClassStaysWhatItIs() {
    List<Row> rows = rows("parquet-class-numbers", "--layout", "CHW");
    assertEquals(List.of("1", "01", "002"), column(rows, "class"));
  }

  /** Spark holds them in wider types; files hold them as they were, in lists and structs too. */
  @Test
  void unsignedIntegersStayWhatTheyAre() throws IOException {
    String before = schema(CASES.resolve("parquet-unsigned")).toString();
    List<Row> rows = rows("parquet-unsigned", "--layout", "CHW");
    String after = schema(folder.resolve("out")).toString();
    for (String line : before.split("\n")) {
      boolean other = line.startsWith("message") || line.contains("binary x");
      assertTrue(other || after.contains(line), line + " in\n" + after);
    }
    assertEquals(Arrays.asList(4294967295L, 0L, null), column(rows, "u32"));
    assertEquals(new BigDecimal("18446744073709551615"), rows.get(0).getDecimal(5));
    assertEquals(List.of(4294967295L, 1L), rows.get(0).getList(6));
    assertEquals(new BigDecimal("9223372036854775808"), rows.get(0).getStruct(7).getDecimal(0));
  }
}
