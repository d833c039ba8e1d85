package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dropshard.job.JobRun;
import org.dropshard.job.PlainNpy;
import org.dropshard.job.Tables;
import org.dropshard.job.error.ExitCode;
import org.dropshard.step.StepType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How steps and their probabilities are asked for, and what is refused in which words. */
class StepOptionsTest extends StepRuns {
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
        "--kind spatal --drop 1 | Invalid --kind: spatal (did you mean spatial? KINDS)",
        "--kind cutout | --kind: Invalid cutout: size is missing",
        "--kind spatial{size=3} --drop 0.1 | --kind: Unknown parameter: size (spatial_dropout has at_least, drop, fill, keep, scale)",
        "--kind spatial{ --drop 0.1 | --kind: Invalid step: spatial{ (a name, or a name and its parameters in braces)",
        "--steps spatal | --steps: Unknown step: spatal (did you mean spatial_dropout? STEPS)",
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
    String steps =
        Arrays.stream(StepType.values()).map(StepType::label).collect(Collectors.joining(", "));
    String words = message.replace("KINDS", kinds).replace("STEPS", steps);
    assertEquals("dropshard: " + words + "\n", run.err());
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(Files.notExists(folder.resolve("untouched")));
  }
}
