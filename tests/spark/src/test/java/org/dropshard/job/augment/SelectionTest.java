package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.Contract;
import org.dropshard.job.Forger;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples are taken and split by their ids alone, in every format and any partitioning. */
class SelectionTest {
  private static final int SAMPLES = 24;
  private static final long SEED = -9;
  private static final int SAMPLE = 1 << 31;
  private static final int SPLIT = SAMPLE + 1;
  private static final List<String> PARTS = List.of("train", "val", "test");

  private static final String COMMON =
      " --drop 0.4 --seed 3 --copies 2 --layout HWC --dtype float32";

  private static final Map<String, Path> WHOLE = new TreeMap<>();

  @TempDir static Path folder;

  private static byte[] npy(int sample) {
    return NpyFiles.ramp(sample, 2, 2, 3);
  }

  @BeforeAll
  static void write() throws IOException {
    List<Row> rows = new ArrayList<>();
    try (ZipOutputStream zip =
        new ZipOutputStream(
            Files.newOutputStream(
                Files.createDirectories(folder.resolve("npz")).resolve("a.npz")))) {
      for (int i = 0; i < SAMPLES; i++) {
        Path pictures = Files.createDirectories(folder.resolve("images/c" + i));
        BufferedImage picture = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, 1000 * i);
        ImageIO.write(picture, "png", pictures.resolve(i + ".png").toFile());
        Path arrays = Files.createDirectories(folder.resolve("npy/c" + i));
        Files.write(arrays.resolve(i + ".npy"), npy(i));
        zip.putNextEntry(new ZipEntry(i + ".npy"));
        zip.write(npy(i));
        rows.add(RowFactory.create((long) i - 5, "c" + i, "g" + i % 7, npy(i)));
      }
    }
    Files.write(
        Files.createDirectories(folder.resolve("batch")).resolve("b.npy"),
        NpyFiles.ramp(0, SAMPLES, 2, 2, 3));
    StructType schema =
        new StructType()
            .add("id", DataTypes.LongType)
            .add("label", DataTypes.StringType)
            .add("group", DataTypes.StringType)
            .add("npy", DataTypes.BinaryType);
    Dataset<Row> table = JobRun.spark().createDataFrame(rows, schema).repartition(5);
    table.write().parquet(folder.resolve("parquet").toString());
    table.write().format("webdataset").save(folder.resolve("webdataset").toString());
    table
        .withColumnRenamed("npy", "image/encoded")
        .write()
        .format("tfrecord")
        .save(folder.resolve("tfrecord").toString());
    table
        .write()
        .format("mds")
        .option("encoding.npy", "ndarray")
        .save(folder.resolve("mds").toString());
  }

  private static Path augment(String input, String options) {
    Path output = folder.resolve("out-" + System.nanoTime());
    String kind = options + " --kind spatial" + COMMON;
    JobRun.augment(folder.resolve(input), output, kind.strip().split(" +"));
    return output;
  }

  private static Path augment(String input, String options, int partitions) {
    Map<String, String> settings =
        Map.of(
            "spark.sql.files.minPartitionNum",
            Integer.toString(partitions),
            "spark.sql.files.openCostInBytes",
            "1");
    settings.forEach((key, value) -> JobRun.spark().conf().set(key, value));
    try {
      return augment(input, options);
    } finally {
      settings.keySet().forEach(key -> JobRun.spark().conf().unset(key));
    }
  }

  /** What becomes of all samples, without a selection. */
  private static Path all(String input, String how) {
    return WHOLE.computeIfAbsent(input + how, key -> augment(input, how, 7));
  }

  private static List<Row> rows(Path output) {
    return JobRun.spark().read().parquet(output.toString()).collectAsList();
  }

  /** The tensors of an output by id and copy. */
  private static Map<String, byte[]> tensors(List<Row> rows) {
    Map<String, byte[]> tensors = new TreeMap<>();
    for (Row row : rows) {
      String tensor =
          Stream.of(row.schema().fieldNames())
              .filter(name -> row.getAs(name) instanceof byte[])
              .findFirst()
              .orElseThrow();
      tensors.put(row.getAs("sample_id") + "/" + row.getAs("copy"), row.getAs(tensor));
    }
    assertEquals(rows.size(), tensors.size());
    return tensors;
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "images",
        "images --key label",
        "npy",
        "npz",
        "batch --batch-axis 0",
        "parquet",
        "parquet --key id",
        "parquet --key label",
        "webdataset",
        "tfrecord --key id",
        "mds"
      })
  void sameSamplesAndMasksInAnyPartitioning(String call) throws IOException {
    String input = call.split(" ")[0];
    String how = call.substring(input.length());
    Map<String, byte[]> all = tensors(rows(all(input, how)));
    String selection =
        how + " --sample 0.6 --split train=0.5,val=0.3,test=0.2 --select-seed " + SEED;
    JsonNode first = null;
    for (int partitions : new int[] {1, 64}) {
      Path output = augment(input, selection, partitions);
      JsonNode run = JobRun.json(output, "run.json");
      first = first == null ? run : first;
      assertEquals(first.get("digest"), run.get("digest"));
      assertEquals(first.get("selection"), run.get("selection"));
      if (partitions == 64) {
        List<Row> rows = rows(output);
        Map<String, byte[]> found = tensors(rows);
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
        assertEquals(SAMPLES, left + run.at("/rows/in").asInt());
        assertTrue(left > 0);
        for (String part : PARTS) {
          assertEquals(
              rows.stream().filter(row -> part.equals(row.getAs("split"))).count(),
              run.at("/selection/split/" + part).asLong());
        }
        verified(output, "--input", folder.resolve(input).toString());
      }
    }
  }

  private static String refusal(ExitCode code, String... call) {
    JobRun run = JobRun.of(call);
    assertEquals(code, run.code(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    return run.err();
  }

  @Test
  void groupsStayTogetherAndPartsAreFolders() throws IOException {
    String split =
        " --key id --split train=0.5,val=0.3,test=0.2 --partition-by split --select-seed ";
    Path output = augment("parquet", split + SEED + " --split-group group", 7);
    Map<String, String> parts = new TreeMap<>();
    for (Row row : rows(output)) {
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
    verified(output, "--input", folder.resolve("parquet").toString());

    Path shared = augment("parquet", split + SEED + " --share group:group", 7);
    assertEquals(
        JobRun.json(output, "run.json").get("selection"),
        JobRun.json(shared, "run.json").get("selection"));

    Path one = augment("parquet", "--key id --split only=1 --partition-by label split", 1);
    assertEquals(2 * SAMPLES, JobRun.json(one, "run.json").at("/selection/split/only").asInt());
    verified(one);
  }

  @Test
  void aSampleThatWasNotSelectedIsFoundAndOneThatIsMissingToo() throws IOException {
    Path all = augment("parquet", "--key id --sample 1");
    change(all, "\"sample\" : \"1\"", "\"sample\" : \"0.5\"");
    String found = refusal(ExitCode.VERIFICATION, "verify", all.toString());
    assertTrue(found.contains("sample was not selected, sample "), found);

    Path half = augment("parquet", "--key id --sample 0.5");
    change(half, "\"sample\" : \"0.5\"", "\"sample\" : \"0.7\"");
    verified(half);
    String input = folder.resolve("parquet").toString();
    found = refusal(ExitCode.VERIFICATION, "verify", half.toString(), "--input", input);
    assertTrue(found.contains("row is missing: copy 0 of sample "), found);

    Path split = augment("parquet", "--key id --split train=0.5,val=0.3,test=0.2");
    change(split, "train=0.5,val=0.3,test=0.2", "train=0.2,val=0.3,test=0.5");
    found = refusal(ExitCode.VERIFICATION, "verify", split.toString());
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
    Path output = augment("parquet", "--key id --sample 0.5");
    String digest = JobRun.json(output, "run.json").get("digest").asText();
    List<String> call = new ArrayList<>(List.of("augment", "--input"));
    call.add(folder.resolve("parquet").toString());
    call.addAll(List.of("--output", output.toString(), "--if-exists", "append"));
    call.addAll(List.of("--kind spatial --drop 0.4 --seed 3 --copies 2".split(" ")));
    call.addAll(List.of("--layout HWC --dtype float32 --key id".split(" ")));
    String refused = refusal(ExitCode.USAGE, call.toArray(new String[0]));
    assertTrue(refused.contains("was made with sample 0.5, this run has none"), refused);
    call.addAll(List.of("--sample", "0.5"));
    JobRun appended = JobRun.of(call.toArray(new String[0]));
    assertEquals(ExitCode.DONE, appended.code(), appended.err());
    JsonNode run = JobRun.json(output, "run.json");
    assertNotEquals(digest, run.get("digest").asText());
    assertEquals(2 * SAMPLES, run.at("/selection/unselected").asInt() + run.at("/rows/in").asInt());
    verified(output);
  }

  @Test
  void gradientsGoBackThroughTheSelectionOfTheirRun() throws IOException {
    Path output = augment("parquet", "--key id --sample 0.5 --split a=0.5,b=0.5");
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
    Path output = augment("npy", "--sample 0.3 --select-seed 5");
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
        "mds||upper(`group`) = 'G1'|upper(`group`) = 'G1'"
      })
  void onlyRowsOfWhichTheExpressionHolds(String input, String how, String where, String same)
      throws IOException {
    String options = how == null ? "" : " " + how;
    List<Row> expected = where(all(input, options), same);
    Path output = folder.resolve("where-" + System.nanoTime());
    List<String> call = new ArrayList<>(List.of("--where", where, "--kind", "spatial"));
    call.addAll(List.of((COMMON + " " + options).strip().split(" +")));
    JsonNode run = null;
    if (same.equals("false")) { // nothing is left, which is an output too
      JobRun.augment(folder.resolve(input), output, call.toArray(new String[0]));
      assertEquals(0, JobRun.json(output, "run.json").at("/rows/out").asInt());
      return;
    }
    JobRun.augment(folder.resolve(input), output, call.toArray(new String[0]));
    run = JobRun.json(output, "run.json");
    assertEquals(tensors(expected).keySet(), tensors(rows(output)).keySet());
    tensors(expected)
        .forEach((name, tensor) -> assertArrayEquals(tensor, tensors(rows(output)).get(name)));
    assertEquals(expected.size() / 2, run.at("/rows/in").asInt());
    assertEquals(SAMPLES, run.at("/rows/in").asInt() + run.at("/selection/unselected").asInt());
    verified(output, "--input", folder.resolve(input).toString());
  }

  private static List<Row> where(Path output, String condition) {
    return JobRun.spark().read().parquet(output.toString()).where(condition).collectAsList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "images",
        "npz",
        "batch --batch-axis 0",
        "parquet",
        "parquet --key id",
        "webdataset"
      })
  void theFirstSamplesByIdInAnyPartitioning(String call) throws IOException {
    String input = call.split(" ")[0];
    String how = call.substring(input.length());
    List<Long> ids =
        rows(all(input, how)).stream()
            .map(row -> row.<Long>getAs("sample_id"))
            .distinct()
            .sorted()
            .toList();
    for (int partitions : new int[] {1, 64}) {
      Path output = augment(input, how + " --limit 5", partitions);
      JsonNode run = JobRun.json(output, "run.json");
      assertEquals(
          ids.subList(0, 5),
          rows(output).stream()
              .map(row -> row.<Long>getAs("sample_id"))
              .distinct()
              .sorted()
              .toList());
      assertEquals(ids.get(4), run.at("/selection/last_id").asLong());
      assertEquals(SAMPLES - 5, run.at("/selection/unselected").asInt());
      if (partitions == 64) {
        verified(output, "--input", folder.resolve(input).toString());
      }
    }
  }

  @Test
  void theFirstOfWhatElseIsSelected() throws IOException {
    Path output = folder.resolve("first");
    List<String> call = new ArrayList<>(List.of("--where", "id >= 0", "--sample", "0.7"));
    call.addAll(List.of((COMMON + " --kind spatial --key id --limit 4").strip().split(" +")));
    JobRun.augment(folder.resolve("parquet"), output, call.toArray(new String[0]));
    List<Long> ids =
        rows(output).stream().map(row -> row.<Long>getAs("sample_id")).distinct().sorted().toList();
    List<Long> expected =
        java.util.stream.LongStream.range(0, SAMPLES)
            .filter(id -> !Contract.keep(0, id, SAMPLE, 0.7, 1)[0])
            .limit(4)
            .boxed()
            .toList();
    assertEquals(expected, ids);
    assertEquals(SAMPLES - 4, JobRun.json(output, "run.json").at("/selection/unselected").asInt());
    verified(output, "--input", folder.resolve("parquet").toString());
    call.addAll(
        List.of("--input", folder.resolve("parquet").toString(), "--output", output + "-planned"));
    call.add(0, "plan");
    JobRun plan = JobRun.of(call.toArray(new String[0]));
    assertTrue(plan.out().contains("the first 4: 4 of 24 samples"), plan.out() + plan.err());
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
    call.addAll(List.of(COMMON.strip().split(" +")));
    call.addAll(List.of("--input", folder.resolve(input).toString()));
    call.addAll(List.of("--output", folder.resolve("none").toString()));
    String refused = refusal(ExitCode.USAGE, call.toArray(new String[0]));
    assertTrue(refused.startsWith("dropshard: Invalid --where: "), refused);
    assertTrue(refused.contains(rule), refused);
  }

  @ParameterizedTest
  @CsvSource({"parquet", "webdataset", "images"})
  void aValueThatCannotBeComputedEndsTheRun(String input) {
    List<String> call = new ArrayList<>(List.of("augment", "--where", "cast(label as int) > 3"));
    call.addAll(List.of((COMMON + " --kind spatial").strip().split(" +")));
    call.addAll(List.of("--input", folder.resolve(input).toString()));
    call.addAll(List.of("--output", folder.resolve("none-" + input).toString()));
    String refused = refusal(ExitCode.INPUT, call.toArray(new String[0]));
    assertTrue(refused.contains("Cannot evaluate --where: [CAST_INVALID_INPUT]"), refused);
  }

  @Test
  void aBatchOfWhichNothingIsSelectedIsTakenInAndCounted() throws IOException {
    Path input = Files.createDirectories(folder.resolve("hourly/c0")).getParent();
    Path output = folder.resolve("hourly-out");
    String[] call = ("--incremental --kind spatial --where path<>'c0/a.npy'" + COMMON).split(" +");
    Files.write(input.resolve("c0/a.npy"), npy(0));
    JobRun.augment(input, output, call);
    Files.write(input.resolve("c0/b.npy"), npy(1));
    JobRun.augment(input, output, call);
    JsonNode run = JobRun.json(output, "run.json");
    assertEquals(1, run.at("/rows/in").asInt());
    assertEquals(1, run.at("/selection/unselected").asInt());
    assertEquals(2, run.get("runs").size());
    verified(output, "--input", input.toString());
  }
}
