package org.dropshard.job.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** WebDataset and TFRecord files whose records are not all like the first. */
class RecordInputsTest {
  private static final Path CASES = Path.of("src/test/resources/cases").toAbsolutePath();

  @TempDir Path folder;

  private JobRun run(String command, Path input, String format, String... options) {
    String[] common = {
      "--input",
      input.toString(),
      "--kind",
      "element",
      "--drop",
      "0.5",
      "--seed",
      "1",
      "--layout",
      "HWC",
      "--output-format",
      format,
      "--output",
      folder.resolve("out-" + format).toString()
    };
    return JobRun.of(
        Stream.of(List.of(command), Arrays.asList(common), Arrays.asList(options))
            .flatMap(List::stream)
            .toArray(String[]::new));
  }

  /** Runs a case and makes every mask again. */
  private Path made(Path input, String format, String... options) {
    JobRun augmented = run("augment", input, format, options);
    assertEquals(ExitCode.DONE, augmented.code(), augmented.err());
    Path out = folder.resolve("out-" + format);
    JobRun verified =
        JobRun.of("verify", out.toString(), "--input", input.toString(), "--progress", "none");
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
    return out;
  }

  private Dataset<Row> rows(String name, String... options) {
    return JobRun.spark().read().parquet(made(CASES.resolve(name), "parquet", options).toString());
  }

  /** The samples' JSON and, where it is no object, what stands beside it, by key. */
  private static Map<String, String> json(Path out) {
    StructType schema =
        new StructType()
            .add("__key__", DataTypes.StringType)
            .add("json", DataTypes.StringType)
            .add("copy", DataTypes.BinaryType);
    Map<String, String> texts = new TreeMap<>();
    for (Row row :
        JobRun.spark()
            .read()
            .format("webdataset")
            .schema(schema)
            .load(out.toString())
            .collectAsList()) {
      byte[] copy = row.getAs("copy");
      texts.put(
          row.getString(0),
          row.getString(1) + (copy == null ? "" : new String(copy, StandardCharsets.UTF_8)));
    }
    return texts;
  }

  @ParameterizedTest
  @CsvSource({
    "wds-late-member,txt,320,20",
    "wds-late-key,score,160,10",
    "tfrecord-late-feature,caption,130,10"
  })
  void whatComesLateIsThere(String name, String column, int rows, int values) {
    Dataset<Row> all = rows(name);
    assertEquals(rows, all.count());
    assertEquals(values, all.where(column + " is not null").count());
  }

  @Test
  void numbersAndListsWiden() {
    List<Row> rows = rows("tfrecord-widening").orderBy("score").collectAsList();
    assertEquals(130, rows.size());
    assertEquals(0.5, rows.get(1).<Double>getAs("score"));
    assertEquals(119.0, rows.get(129).<Double>getAs("score"));
    assertEquals(
        5, rows.stream().filter(row -> row.getList(row.fieldIndex("box")).size() == 2).count());
  }

  @Test
  void columnsLeaveOutWhatAFormatCannotHold() {
    Path input = CASES.resolve("tfrecord-widening");
    JobRun plan = run("plan", input, "tfrecord");
    assertEquals(ExitCode.INPUT, plan.code());
    assertTrue(plan.err().contains("score is DOUBLE"), plan.err());
    Path out = made(input, "tfrecord", "--columns", "box");
    List<String> columns =
        List.of(
            JobRun.spark().read().format("tfrecord").load(out.toString()).schema().fieldNames());
    assertTrue(columns.contains("box") && !columns.contains("score"), columns.toString());
    JobRun unknown =
        run("plan", input, "tfrecord", "--columns", "boxes", "--if-exists", "overwrite");
    assertEquals(ExitCode.USAGE, unknown.code());
  }

