package org.dropshard.job.expect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nights of a scheduler: what is not as expected stays out of the output. */
class ExpectTest {
  @TempDir Path folder;
  private Path output;

  @BeforeEach
  void firstNight() throws IOException {
    output = folder.resolve("out");
    for (int i = 0; i < 4; i++) {
      write("good/" + i, NpyFiles.ramp(i + 0.1f, 3, 4, 5));
      write("more/" + i, NpyFiles.ramp(i + 0.2f, 3, 4, 5));
      write("broken/" + i, NpyFiles.ramp(i + 90f, 3, 4, 5));
    }
    Files.write(folder.resolve("more/4.npy"), new byte[] {1, 2, 3});
    JobRun run = augment("good", "--expect", "rows.bad = 0", "before.*.nan = 0");
    assertEquals(ExitCode.DONE, run.code(), run.err());
    assertTrue(run.out().contains("expected   4 of 4 met"), run.out());
  }

  private void write(String name, byte[] npy) throws IOException {
    Path file = folder.resolve(name + ".npy");
    Files.createDirectories(file.getParent());
    Files.write(file, npy);
  }

  private JobRun augment(String input, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("augment", "--layout", "CHW", "--kind", "spatial", "--drop", "0.3"));
    arguments.addAll(List.of("--seed", "5", "--progress", "none", "--on-error", "drop"));
    arguments.addAll(List.of("--input", folder.resolve(input).toString()));
    arguments.addAll(List.of("--output", output.toString()));
    arguments.addAll(List.of(more));
    return JobRun.of(arguments.toArray(new String[0]));
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(output)) {
      all.filter(Files::isRegularFile)
          .forEach(
              file -> {
                try {
                  byte[] bytes = Files.readAllBytes(file);
                  files.put(file.toString(), bytes.length + " " + Arrays.hashCode(bytes));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
    return files;
  }

  /** What the report shows of the runs. */
  private JsonNode history() throws IOException {
    String page = Files.readString(output.resolve("_dropshard/report.html"));
    String start = "<script type=\"application/json\" id=\"data\">";
    int from = page.indexOf(start) + start.length();
    return new ObjectMapper()
        .readTree(page.substring(from, page.indexOf("</script>", from)))
        .at("/runs/0/history");
  }

  private void assertRefused(JobRun run, String... missed) throws IOException {
    assertEquals(ExitCode.EXPECTATION, run.code(), run.err());
    List<String> lines = run.err().lines().toList();
    assertEquals(missed.length + 1, lines.size(), run.err());
    for (int i = 0; i < missed.length; i++) {
      assertTrue(lines.get(i).startsWith("dropshard: Expectation missed: " + missed[i]), run.err());
    }
    assertTrue(lines.get(missed.length).contains("Nothing written to " + output), run.err());
    Path report = folder.resolve("out.refused.html");
    assertTrue(lines.get(missed.length).endsWith(report.toString()), run.err());
    assertTrue(Files.readString(report).contains("\"expectations\""));
    try (Stream<Path> left = Files.list(folder)) {
      assertFalse(left.anyMatch(path -> path.getFileName().toString().contains("dropshard-run")));
    }
  }

  @Test
  void aNightWithABrokenCameraIsNotAdded() throws IOException {
    Map<String, String> before = files();
    JobRun run =
        augment(
            "broken", "--if-exists", "append", "--baseline", "latest", "--max-drift", "mean=0.5");
    assertRefused(
        run, "drift of before.0.mean", "drift of before.1.mean", "drift of before.2.mean");
    assertEquals(before, files());
  }

  /** Its mean is as it was; that it does not move is what tells. */
  @Test
  void aNightWithAChannelThatStandsStillIsNotAdded() throws IOException {
    for (int i = 0; i < 4; i++) {
      float[] values = new float[60];
      for (int k = 0; k < 60; k++) {
        values[k] = k < 20 ? 11 : i + k + 0.1f;
      }
      write("dead/" + i, NpyFiles.of(values, 3, 4, 5));
    }
    Map<String, String> before = files();
    JobRun run =
        augment(
            "dead",
            "--if-exists",
            "append",
            "--baseline",
            "latest",
            "--max-drift",
            "std=2",
            "--expect",
            "before.*.std > 2");
    assertRefused(run, "before.0.std > 2 (found ", "drift of before.0.std");
    assertEquals(before, files());
  }

  @Test
  void aNightWithOneBadFileInTwentyIsNotAdded() throws IOException {
    for (int i = 0; i < 19; i++) {
      write("some/" + i, NpyFiles.ramp(i + 0.1f, 3, 4, 5));
    }
    Files.write(folder.resolve("some/19.npy"), new byte[] {1, 2, 3});
    Map<String, String> before = files();
    assertRefused(
        augment("some", "--if-exists", "append", "--expect", "rows.bad <= 1%"),
        "rows.bad <= 1% (found 1, wanted <= 0.2)");
    assertEquals(before, files());
  }

  @Test
  void aNightWithAnotherLabelOrShapeIsNotAdded() throws IOException {
    output = folder.resolve("labelled");
    write("monday/cats/0", NpyFiles.ramp(0.1f, 3, 4, 5));
    write("monday/dogs/0", NpyFiles.ramp(0.2f, 3, 4, 5));
    write("tuesday/cats/1", NpyFiles.ramp(0.3f, 3, 4, 5));
    write("wednesday/frogs/0", NpyFiles.ramp(0.4f, 3, 4, 6));
    String[] gate = {
      "--if-exists",
      "append",
      "--baseline",
      "latest",
      "--expect",
      "labels.new = 0",
      "shapes.new = 0",
      "types.new = 0"
    };
    assertEquals(ExitCode.DONE, augment("monday", gate).code());
    JobRun tuesday = augment("tuesday", gate);
    assertEquals(ExitCode.DONE, tuesday.code(), tuesday.err());
    assertTrue(tuesday.out().contains("expected   3 of 3 met"), tuesday.out());
    assertEquals(2, JobRun.json(output, "counts.json").at("/labels/cats").asInt());
    JsonNode history = history();
    assertEquals(2, history.size());
    assertEquals(2, history.at("/0/rows").asInt());
    assertEquals(1, history.at("/1/rows").asInt());
    assertEquals(9.8, history.at("/1/mean/0").asDouble(), 1e-4); // of 0.3, 1.3, … 19.3
    assertEquals(5.7663, history.at("/1/std/0").asDouble(), 1e-4);
    Map<String, String> before = files();
    JobRun run = augment("wednesday", gate);
    assertEquals(ExitCode.EXPECTATION, run.code(), run.err());
    List<String> lines = run.err().lines().toList();
    assertTrue(lines.get(0).endsWith("labels.new = 0: frogs (found 1, wanted = 0)"), run.err());
    assertTrue(lines.get(1).endsWith("shapes.new = 0: [3, 4, 6] (found 1, wanted = 0)"));
    assertEquals(before, files());
    JobRun verified = JobRun.of("verify", output.toString(), "--progress", "none");
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
  }

  /** What datasets wrote: the column {@code kind}, whose numbers are cat, dog and frog. */
  private static final Path CLASSES =
      Path.of("src/test/resources/cases/hf-class-label").toAbsolutePath();

  @Test
  void labelsAreNamedAsTheirColumnNamesThem() throws IOException {
    output = folder.resolve("named");
    JobRun first = augment(CLASSES.toString(), "--key", "id", "--expect", "labels.count = 2");
    assertEquals(ExitCode.DONE, first.code(), first.err());
    JsonNode labels = JobRun.json(output, "counts.json").path("labels");
    assertEquals("{\"cat\":2,\"dog\":2}", labels.toString());
    write("frogs/kind=frog/0", NpyFiles.ramp(0.3f, 3, 2, 2));
    write("frogs/kind=dog/1", NpyFiles.ramp(0.3f, 3, 2, 2));
    String[] stats = {
      "stats",
      "--input",
      folder.resolve("frogs").toString(),
      "--layout",
      "CHW",
      "--progress",
      "none",
      "--baseline",
      output.toString(),
      "--json",
      "--expect",
      "labels.new = 0",
      "labels.missing = 0"
    };
    JobRun run = JobRun.of(stats);
    assertEquals(ExitCode.EXPECTATION, run.code(), run.err());
    assertEquals(
        List.of(
            "dropshard: Expectation missed: labels.new = 0: frog (found 1, wanted = 0)",
            "dropshard: Expectation missed: labels.missing = 0: cat (found 1, wanted = 0)"),
        run.err().lines().toList());
    assertEquals(1, new ObjectMapper().readTree(run.out()).at("/labels/frog").asInt(), run.out());
  }

  @Test
  void aColumnOfLabelsIsAskedForByName() throws IOException {
    output = folder.resolve("asked");
    JobRun run =
        augment(CLASSES.toString(), "--expect", "labels.count = 4", "--label-column", "id");
    assertEquals(ExitCode.DONE, run.code(), run.err());
    output = folder.resolve("none");
    JobRun none =
        augment(CLASSES.toString(), "--expect", "labels.count = 4", "--label-column", "x");
    assertEquals(ExitCode.USAGE, none.code(), none.err());
    assertEquals(
        "dropshard: Invalid --label-column: x (no column of labels is x; there are id, kind, x)",
        none.err().strip());
  }

  @Test
  void whatWasNotCountedCannotBeCompared() {
    JobRun run =
        augment(
            "more", "--if-exists", "append", "--baseline", "latest", "--expect", "shapes.new = 0");
    assertEquals(ExitCode.USAGE, run.code(), run.err());
    assertTrue(run.err().contains("this one has no counts"), run.err());
  }

  @Test
  void aNightWithBadFilesReplacesNothing() throws IOException {
    Map<String, String> before = files();
    assertRefused(
        augment("more", "--if-exists", "overwrite", "--expect", "rows.bad <= 5%"),
        "rows.bad <= 5% (found 1, wanted <= 0.25)");
    assertEquals(before, files());
  }

  @Test
  void aNightThatIsToldOnlyIsAdded() throws IOException {
    JobRun run =
        augment(
            "more",
            "--if-exists",
            "append",
            "--baseline",
            "latest",
            "--max-drift",
            "mean=0.5,std=1.5,histogram=0.9",
            "--expect",
            "rows.bad = 0",
            "rows.out >= 90% of baseline",
            "--on-miss",
            "warn");
    assertEquals(ExitCode.DONE, run.code(), run.err());
    assertTrue(run.out().contains("missed     rows.bad = 0 (found 1, wanted = 0)"), run.out());
    String json = Files.readString(output.resolve("_dropshard/run.json"));
    assertTrue(json.contains("\"met\" : false"), json);
    JobRun verified =
        JobRun.of(
            "verify",
            output.toString(),
            "--input",
            folder.resolve("good").toString(),
            folder.resolve("more").toString());
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
  }

  @Test
  void aRefusedBatchIsTriedAgainUntilItIsLetIn() throws IOException {
    output = folder.resolve("grows");
    String[] gate = {"--incremental", "--baseline", "latest", "--max-drift", "mean=0.5"};
    write("growing/0", NpyFiles.ramp(0.1f, 3, 4, 5));
    assertEquals(ExitCode.DONE, augment("growing", gate).code());
    write("growing/1", NpyFiles.ramp(90f, 3, 4, 5));
    for (int night = 1; night <= 2; night++) {
      JobRun run = augment("growing", gate);
      assertEquals(ExitCode.EXPECTATION, run.code(), run.err());
      assertEquals(1, JobRun.json(output, "run.json").at("/rows/out").asInt());
    }
    List<String> lets = new ArrayList<>(List.of(gate));
    lets.addAll(List.of("--on-miss", "warn"));
    JobRun run = augment("growing", lets.toArray(new String[0]));
    assertEquals(ExitCode.DONE, run.code(), run.err());
    assertEquals(2, JobRun.json(output, "run.json").at("/rows/out").asInt());
  }

  @Test
  void aDatasetIsJudgedWithoutARun() {
    String[] stats = {
      "stats", "--input", folder.resolve("broken").toString(), "--layout", "CHW", "--progress",
      "none", "--baseline", output.toString(), "--max-drift", "std=2,mean=0.5", "--expect",
      "rows.in = 4"
    };
    JobRun run = JobRun.of(stats);
    assertEquals(ExitCode.EXPECTATION, run.code(), run.err());
    assertEquals(3, run.err().lines().count(), run.err());
  }

  @Test
  void whatCannotBeJudgedIsSaidByThePlan() {
    JobRun run =
        JobRun.spatial(
            "plan",
            folder.resolve("good"),
            folder.resolve("new"),
            "--expect",
            "rows.in >= baseline",
            "--baseline",
            folder.resolve("nowhere").toString());
    assertEquals(ExitCode.USAGE, run.code(), run.err());
    assertTrue(run.err().contains("Invalid --baseline: "), run.err());
    JobRun without = augment("good", "--max-drift", "mean=1");
    assertEquals(
        "dropshard: Missing --baseline RUN (mean=1 is against one)", without.err().strip());
  }
}
