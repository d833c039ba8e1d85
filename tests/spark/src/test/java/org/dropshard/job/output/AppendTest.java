package org.dropshard.job.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendTest {
  private static final String[] RECIPE = {"--kind", "spatial", "--drop", "0.3", "--seed", "5"};

  @TempDir Path folder;
  private Path all;
  private Path output;

  @BeforeEach
  void make() throws IOException {
    all = folder.resolve("all");
    output = folder.resolve("out");
    for (int i = 0; i < 6; i++) {
      Path file = all.resolve((i < 3 ? "a" : "b") + "/" + i + ".npy");
      Files.createDirectories(file.getParent());
      Files.write(file, NpyFiles.ramp(i + 0.1f, 3, 4, 5));
    }
  }

  private JobRun append(String part, String runId, String... more) {
    return run(part, runId, "append", more);
  }

  private JobRun run(String part, String runId, String ifExists, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "augment",
                "--input",
                all.resolve(part).toString(),
                "--output",
                output.toString(),
                "--layout",
                "CHW",
                "--progress",
                "none",
                "--if-exists",
                ifExists,
                "--run-id",
                runId));
    arguments.addAll(List.of(RECIPE));
    arguments.addAll(List.of(more));
    return JobRun.of(arguments.toArray(new String[0]));
  }

  private static void assertDone(JobRun run) {
    assertEquals(ExitCode.DONE, run.code(), run.err());
  }

  private void assertVerified(String... parts) {
    List<String> arguments = new ArrayList<>(List.of("verify", output.toString(), "--input"));
    List.of(parts).forEach(part -> arguments.add(all.resolve(part).toString()));
    assertDone(JobRun.of(arguments.toArray(new String[0])));
  }

  @Test
  void runsAddUpToOneOutput() throws IOException {
    assertDone(append("a", "monday"));
    assertDone(append("b", "tuesday"));
    assertVerified("a", "b");
    Path once = folder.resolve("once");
    JobRun whole =
        JobRun.of(
            "augment",
            "--input",
            all.resolve("a").toString(),
            all.resolve("b").toString(),
            "--output",
            once.toString(),
            "--layout",
            "CHW",
            "--kind",
            "spatial",
            "--drop",
            "0.3",
            "--seed",
            "5",
            "--progress",
            "none");
    assertDone(whole);
    assertEquals(
        JobRun.json(once, "run.json").path("digest"),
        JobRun.json(output, "run.json").path("digest"));
    assertEquals(JobRun.json(once, "stats.json"), JobRun.json(output, "stats.json"));
    assertEquals(6, JobRun.json(output, "run.json").at("/rows/out").asInt());
    assertEquals(6, JobRun.json(output, "run.json").at("/input/files").asInt());
    assertEquals(
        List.of("monday", "tuesday"),
        JobRun.json(output, "run.json").path("runs").findValuesAsText("run_id"));
    assertEquals(6, JobRun.spark().read().parquet(output.toString()).count());
    assertTrue(Files.exists(output.resolve("_SUCCESS")));
    assertFalse(Files.exists(output.resolve("_dropshard/next")));
    assertFalse(Files.exists(output.resolve("_dropshard/journal.json")));
  }

  /** One word for the output's, one for the run's. */
  @Test
  void theDigestIsTheOutputsAndTheRunDigestTheRuns() throws IOException {
    for (String part : List.of("a", "b")) {
      JobRun run = append(part, "run-" + part);
      assertDone(run);
      JsonNode all = JobRun.json(output, "run.json");
      List<JsonNode> runs = new ArrayList<>();
      all.path("runs").forEach(runs::add);
      String last = runs.get(runs.size() - 1).path("digest").asText();
      assertEquals(List.of(all.path("digest").asText()), values(run, "digest"));
      assertEquals(List.of(last), values(run, "run digest"));
    }
    JobRun again = append("b", "run-b");
    assertEquals(
        List.of(JobRun.json(output, "run.json").path("digest").asText()), values(again, "digest"));
    assertEquals(List.of(), values(again, "run digest"));
  }

  private static List<String> values(JobRun run, String name) {
    return run.out()
        .lines()
        .filter(line -> line.startsWith(String.format("%-11s", name)))
        .map(line -> line.substring(11))
        .toList();
  }

  @Test
  void aRunIsTakenInOnce() throws IOException {
    assertDone(append("a", "monday"));
    String digest = JobRun.json(output, "run.json").path("digest").asText();
    JobRun again = append("a", "monday");
    assertDone(again);
    assertTrue(again.out().contains("run monday is in the output already"), again.out());
    assertTrue(again.out().contains(digest), again.out());
    assertEquals(digest, JobRun.json(output, "run.json").path("digest").asText());
    assertEquals(3, JobRun.spark().read().parquet(output.toString()).count());
  }

  @Test
  void aRunIdIsNotUsedForAnotherInput() {
    assertDone(append("a", "monday"));
    JobRun other = append("b", "monday");
    assertEquals(ExitCode.USAGE, other.code());
    assertTrue(other.err().contains("Invalid --run-id: monday (the output has"), other.err());
  }

  @Test
  void oneOutputHasOneRecipe() {
    assertDone(append("a", "monday"));
    JobRun seed = append("b", "tuesday", "--seed", "6");
    assertEquals(ExitCode.USAGE, seed.code());
    assertEquals(
        "dropshard: Cannot append to output: "
            + output
            + " was made with seed 5, this run has 6 (write it to an output of its own)",
        seed.err().strip());
    JobRun p = append("b", "tuesday", "--drop", "0.31");
    assertTrue(p.err().contains("was made with p 0.3, this run has 0.31"), p.err());
    JobRun type = append("b", "tuesday", "--encoding", "npy", "--copies", "2");
    assertTrue(type.err().contains("was made with copies 1, this run has 2"), type.err());
    JobRun pages = append("b", "tuesday", "--pages", "stack");
    assertTrue(pages.err().contains("was made with pages first, this run has stack"), pages.err());
    assertVerified("a");
  }

  @Test
  void overwritingTakesAllRunsAway() throws IOException {
    assertDone(append("a", "monday"));
    assertDone(append("b", "tuesday"));
    assertDone(run("a", "wednesday", "overwrite"));
    assertEquals(3, JobRun.spark().read().parquet(output.toString()).count());
    assertEquals(
        List.of("wednesday"),
        JobRun.json(output, "run.json").path("runs").findValuesAsText("run_id"));
    assertVerified("a");
  }

  @Test
  void aFailedRunLeavesTheOutputAsItWas() throws IOException {
    assertDone(append("a", "monday"));
    Files.writeString(all.resolve("b/9.npy"), "no npy");
    for (String ifExists : new String[] {"append", "overwrite"}) {
      JobRun failed = run("b", "tuesday", ifExists);
      assertEquals(ExitCode.INPUT, failed.code(), failed.err());
      assertTrue(failed.err().contains("9.npy"), failed.err());
      assertVerified("a");
      assertTrue(Files.exists(output.resolve("_SUCCESS")));
    }
    try (var left = Files.list(folder)) {
      assertEquals(2, left.count(), "nothing lies beside the output");
    }
  }

  @Test
  void quarantinesAddUp() throws IOException {
    Files.writeString(all.resolve("a/8.npy"), "no npy");
    Files.writeString(all.resolve("b/9.npy"), "no npy");
    assertDone(append("a", "monday", "--on-error", "quarantine"));
    assertDone(append("b", "tuesday", "--on-error", "quarantine"));
    assertEquals(2, JobRun.json(output, "run.json").at("/rows/bad").asInt());
    assertEquals(
        2, JobRun.spark().read().json(output.resolve("_dropshard/quarantine").toString()).count());
    assertEquals(1, JobRun.json(output, "run.json").path("bad_records").size());
  }

  @Test
  void whatNoRunWroteIsNeitherReplacedNorAddedTo() throws IOException {
    Files.createDirectories(output);
    Files.writeString(output.resolve("thesis.txt"), "the only copy");
    for (String ifExists : new String[] {"append", "overwrite"}) {
      JobRun refused = run("a", "monday", ifExists);
      assertEquals(ExitCode.OUTPUT, refused.code());
      assertTrue(refused.err().contains("holds files that no run wrote"), refused.err());
    }
    assertEquals("the only copy", Files.readString(output.resolve("thesis.txt")));
  }
}
