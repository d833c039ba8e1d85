package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.dropshard.format.registry.Formats;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows are taken of which an expression holds, in every format. */
class WhereTest {
  @TempDir static Path folder;
  private static Selections inputs;

  @BeforeAll
  static void write() throws IOException {
    inputs = new Selections(folder);
  }

  /** A condition over what the format's rows say, and the ids that a full run has of them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "images||label in ('c1', 'c2') or path like 'c2_/%'|label in ('c1', 'c2') or path like 'c2_/%'",
        "npy||length(label) = 2|length(label) = 2",
        "batch|--batch-axis 0|path = 'b.npy'|true",
        "npz||path <> 'a.npz' or false|false",
        "parquet||id between -3 and 8|id between -3 and 8",
        "parquet|--key id --columns label|group = 'g3' and npy is not null|pmod(sample_id + 5, 7) = 3",
        "webdataset||label > 'c2'|label > 'c2'",
        "tfrecord|--key id|id % 2 = 0|id % 2 = 0",
        "mds||upper(`group`) = 'G1'|upper(`group`) = 'G1'",
        "hdf5|--column contiguous|implicit is not null|true",
        "safetensors||name > 't15'|name > 't15'",
        "nifti||label like 'u_'|label like 'u_'",
        "catalog|--key id|id % 3 = 1|id % 3 = 1"
      })
  void onlyRowsOfWhichTheExpressionHolds(String input, String how, String where, String same)
      throws IOException {
    String options = how == null ? "" : " " + how;
    List<Row> expected = where(inputs.all(input, options), same);
    List<String> call = new ArrayList<>(List.of("augment", "--where", where, "--progress", "none"));
    Path output = folder.resolve("where-" + System.nanoTime());
    call.addAll(List.of("--kind", "spatial", "--output", output.toString()));
    call.addAll(inputs.input(input));
    call.addAll(List.of((Selections.COMMON + options).strip().split(" +")));
    JobRun done = JobRun.of(call.toArray(new String[0]));
    assertEquals(ExitCode.DONE, done.code(), done.err());
    JsonNode run = JobRun.json(output, "run.json");
    if (same.equals("false")) { // nothing is left, which is an output too
      assertEquals(0, run.at("/rows/out").asInt());
      return;
    }
    assertEquals(
        Selections.tensors(expected).keySet(),
        Selections.tensors(Selections.rows(output)).keySet());
    Selections.tensors(expected)
        .forEach(
            (name, tensor) ->
                assertArrayEquals(tensor, Selections.tensors(Selections.rows(output)).get(name)));
    assertEquals(expected.size() / 2, run.at("/rows/in").asInt());
    assertEquals(
        Selections.rows(inputs.all(input, options)).size() / 2,
        run.at("/rows/in").asInt() + run.at("/selection/unselected").asInt());
    inputs.verified(output, input);
  }

  private static List<Row> where(Path output, String condition) {
    return JobRun.spark().read().parquet(output.toString()).where(condition).collectAsList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "parquet|nobody = 1|[UNRESOLVED_COLUMN",
        "parquet|npy + 1|[DATATYPE_MISMATCH",
        "parquet|id|[DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN]",
        "parquet|id >|[PARSE_SYNTAX_ERROR]",
        "parquet|rand() < 0.5|it has to say the same of a row whenever it is asked",
        "parquet|current_date() > date'2020-01-01'|it has to say the same of a row whenever",
        "parquet|sum(id) > 3|[INVALID_WHERE_CONDITION]",
        "parquet|id = (select 1)|it holds a query",
        "webdataset|_dropshard_bad is null|[UNRESOLVED_COLUMN",
        "images|_file is null|[UNRESOLVED_COLUMN",
        "images|access_key=abc|(it is recorded, and holds what looks like a credential)"
      })
  void aConditionThatIsNoneIsOneLine(String input, String where, String rule) {
    List<String> call = new ArrayList<>(List.of("plan", "--where", where, "--kind", "spatial"));
    call.addAll(List.of(Selections.COMMON.strip().split(" +")));
    call.addAll(List.of("--input", folder.resolve(input).toString()));
    call.addAll(List.of("--output", folder.resolve("none").toString()));
    String refused = Selections.refusal(ExitCode.USAGE, call.toArray(new String[0]));
    assertTrue(refused.startsWith("dropshard: Invalid --where: "), refused);
    assertTrue(refused.contains(rule), refused);
  }

  @ParameterizedTest
  @CsvSource({"parquet", "webdataset", "images"})
  void aValueThatCannotBeComputedEndsTheRun(String input) {
    List<String> call = new ArrayList<>(List.of("augment", "--where", "cast(label as int) > 3"));
    call.addAll(List.of((Selections.COMMON + " --kind spatial").strip().split(" +")));
    call.addAll(List.of("--input", folder.resolve(input).toString()));
    call.addAll(List.of("--output", folder.resolve("none-" + input).toString()));
    String refused = Selections.refusal(ExitCode.INPUT, call.toArray(new String[0]));
    assertTrue(refused.contains("Cannot evaluate --where: [CAST_INVALID_INPUT]"), refused);
  }

  @Test
  void aBatchOfWhichNothingIsSelectedIsTakenInAndCounted() throws IOException {
    Path input = Files.createDirectories(folder.resolve("hourly/c0")).getParent();
    Path output = folder.resolve("hourly-out");
    String[] call =
        ("--incremental --kind spatial --where path<>'c0/a.npy'" + Selections.COMMON).split(" +");
    Files.write(input.resolve("c0/a.npy"), Selections.npy(0));
    JobRun.augment(input, output, call);
    Files.write(input.resolve("c0/b.npy"), Selections.npy(1));
    JobRun.augment(input, output, call);
    JsonNode run = JobRun.json(output, "run.json");
    assertEquals(1, run.at("/rows/in").asInt());
    assertEquals(1, run.at("/selection/unselected").asInt());
    assertEquals(2, run.get("runs").size());
    inputs.verified(output, "hourly");
  }

  /**
   * A format that is added needs its rows here, in {@link LimitTest} and in {@link SelectionTest}.
   */
  @Test
  void everyFormatIsTried() {
    List<String> tried =
        Selections.formats().stream().map(call -> call.replaceFirst(" .*", "")).toList();
    Formats.inputs().forEach(format -> assertTrue(tried.contains(format.label()), format.label()));
  }
}
