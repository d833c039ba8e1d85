package org.dropshard.job.increment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.functions;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.demo.DemoPictures;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncrementalTest {
  @TempDir Path folder;

  private Path input() {
    return folder.resolve("in");
  }

  private Path output() {
    return folder.resolve("out");
  }

  private Path add(String name, int value) throws IOException {
    Path file = input().resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, NpyFiles.ramp(value + 0.1f, 3, 4, 5));
  }

  private static JobRun run(Path input, Path output, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "augment",
                "--input",
                input.toString(),
                "--output",
                output.toString(),
                "--layout",
                "CHW",
                "--progress",
                "none",
                "--kind",
                "element",
                "--drop",
                "0.3",
                "--seed",
                "5"));
    arguments.addAll(List.of(more));
    return JobRun.of(arguments.toArray(new String[0]));
  }

  private JobRun increment(String... more) {
    List<String> arguments = new ArrayList<>(List.of("--incremental"));
    arguments.addAll(List.of(more));
    JobRun run = run(input(), output(), arguments.toArray(new String[0]));
    assertEquals(ExitCode.DONE, run.code(), run.err());
    return run;
  }

  private void assertLikeOneRun() throws IOException {
    Path whole = folder.resolve("whole");
    JobRun run = run(input(), whole, "--if-exists", "overwrite");
    assertEquals(ExitCode.DONE, run.code(), run.err());
    assertEquals(
        JobRun.json(whole, "run.json").path("digest"),
        JobRun.json(output(), "run.json").path("digest"));
    assertEquals(JobRun.json(whole, "stats.json"), JobRun.json(output(), "stats.json"));
    JobRun verified = JobRun.of("verify", output().toString(), "--input", input().toString());
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
  }

  private int runs() throws IOException {
    return JobRun.json(output(), "run.json").path("runs").size();
  }

  @Test
  void takesInWhatIsNew() throws IOException {
    add("a/0.npy", 0);
    add("a/1.npy", 1);
    increment();
    assertLikeOneRun();
    assertTrue(increment().out().contains("no new file: nothing to do"));
    add("b/2.npy", 2);
    add("3.npy", 3);
    increment();
    assertLikeOneRun();
    assertEquals(2, runs());
    assertEquals(4, JobRun.spark().read().parquet(output().toString()).count());
  }

  /** What is in the output already is neither read nor judged again. */
  @Test
  void planChecksWhatIsNew() throws IOException {
    Path old = add("a/0 é.npy", 0);
    increment();
    Files.writeString(old, "no npy");
    assertTrue(plan().out().contains("no new file: nothing to do"), plan().out());
    add("b/1.npy", 1);
    add("b/2.npy", 2);
    JobRun planned = plan();
    assertEquals(ExitCode.DONE, planned.code(), planned.err());
    assertTrue(planned.out().contains("npy, 2 files, "), planned.out());
    assertTrue(planned.out().contains("about 2 rows, "), planned.out());
    Files.writeString(add("b/3.npy", 3), "no npy");
    assertEquals(ExitCode.INPUT, plan().code());
  }

  private JobRun plan() {
    List<String> arguments = new ArrayList<>(List.of("plan", "--incremental", "--input"));
    arguments.addAll(List.of(input().toString(), "--output", output().toString()));
    arguments.addAll(List.of("--layout", "CHW", "--kind", "element", "--drop", "0.3"));
    arguments.addAll(List.of("--seed", "5"));
    return JobRun.of(arguments.toArray(new String[0]));
  }

  @Test
  void batchesAreBounded() throws IOException {
    for (int i = 0; i < 6; i++) {
      add("a/" + i + ".npy", i);
    }
    long size = Files.size(input().resolve("a/0.npy"));
    JobRun run = increment("--batch-bytes", Long.toString(2 * size));
    assertTrue(run.out().contains("batch 2"), run.out());
    assertEquals(3, runs());
    assertLikeOneRun();
  }

  @Test
  void aFileOlderThanItsFellowsIsNotPassedOver() throws IOException {
    add("a/0.npy", 0);
    increment();
    Files.setLastModifiedTime(
        add("a/1.npy", 1), FileTime.from(Instant.parse("1999-12-31T00:00:00Z")));
    increment();
    assertLikeOneRun();
    assertEquals(2, runs());
  }

  @Test
  void aBatchThatFailedIsTakenInOnceItIsMended() throws IOException {
    add("a/0.npy", 0);
    increment();
    Path bad = add("a/1.npy", 1);
    byte[] good = Files.readAllBytes(bad);
    Files.writeString(bad, "no npy");
    JobRun failed = run(input(), output(), "--incremental");
    assertEquals(ExitCode.INPUT, failed.code(), failed.err());
    assertTrue(failed.err().contains("a/1.npy"), failed.err());
    assertEquals(1, runs());
    assertTrue(Files.exists(output().resolve("_SUCCESS")));
    Files.write(bad, good);
    increment();
    assertLikeOneRun();
  }

  @Test
  void aFileThatWasTakenAwayAfterAFailureIsNotMissed() throws IOException {
    add("a/0.npy", 0);
    Path bad = add("a/1.npy", 1);
    Files.writeString(bad, "no npy");
    assertEquals(ExitCode.INPUT, run(input(), output(), "--incremental").code());
    Files.delete(bad);
    increment();
    assertLikeOneRun();
  }

  @Test
  void tablesGrowTooAndKeepTheirPartitionColumns() {
    int[] numbers = {0, 1};
    for (int part : numbers) {
      JobRun.spark()
          .range(3)
          .select(
              functions.expr("id + " + 3 * part).as("id"),
              functions.expr("array_repeat(cast(id + 0.5 as float), 12)").as("x"),
              functions.lit("part" + part).as("label"))
          .write()
          .mode("append")
          .partitionBy("label")
          .parquet(input().toString());
      increment("--key", "id", "--cell-shape", "3,2,2");
    }
    assertEquals(
        2, JobRun.spark().read().parquet(output().toString()).select("label").distinct().count());
    JobRun verified = JobRun.of("verify", output().toString(), "--input", input().toString());
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
  }

  @Test
  void partitionColumnsOfSeveralInputsAreNotLostInSilence() {
    for (String input : List.of("in", "more")) {
      JobRun.spark()
          .range(3)
          .selectExpr("array_repeat(cast(id + 0.5 as float), 12) as x", "'a' as label")
          .write()
          .partitionBy("label")
          .parquet(folder.resolve(input).toString());
    }
    String more = folder.resolve("more").toString();
    JobRun refused =
        run(input(), output(), "--incremental", "--cell-shape", "3,2,2", "--input", more);
    assertEquals(ExitCode.INPUT, refused.code());
    assertTrue(refused.err().contains("give one input a run"), refused.err());
  }

  @Test
  void anotherRecipeIsRefusedThoughNoFileIsNew() throws IOException {
    add("a/0.npy", 0);
    increment();
    for (String[] other :
        List.of(
            new String[] {"--seed", "6"},
            new String[] {"--drop", "0.31"},
            new String[] {"--kind", "spatial"},
            new String[] {"--copies", "2"},
            new String[] {"--encoding", "huggingface"},
            new String[] {"--share", "dataset"},
            new String[] {"--output-format", "webdataset"})) {
      JobRun refused =
          run(
              input(),
              output(),
              Stream.concat(Stream.of("--incremental"), Stream.of(other)).toArray(String[]::new));
      assertEquals(ExitCode.USAGE, refused.code(), other[0] + " " + refused.out() + refused.err());
      assertTrue(refused.err().contains(" was made with "), refused.err());
    }
    assertTrue(increment("--encoding", "npy").out().contains("nothing to do"));
    Files.delete(input().resolve("a/0.npy"));
    assertTrue(increment().out().contains("nothing to do"));
  }

  @Test
  void anOutputOfAnotherKindIsRefused() throws IOException {
    add("a/0.npy", 0);
    assertEquals(ExitCode.DONE, run(input(), output()).code());
    JobRun refused = run(input(), output(), "--incremental");
    assertEquals(ExitCode.OUTPUT, refused.code());
    assertTrue(refused.err().contains("was not begun by --incremental"), refused.err());
    JobRun overwrite = run(input(), output(), "--incremental", "--if-exists", "overwrite");
    assertEquals(ExitCode.USAGE, overwrite.code());
    assertFalse(Files.exists(output().resolve("_dropshard/checkpoint")));
  }

  @Test
  void namesWithPatternCharactersAreNames() throws IOException {
    Path odd = folder.resolve("in [1]{2}");
    Files.createDirectories(odd);
    Files.write(odd.resolve("a.npy"), NpyFiles.ramp(1f, 1, 2, 2));
    JobRun run = run(odd, output(), "--incremental");
    assertEquals(ExitCode.DONE, run.code(), run.err());
    assertEquals(1, JobRun.json(output(), "run.json").at("/rows/out").asInt());
  }

  @Test
  void imagesAreAddedToImages() throws IOException {
    for (int i = 0; i < 2; i++) {
      DemoPictures.write(input().resolve(Integer.toString(i)), 2, i);
      JobRun run =
          JobRun.of(
              "augment",
              "--incremental",
              "--input",
              input().toString(),
              "--output",
              output().toString(),
              "--encoding",
              "image",
              "--kind",
              "spatial",
              "--drop",
              "0.3",
              "--seed",
              "5");
      assertEquals(ExitCode.DONE, run.code(), run.err());
    }
    assertEquals(2, runs());
  }
}
