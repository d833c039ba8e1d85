package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dropshard.job.Forger;
import org.dropshard.job.JobRun;
import org.dropshard.job.PlainNpy;
import org.dropshard.job.Tables;
import org.dropshard.job.error.ExitCode;
import org.dropshard.step.Draw;
import org.dropshard.step.Step;
import org.dropshard.step.StepType;
import org.dropshard.step.Steps;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind and every chain of steps as a job: right, proven by verify, the same each time. */
class StepsTest {
  private static final int SAMPLES = 24;
  private static final int[] SHAPE = {8, 6, 4};

  @TempDir static Path folder;
  private static Path table;

  @BeforeAll
  static void write() {
    table = folder.resolve("in.parquet");
    Tables.write(table, SAMPLES, SHAPE, StepsTest::value);
  }

  private static double value(long id, int i) {
    return Math.sin(1 + id * 200 + i) + 2;
  }

  private static Path run(String... options) {
    Path output = folder.resolve("out-" + System.nanoTime());
    List<String> all = new ArrayList<>(List.of("--key", "id", "--seed", "9"));
    if (!List.of(options).contains("--layout") && !List.of(options).contains("--preset")) {
      all.addAll(List.of("--layout", "CHW"));
    }
    all.addAll(List.of(options));
    JobRun.augment(table, output, all.toArray(new String[0]));
    return output;
  }

  private static String digest(Path output) throws IOException {
    return JobRun.json(output, "run.json").get("digest").asText();
  }

  private static void verified(Path output) {
    for (String[] arguments :
        new String[][] {
          {"verify", output.toString()}, {"verify", output.toString(), "--input", table.toString()}
        }) {
      JobRun run = JobRun.of(arguments);
      assertEquals(ExitCode.DONE, run.code(), run.err());
    }
  }

