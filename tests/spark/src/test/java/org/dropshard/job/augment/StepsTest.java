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
import org.dropshard.job.Forger;
import org.dropshard.job.JobRun;
import org.dropshard.job.PlainNpy;
import org.dropshard.job.Tables;
import org.dropshard.job.error.ExitCode;
import org.dropshard.step.Draw;
import org.dropshard.step.Step;
import org.dropshard.step.Steps;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind and every chain of steps as a job: right, proven by verify, the same each time. */
class StepsTest extends StepRuns {
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
}
