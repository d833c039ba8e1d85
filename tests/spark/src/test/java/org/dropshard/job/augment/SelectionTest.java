package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.dropshard.job.Contract;
import org.dropshard.job.Forger;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Samples are taken and split by their ids alone, in every format and any partitioning. */
class SelectionTest {
  private static final long SEED = -9;
  private static final int SAMPLE = 1 << 31;
  private static final int SPLIT = SAMPLE + 1;
  private static final List<String> PARTS = List.of("train", "val", "test");

  @TempDir static Path folder;
  private static Selections inputs;

  @BeforeAll
  static void write() throws IOException {
    inputs = new Selections(folder);
  }

  private static boolean below(double fraction, long id, int stream) {
    return !Contract.keep(SEED, id, stream, fraction, 1)[0];
  }

  private static String part(long id) {
    return PARTS.get(below(0.5, id, SPLIT) ? 0 : below(0.8, id, SPLIT) ? 1 : 2);
  }

  private static void verified(Path output, String... options) {
    JobRun run =
        JobRun.of(
            Stream.concat(Stream.of("verify", output.toString()), Stream.of(options))
                .toArray(String[]::new));
    assertEquals(ExitCode.DONE, run.code(), run.err());
  }

  private static Stream<String> calls() {
    return Stream.concat(
        Selections.formats().stream(),
        Stream.of("images --key label", "parquet", "parquet --key label"));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void sameSamplesAndMasksInAnyPartitioning(String call) throws IOException {
    String input = call.split(" ")[0];
    String how = call.substring(input.length());
    Map<String, byte[]> all = Selections.tensors(Selections.rows(inputs.all(input, how)));
    String selection =
        how + " --sample 0.6 --split train=0.5,val=0.3,test=0.2 --select-seed " + SEED;
    JsonNode first = null;
    for (int partitions : new int[] {1, 7, 64}) {
      if (partitions == 7 && !call.equals("parquet --key id")) {
        continue;
      }
      Path output = inputs.augment(input, selection, partitions);
      JsonNode run = JobRun.json(output, "run.json");
      first = first == null ? run : first;
      assertEquals(first.get("digest"), run.get("digest"));
      assertEquals(first.get("selection"), run.get("selection"));
      if (partitions == 64) {
        List<Row> rows = Selections.rows(output);
        Map<String, byte[]> found = Selections.tensors(rows);
        all.forEach(
            (name, tensor) -> {
              long id = Long.parseLong(name.split("/")[0]);
              assertEquals(below(0.6, id, SAMPLE), found.containsKey(name), name);
              if (found.containsKey(name)) {
                assertArrayEquals(tensor, found.get(name), name);
              }
            });
        rows.forEach(row -> assertEquals(part(row.getAs("sample_id")), row.getAs("split")));
        int left = run.at("/selection/unselected").asInt();
        assertEquals(all.size() / 2, left + run.at("/rows/in").asInt());
        assertTrue(left > 0 || input.equals("hdf5"), "of seven maybe none");
        for (String part : PARTS) {
          assertEquals(
              rows.stream().filter(row -> part.equals(row.getAs("split"))).count(),
              run.at("/selection/split/" + part).asLong());
        }
        inputs.verified(output, input);
      }
    }
  }

  @Test
  void groupsStayTogetherAndPartsAreFolders() throws IOException {
    String split =
        " --key id --split train=0.5,val=0.3,test=0.2 --partition-by split --select-seed ";
    Path output = inputs.augment("parquet", split + SEED + " --split-group group", 7);
    Map<String, String> parts = new TreeMap<>();
    for (Row row : Selections.rows(output)) {
      String part = parts.computeIfAbsent(row.getAs("group"), group -> row.getAs("split"));
      assertEquals(part, row.getAs("split"));
    }
    for (Row group :
        JobRun.spark()
            .sql("select g, xxhash64(g) from (select explode(array('g0','g1','g2','g3')) as g)")
            .collectAsList()) {
      assertEquals(part(group.getLong(1)), parts.get(group.getString(0)));
    }
    assertTrue(Files.isDirectory(output.resolve("split=train")));
    inputs.verified(output, "parquet");

    Path shared = inputs.augment("parquet", split + SEED + " --share group:group", 7);
    assertEquals(
        JobRun.json(output, "run.json").get("selection"),
        JobRun.json(shared, "run.json").get("selection"));

    Path one = inputs.augment("parquet", "--key id --split only=1 --partition-by label split", 1);
    assertEquals(
        2 * Selections.SAMPLES, JobRun.json(one, "run.json").at("/selection/split/only").asInt());
    verified(one);
  }

  @Test
  void aSampleThatWasNotSelectedIsFoundAndOneThatIsMissingToo() throws IOException {
    Path all = inputs.augment("parquet", "--key id --sample 1");
    change(all, "\"sample\" : \"1\"", "\"sample\" : \"0.5\"");
    String found = Selections.refusal(ExitCode.VERIFICATION, "verify", all.toString());
    assertTrue(found.contains("sample was not selected, sample "), found);

    Path half = inputs.augment("parquet", "--key id --sample 0.5");
    change(half, "\"sample\" : \"0.5\"", "\"sample\" : \"0.7\"");
    verified(half);
    String input = folder.resolve("parquet").toString();
    found = Selections.refusal(ExitCode.VERIFICATION, "verify", half.toString(), "--input", input);
    assertTrue(found.contains("row is missing: copy 0 of sample "), found);

    Path split = inputs.augment("parquet", "--key id --split train=0.5,val=0.3,test=0.2");
    change(split, "train=0.5,val=0.3,test=0.2", "train=0.2,val=0.3,test=0.5");
    found = Selections.refusal(ExitCode.VERIFICATION, "verify", split.toString());
    assertTrue(found.contains("part of the split is "), found);
  }

  private static void change(Path output, String from, String to) throws IOException {
    Path run = output.resolve("_dropshard/run.json");
    String text = Files.readString(run);
    assertTrue(text.contains(from), text);
    Files.writeString(run, text.replace(from, to));
    Forger.seal(output);
  }

  @Test
  void theSelectionIsPartOfTheRecipe() throws IOException {
    Path output = inputs.augment("parquet", "--key id --sample 0.5");
    String digest = JobRun.json(output, "run.json").get("digest").asText();
    List<String> call = new ArrayList<>(List.of("augment", "--input"));
    call.add(folder.resolve("parquet").toString());
    call.addAll(List.of("--output", output.toString(), "--if-exists", "append"));
    call.addAll(List.of("--kind spatial --drop 0.4 --seed 3 --copies 2".split(" ")));
    call.addAll(List.of("--layout HWC --dtype float32 --key id".split(" ")));
    String refused = Selections.refusal(ExitCode.USAGE, call.toArray(new String[0]));
    assertTrue(refused.contains("was made with sample 0.5, this run has none"), refused);
    call.addAll(List.of("--sample", "0.5"));
    JobRun appended = JobRun.of(call.toArray(new String[0]));
    assertEquals(ExitCode.DONE, appended.code(), appended.err());
    JsonNode run = JobRun.json(output, "run.json");
    assertNotEquals(digest, run.get("digest").asText());
    assertEquals(
        2 * Selections.SAMPLES,
        run.at("/selection/unselected").asInt() + run.at("/rows/in").asInt());
    verified(output);
  }

  @Test
  void gradientsGoBackThroughTheSelectionOfTheirRun() throws IOException {
    Path output = inputs.augment("parquet", "--key id --sample 0.5 --split a=0.5,b=0.5");
    Path dx = folder.resolve("dx");
    JobRun back =
        JobRun.of(
            "backward",
            "--run",
            output.toString(),
            "--input",
            output.toString(),
            "--column",
            "npy",
            "--output",
            dx.toString());
    assertEquals(ExitCode.DONE, back.code(), back.err());
    assertFalse(back.out().contains("missing"), back.out());
    verified(dx);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--sample 1.5|Invalid --sample: 1.5 (a fraction is a number from 0 to 1)",
        "--sample x|Invalid --sample: x (a fraction is a number from 0 to 1)",
        "--split train=0.8,test=0.1|Invalid --split: train=0.8,test=0.1 (the parts add up to 0.9,",
        "--split train=0.8,train=0.2|Invalid --split: train=0.8,train=0.2 (name=fraction",
        "--split =1|Invalid --split: =1 (name=fraction",
        "--split-group label|Invalid --split-group: label (there is no --split)",
        "--limit 0|Invalid --limit: 0 (1 to 1000000000)",
        "--limit 5 --if-exists append|Invalid --limit: 5 (the first samples of more input",
        "--key group --limit 5|Invalid --limit: 5 (several samples have the id ",
        "--split a=1 --split-group nobody|Invalid column: nobody (there are ",
        "--key id --split a=1 --split-group npy|"
      })
  void whatCannotBeSelectedIsOneLine(String options, String expected) {
    List<String> call = new ArrayList<>(List.of("plan", "--kind", "element", "--drop", "0.5"));
    call.addAll(List.of("--input", folder.resolve("parquet").toString(), "--seed", "1"));
    call.addAll(List.of("--output", folder.resolve("none").toString()));
    call.addAll(List.of(options.split(" ")));
    JobRun run = JobRun.of(call.toArray(new String[0]));
    if (expected == null) {
      assertEquals(ExitCode.DONE, run.code(), run.err()); // bytes are hashed as text is
      assertTrue(run.out().contains("selection"), run.out());
    } else {
      assertTrue(run.err().contains(expected), run.err());
      assertTrue(Set.of(ExitCode.USAGE, ExitCode.INPUT).contains(run.code()), run.err());
      assertEquals(1, run.err().lines().count(), run.err());
    }
  }

  @Test
  void statisticsOfASampleAreThoseOfARun() throws IOException {
    Path output = inputs.augment("npy", "--sample 0.3 --select-seed 5");
    JobRun stats =
        JobRun.of(
            "stats --json --layout HWC --sample 0.3 --select-seed 5 --input"
                .concat(" ")
                .concat(folder.resolve("npy").toString())
                .split(" "));
    assertEquals(ExitCode.DONE, stats.code(), stats.err());
    JsonNode found = new ObjectMapper().readTree(stats.out());
    assertEquals(JobRun.json(output, "stats.json").at("/before/channels"), found.get("channels"));
    JsonNode run = JobRun.json(output, "run.json");
    assertEquals(run.at("/selection/unselected"), found.at("/rows/unselected"));
  }
}