  /** The step alone, by hand. */
  private static double[] expected(Step step, long id, int stream) throws NpyException {
    Tensor x = Npy.read(Tables.npy(id, SHAPE, StepsTest::value));
    byte[] y =
        new byte[(int) Tensor.elements(step.shape(SHAPE, Layout.CHW)) * DType.FLOAT64.bytes()];
    step.kernel(Layout.CHW).forward(x, new Draw(9, id, stream), y, 0);
    return Doubles.of(new Tensor(DType.FLOAT64, step.shape(SHAPE, Layout.CHW), y, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spatial_2d | --drop 0.4 | spatial_dropout_2d | drop=0.4",
        "spatial_dropout_2d | --keep 0.6 | spatial_dropout_2d | keep=0.6",
        "row | --drop 0.4 | row_dropout | drop=0.4",
        "column | --drop 0.4 | column_dropout | drop=0.4",
        "noise {shape=[-1,1,-1]} | --drop 0.4 | noise_dropout | drop=0.4 shape=-1,1,-1",
        "spatial {at_least=2} | --drop 0.8 | spatial_dropout | drop=0.8 at_least=2",
        "channel {dropped=3} | --fill 7 | channel_dropout | dropped=3 fill=7",
        "drop_block {size=3} | --drop 0.3 | drop_block | drop=0.3 size=3",
        "coarse {height=2, width=0.5} | | coarse_dropout | height=2 width=0.5",
        "cutout {size=3} | --scale inverted | cutout | size=3 scale=inverted",
        "grid {unit=3} | --fill -1 | grid_dropout | unit=3 fill=-1",
        "alpha | --keep 0.75 | alpha_dropout | keep=0.75",
        "feature_alpha | --drop 0.4 | feature_alpha_dropout | drop=0.4",
        "gaussian | --drop 0.4 | gaussian_dropout | drop=0.4"
      })
  void everyKindIsItsStep(String kind, String options, String name, String parameters)
      throws IOException, NpyException {
    List<String> all = new ArrayList<>(List.of("--kind", kind, "--copies", "2"));
    all.addAll(options == null ? List.of() : List.of(options.split(" ")));
    Path output = run(all.toArray(new String[0]));
    Map<String, Object> given = new java.util.HashMap<>();
    for (String pair : parameters.split(" ")) {
      String[] parts = pair.split("=");
      given.put(
          parts[0],
          parts[1].contains(",") ? Arrays.asList((Object[]) parts[1].split(",")) : parts[1]);
    }
    Step step = Steps.of(name, given);
    Map<String, PlainNpy> found = Tables.read(output);
    assertEquals(2 * SAMPLES, found.size());
    for (long id = 0; id < SAMPLES; id++) {
      for (int copy = 0; copy < 2; copy++) {
        double[] values = found.get(id + "/" + copy).values();
        assertArrayEquals(expected(step, id, copy), values, kind);
      }
    }
    JsonNode dropout = JobRun.json(output, "run.json").get("dropout");
    assertEquals(name, dropout.at("/steps/0/step").asText());
    assertEquals("train", dropout.get("mode").asText());
    verified(output);
  }

  @Test
  void chainsAreTheirStepsOneAfterTheOtherEachWithItsStream() throws IOException, NpyException {
    String[] steps = {
      "instance_norm {eps = 1e-3}", "spatial_dropout {drop = 0.3}", "pixel_shuffle {factor = 2}"
    };
    Path output = run("--copies", "2", "--steps", steps[0], steps[1], steps[2]);
    Map<String, PlainNpy> found = Tables.read(output);
    Step norm = Steps.of("instance_norm", Map.of("eps", 1e-3));
    Step drop = Steps.of("spatial_dropout", Map.of("drop", 0.3));
    Step shuffle = Steps.of("pixel_shuffle", Map.of("factor", 2));
    for (long id = 0; id < SAMPLES; id++) {
      for (int copy = 0; copy < 2; copy++) {
        Tensor x = Npy.read(Tables.npy(id, SHAPE, StepsTest::value));
        int stream = 0;
        for (Step step : List.of(norm, drop, shuffle)) {
          int[] shape = step.shape(x.shape(), Layout.CHW);
          byte[] y = new byte[x.byteLength()];
          step.kernel(Layout.CHW).forward(x, new Draw(9, id, (stream++ << 24) + copy), y, 0);
          x = new Tensor(DType.FLOAT64, shape, y, 0);
        }
        assertArrayEquals(new int[] {2, 12, 8}, found.get(id + "/" + copy).shape());
        assertArrayEquals(Doubles.of(x), found.get(id + "/" + copy).values());
      }
    }
    JsonNode stats = JobRun.json(output, "stats.json");
    assertEquals(8, stats.at("/before/channels").size());
    assertEquals(2, stats.at("/after/channels").size());
    assertEquals(8L * 2 * SAMPLES, stats.at("/after/units").asLong());
    verified(output);
    JobRun run = JobRun.of("verify", output.toString());
    assertTrue(
        run.out()
            .contains(
                "made again from the seed of spatial_dropout, step 2 (what the other steps did only"
                    + " --input tells)"),
        run.out());
  }

  @Test
  void allWaysOfWritingStepsAreOne() throws IOException {
    Path options =
        run("--steps", "instance_norm", "spatial_dropout {drop = 0.3}", "pixel_shuffle {factor=2}");
    String set =
        "steps=[instance_norm {}, spatial_dropout {drop = 0.3}, {pixel_shuffle {factor = 2}}]";
    assertEquals(digest(options), digest(run("--set", set)));
    Path file = folder.resolve("steps.conf");
    Files.writeString(
        file,
        "layout = CHW\nsteps = [\n  instance_norm {}  # {no step}\n"
            + "  spatial_dropout {\n    drop = 0.3\n  }\n  \"pixel_shuffle {factor = 2}\"\n]\n");
    assertEquals(digest(options), digest(run("--config", file.toString())));
    Path shared =
        run(
            "--drop",
            "0.3",
            "--steps",
            "instance_norm",
            "spatial_dropout",
            "pixel_shuffle {factor = 2}");
    assertEquals(digest(options), digest(shared));
  }

  /** A tenth of a million: 1 / (1 − (1 − K)) would not be 1 / K, which every value here shows. */
  @Test
  void whoGivesKeepGetsKeepInEveryRoad() throws IOException {
    double keep = 0.1 + 1e-7;
    String[] asked = {"--preset", "cs231n", "--kind", "element", "--p", Double.toString(keep)};
    Path output = run(asked);
    long scaled = 0;
    for (Map.Entry<String, PlainNpy> found : Tables.read(output).entrySet()) {
      long id = Long.parseLong(found.getKey().split("/")[0]);
      for (int i = 0; i < 192; i++) {
        double y = found.getValue().values()[i];
        assertTrue(y == 0 || y == value(id, i) * (1 / keep));
        scaled += y == 0 ? 0 : 1;
      }
    }
    assertTrue(scaled > 0);
    JsonNode dropout = JobRun.json(output, "run.json").get("dropout");
    assertEquals(keep, dropout.get("keep").doubleValue());
    assertEquals(1 - keep, dropout.get("p").doubleValue());
    assertEquals(keep, dropout.at("/steps/0/keep").doubleValue());
    verified(output);
    List<String> plan =
        new ArrayList<>(
            List.of(
                "plan", "--input", table.toString(), "--output", folder.resolve("p").toString()));
    plan.addAll(List.of("--key", "id", "--seed", "9"));
    plan.addAll(List.of("--preset", "cs231n", "--kind", "element", "--p", "0.3"));
    JobRun planned = JobRun.of(plan.toArray(new String[0]));
    assertTrue(planned.out().contains("element, p = 0.7 (keep 0.3), seed 9"), planned.out());
  }

  /** Kept channels of whole numbers are scaled too, so nothing of them is as it was. */
  @Test
  void statisticsOfScaledBytesAreThoseOfWhatIsWritten() throws IOException {
    Path bytes = folder.resolve("bytes");
    Files.createDirectories(bytes);
    byte[] data = new byte[4 * 64 * 64];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * 7 % 50 + 10);
    }
    Files.write(
        bytes.resolve("x.npy"), Npy.write(new Tensor(DType.UINT8, new int[] {4, 64, 64}, data, 0)));
    Path output = folder.resolve("bytes-out");
    JobRun.augment(
        bytes,
        output,
        "--seed",
        "9",
        "--layout",
        "CHW",
        "--kind",
        "spatial {at_least = 2}",
        "--drop",
        "0.6",
        "--scale",
        "inverted",
        "--dtype",
        "uint8");
    assertEquals(ExitCode.DONE, JobRun.of("verify", output.toString()).code());
  }

  @Test
  void aStepMoreLeavesTheStreamsOfTheOthers() {
    Map<String, PlainNpy> alone = Tables.read(run("--kind", "spatial", "--drop", "0.4"));
    Map<String, PlainNpy> chained =
        Tables.read(
            run(
                "--steps",
                "pixel_shuffle {factor = 1, stream = 5}",
                "spatial_dropout {drop = 0.4, stream = 0}"));
    alone.forEach((key, x) -> assertArrayEquals(x.values(), chained.get(key).values()));
  }

  /** What drops last is seen behind a shuffle, and a value that is not dropped is named. */
  @Test
  void aMaskBehindAShuffleIsChecked() throws IOException {
    Path output = run("--steps", "channel_dropout {dropped = 7}", "pixel_shuffle {factor = 2}");
    Path run = output.resolve("_dropshard/run.json");
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(Files.readString(run));
    ObjectNode config = (ObjectNode) json.get("config");
    config.put("seed", "10");
    json.put("seed", 10);
    Files.writeString(run, json.toString());
    Forger.sealRun(output);
    for (String file : List.of("run.json", "run.json.sha256")) {
      Files.delete(run.resolveSibling("." + file + ".crc"));
    }
    JobRun verify = JobRun.of("verify", output.toString());
    assertEquals(ExitCode.VERIFICATION, verify.code());
    assertTrue(
        verify.err().contains("is dropped and is not the fill, before pixel_shuffle"),
        verify.err());
  }

  @Test
  void whatOnlyTheInputTellsIsSaidAndFoundWithIt() throws IOException {
    Path output = run("--steps", "spatial_dropout {drop = 0.4}", "instance_norm");
    verified(output);
    JobRun run = JobRun.of("verify", output.toString());
    assertTrue(
        run.out().contains("of spatial_dropout not seen behind later steps: only --input tells"),
        run.out());
    Path others = folder.resolve("others.parquet");
    Tables.write(others, SAMPLES, SHAPE, (id, i) -> value(id, i) + 1e-9 * i * i);
    JobRun other = JobRun.of("verify", output.toString(), "--input", others.toString());
    assertEquals(ExitCode.VERIFICATION, other.code());
  }

  @Test
  void convolutionReadsItsWeightsAndVerifyKnowsThemAgain() throws IOException {
    Path weights = folder.resolve("weights.npy");
    Files.write(weights, Tables.npy(1, new int[] {4, 8, 3, 3}, StepsTest::value));
    Path output =
        run(
            "--steps",
            "convolution {weight = \"" + weights + "\", stride = 2, pad = 1}",
            "spatial_dropout {drop = 0.5}");
    assertArrayEquals(new int[] {4, 3, 2}, Tables.read(output).get("0/0").shape());
    assertTrue(
        JobRun.json(output, "run.json")
            .at("/dropout/steps/0/weight")
            .asText()
            .startsWith("sha256:"));
    verified(output);
    Path behind =
        run(
            "--steps",
            "spatial_dropout {drop = 0.5}",
            "convolution {weight = \"" + weights + "\", stride = 2, pad = 1}");
    verified(behind);
    Files.write(weights, Tables.npy(2, new int[] {4, 8, 3, 3}, StepsTest::value));
    JobRun changed = JobRun.of("verify", output.toString());
    assertEquals(ExitCode.VERIFICATION, changed.code());
    assertTrue(changed.err().contains("weight of step convolution"), changed.err());
  }

  @Test
  void aPartOfTheSamplesPassesUntouched() {
    Path output = run("--copies", "4", "--steps", "channel_dropout {dropped = 8, apply = 0.5}");
    long untouched =
        Tables.read(output).values().stream()
            .filter(x -> Arrays.stream(x.values()).allMatch(v -> v != 0))
            .count();
    long dropped =
        Tables.read(output).values().stream()
            .filter(x -> Arrays.stream(x.values()).allMatch(v -> v == 0))
            .count();
    assertEquals(4 * SAMPLES, untouched + dropped);
    assertTrue(untouched > 20 && dropped > 20, untouched + " and " + dropped);
    verified(output);
  }

  @Test
  void evaluationIsTheInputAndVanillaItsShare() {
    Map<String, PlainNpy> identity =
        Tables.read(run("--kind", "spatial", "--drop", "0.4", "--mode", "eval"));
    Path vanilla =
        run("--kind", "spatial", "--drop", "0.25", "--scale", "vanilla", "--mode", "eval");
    Map<String, PlainNpy> scaled = Tables.read(vanilla);
    for (long id = 0; id < SAMPLES; id++) {
      for (int i = 0; i < 192; i++) {
        assertEquals(value(id, i), identity.get(id + "/0").values()[i]);
        assertEquals(value(id, i) * 0.75, scaled.get(id + "/0").values()[i]);
      }
    }
    verified(vanilla);
  }

  /** A preset is its parts. */
  @ParameterizedTest
  @CsvSource({
    "torch, spatial, 0.3, --drop 0.3 --scale inverted --layout CHW",
    "torch, element, 0.3, --drop 0.3 --scale inverted --layout CHW",
    "keras, spatial, 0.3, --drop 0.3 --scale inverted --layout HWC",
    "tf, spatial, 0.7, --keep 0.7 --scale inverted --layout HWC",
    "cs231n, element, 0.7, --keep 0.7 --scale inverted --layout CHW",
    "dl4j, spatial, 0.7, --keep 0.7 --scale inverted --layout CHW",
    "bigdl, spatial, 0.3, --drop 0.3 --scale vanilla --layout CHW",
    "bigdl, element, 0.3, --drop 0.3 --scale inverted --layout CHW",
    "mlpack, spatial, 0.3, --drop 0.3 --scale inverted --share dataset --layout CHW",
    "mlpack, element, 0.3, --drop 0.3 --scale inverted --layout CHW",
    "mlpack-as-coded, spatial, 0.3, --keep 0.3 --scale crossed --share dataset --layout CHW",
    "mlpack-as-coded, element, 0.3, --drop 0.3 --scale inverted --layout CHW"
  })
  void presets(String preset, String kind, String p, String parts) throws IOException {
    Path output = run("--preset", preset, "--kind", kind, "--p", p);
    List<String> all = new ArrayList<>(List.of("--kind", kind));
    all.addAll(List.of(parts.split(" ")));
    Path spelled = run(all.toArray(new String[0]));
    assertEquals(digest(spelled), digest(output));
    ObjectNode dropout = (ObjectNode) JobRun.json(output, "run.json").get("dropout");
    assertEquals(preset, dropout.remove("preset").asText());
    ObjectNode expected = (ObjectNode) JobRun.json(spelled, "run.json").get("dropout");
    expected.remove("preset");
    assertEquals(expected, dropout);
    verified(output);
  }

  @Test
  void anOptionWinsOverThePreset() throws IOException {
    assertEquals(
        digest(run("--kind", "spatial", "--drop", "0.3", "--scale", "none", "--layout", "HWC")),
        digest(
            run(
                "--preset",
                "mlpack",
                "--kind",
                "spatial",
                "--drop",
                "0.3",
                "--scale",
                "none",
                "--share",
                "sample",
                "--layout",
                "HWC")));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void partitionsChangeNothing(int partitions) throws IOException {
    Path other = folder.resolve("in-" + partitions + ".parquet");
    JobRun.spark()
        .read()
        .parquet(table.toString())
        .repartition(partitions)
        .write()
        .parquet(other.toString());
    String[] options = {
      "--key",
      "id",
      "--seed",
      "9",
      "--layout",
      "CHW",
      "--drop",
      "0.3",
      "--copies",
      "3",
      "--steps",
      "gaussian_dropout",
      "drop_block {size = 2}",
      "spatial_dropout {at_least = 1}",
      "alpha_dropout",
      "grid_dropout {unit = 3}"
    };
    Path output = folder.resolve("partitions-" + partitions);
    JobRun.augment(other, output, options);
    Path reference = folder.resolve("reference-" + partitions);
    JobRun.augment(table, reference, options);
    assertEquals(digest(reference), digest(output));
    assertEquals(JobRun.json(reference, "stats.json"), JobRun.json(output, "stats.json"));
  }

  @Test
  void noSampleIsNoRow() throws IOException {
    Path none = folder.resolve("none.parquet");
    Tables.write(none, 0, SHAPE, StepsTest::value);
    Path output = folder.resolve("none-out");
    JobRun.augment(
        none,
        output,
        "--key",
        "id",
        "--seed",
        "1",
        "--layout",
        "CHW",
        "--steps",
        "instance_norm",
        "drop_block {drop = 0.2, size = 3}");
    assertEquals(0, JobRun.json(output, "run.json").at("/rows/out").asInt());
    assertEquals(ExitCode.DONE, JobRun.of("verify", output.toString()).code());
  }

  @Test
  void samplesThatDoNotSuitAreBadRecords() throws IOException {
    Path mixed = folder.resolve("mixed.parquet");
    Tables.write(mixed, 3, new int[] {4, 2, 2}, StepsTest::value);
    Tables.write(folder.resolve("odd.parquet"), 2, new int[] {3, 2, 2}, StepsTest::value);
    Path output = folder.resolve("mixed-out");
    JobRun.augment(
        folder.resolve("odd.parquet"),
        output,
        "--input",
        mixed.toString(),
        "--key",
        "id",
        "--seed",
        "1",
        "--layout",
        "CHW",
        "--on-error",
        "quarantine",
        "--steps",
        "pixel_shuffle {factor = 2}");
    assertEquals(2, JobRun.json(output, "run.json").at("/rows/bad").asInt());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--kind spatial --steps cutout | Both --kind NAME and --steps TEXT (a run has one or the other)",
        "--kind spatial --p 0.3 | Invalid --p: a bare probability (--preset says what it means, or use drop or keep)",
        "--kind spatial --drop 0.3 --p 0.3 | Both --drop P and --p P (exactly one, 0 to 1)",
        "--kind cutout{size=3} --drop 0.3 | Invalid --drop: 0.3 (no step takes it: each has its own, or none)",
        "--kind Dropout2d --drop 0.3 | Invalid --kind: Dropout2d (did you mean spatial_2d? KINDS)",
        "--kind conv2d | Invalid --kind: conv2d (did you mean --steps convolution? KINDS)",
        "--kind cutmix | Invalid --kind: cutmix (did you mean cutout? KINDS)",
        "--kind zzz | Invalid --kind: zzz (KINDS)",
        "--kind cutout | --kind: Invalid cutout: size is missing",
        "--kind spatial{size=3} --drop 0.1 | --kind: Unknown parameter: size (spatial_dropout has at_least, drop, fill, keep, scale)",
        "--kind spatial{ --drop 0.1 | --kind: Invalid step: spatial{ (a name, or a name and its parameters in braces)",
        "--steps spatal | --steps: Unknown step: spatal (did you mean spatial_dropout? element_dropout, spatial_dropout, spatial_dropout_1d, spatial_dropout_2d, spatial_dropout_3d, pixel_dropout, sample_dropout, row_dropout, column_dropout, noise_dropout, sensor_dropout, channel_dropout, drop_block, coarse_dropout, cutout, grid_dropout, alpha_dropout, feature_alpha_dropout, gaussian_dropout, instance_norm, normalize, denormalize, pixel_shuffle, pixel_unshuffle, convolution)",
        "--steps spatial_dropout | Neither --drop P, --keep P nor --p P (exactly one, 0 to 1): spatial_dropout says none",
        "--steps instance_norm cutout{size=2,stream=0} | Invalid --steps: 2 steps of stream 0 (each its own)",
        "--steps cutout{size=2,stream=64} | --steps: Invalid stream: 64 (0 to 63)",
        "--steps cutout{size=2,apply=2} | --steps: Invalid apply: 2 (0 to 1)",
        "--steps pixel_shuffle{factor=2,apply=0.5} | --steps: Invalid apply of pixel_shuffle: 0.5 (it changes shapes, so always)",
        "--steps pixel_shuffle{factor=3} | Invalid channels: 8 (a multiple of 9, the factor's square), for float64 [8, 6, 4] CHW",
        "--preset caffe --kind spatial --p 0.1 | --preset: Invalid preset: caffe (torch, keras, tf, cs231n, dl4j, bigdl, mlpack, mlpack-as-coded)",
        "--mode test --kind spatial --drop 0.1 | Invalid --mode: test (did you mean eval? train, eval)",
        "--preset pytorch --kind spatial --p 0.1 | --preset: Invalid preset: pytorch (did you mean torch? torch, keras, tf, cs231n, dl4j, bigdl, mlpack, mlpack-as-coded)",
        "--keep 2 --kind spatial | --keep: Invalid keep probability: 2.0 (0 to 1)",
        "--kind gaussian --drop 1 | --kind: Invalid drop probability: 1.0 (gaussian_dropout needs less than 1)",
        "--set run=x --kind spatial --drop 0.1 | Invalid key: run (dropshard backward has it alone)"
      })
  void mistakesAreOneLine(String options, String message) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "augment",
                "--input",
                table.toString(),
                "--output",
                folder.resolve("untouched").toString(),
                "--key",
                "id",
                "--seed",
                "1",
                "--layout",
                "CHW"));
    all.addAll(List.of(options.split(" ")));
    JobRun run = JobRun.of(all.toArray(new String[0]));
    String kinds =
        Arrays.stream(StepType.values())
            .flatMap(type -> type.kind().stream())
            .collect(Collectors.joining(", "));
    assertEquals("dropshard: " + message.replace("KINDS", kinds) + "\n", run.err());
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(Files.notExists(folder.resolve("untouched")));
  }
}