  @Test
  void jsonPassesAsItWas() {
    Map<String, String> json = json(made(CASES.resolve("wds-json"), "webdataset"));
    List<String> before =
        List.of(
            "{\"n\": 1, \"nested\": {\"b\": [1, \"2\"], \"a\": null}",
            "{\"n\": NaN, \"nested\": {}",
            "{\"n\": null, \"\": \"empty key\"");
    for (int i = 0; i < before.size(); i++) {
      String after = json.get("" + i);
      assertTrue(
          after.matches("\\Q" + before.get(i) + "\\E, \"sample_id\":-?\\d+,\"copy\":0}"), after);
    }
  }

  @Test
  void fieldsThatAreNoColumnsAreNamed() throws IOException {
    String remark = "fields of .json that are no columns: \"\" (they go to WebDataset alone)";
    JobRun plan = run("plan", CASES.resolve("wds-json"), "parquet");
    assertTrue(plan.out().contains(remark), plan.out());
    Path run = made(CASES.resolve("wds-json"), "parquet").resolve("_dropshard/run.json");
    assertTrue(Files.readString(run).contains(remark.replace("\"", "\\\"")), "no remark");
  }

  @Test
  void anOutputIsAnInputByItsSampleIds() throws IOException {
    Path first = made(CASES.resolve("wds-json"), "webdataset");
    Map<String, String> before = json(first);
    Path moved = folder.resolve("first");
    Files.move(first, moved);
    assertEquals(ExitCode.INPUT, run("plan", moved, "webdataset").code());
    assertEquals(before, json(made(moved, "webdataset", "--key", "sample_id")));
    assertEquals(
        3,
        JobRun.spark()
            .read()
            .parquet(made(moved, "parquet", "--key", "sample_id").toString())
            .count());
  }

  @Test
  void listsOfCaptionsPassThrough() {
    Map<String, String> json = json(made(CASES.resolve("wds-json-list"), "webdataset"));
    assertEquals("[\"a caption 1\", \"another\"]0", json.get("1"));
  }

  @Test
  void picturesInOneMemberOrAnotherAreOneColumn() {
    JobRun refused = run("plan", CASES.resolve("wds-jpg-or-png"), "parquet");
    assertEquals(ExitCode.INPUT, refused.code());
    assertTrue(refused.err().contains("--column 'jpg;png'"), refused.err());
    Dataset<Row> rows = rows("wds-jpg-or-png", "--column", "jpg;png");
    assertEquals(6, rows.where("jpg is not null").count());
    assertTrue(Arrays.stream(rows.columns()).noneMatch("png"::equals));
  }

  @Test
  void membersThatLieApartSaySo() {
    JobRun run = run("augment", CASES.resolve("wds-apart"), "parquet");
    assertEquals(ExitCode.INPUT, run.code());
    assertTrue(run.err().contains("members lie apart"), run.err());
    assertEquals(1, run.err().lines().count());
  }

  @ParameterizedTest
  @CsvSource({
    "webdataset,wds-late-member,png,20",
    "webdataset,wds-late-key,png,160",
    "tfrecord,tfrecord-late-feature,image/encoded,130"
  })
  void whatIsNoColumnIsABadRecord(String format, String name, String column, int bad) {
    StructType schema =
        new StructType().add(column, DataTypes.BinaryType).add("bad", DataTypes.StringType);
    List<Row> rows =
        JobRun.spark()
            .read()
            .format(format)
            .schema(schema)
            .option("mode", "PERMISSIVE")
            .option("columnNameOfCorruptRecord", "bad")
            .option("unknownColumns", "refuse")
            .load(CASES.resolve(name).toString())
            .collectAsList();
    List<String> reasons =
        rows.stream().map(row -> row.<String>getAs("bad")).filter(Objects::nonNull).toList();
    assertEquals(bad, reasons.size());
    assertTrue(reasons.get(0).contains("is in none that was looked at"), reasons.get(0));
    assertNull(rows.get(0).<String>getAs(bad == rows.size() ? column : "bad"));
  }
}
