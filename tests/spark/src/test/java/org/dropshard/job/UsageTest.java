package org.dropshard.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dropshard.job.demo.DemoPictures;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes: one line, the right number, and nothing touched. */
class UsageTest {
  @TempDir static Path folder;

  @BeforeAll
  static void draw() throws IOException {
    DemoPictures.write(folder.resolve("in"), 6, 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "augment --sed 1 | Unknown option: --sed (did you mean --seed?)",
        "augment --set sed=1 | Unknown key: sed (did you mean seed?)",
        "augment --input IN --output OUT --kind spatial --seed 1 | Neither --drop P, --keep P nor --p P (exactly one, 0 to 1)",
        "augment --input IN --output OUT --kind spatial --seed 1 --drop 0.1 --keep 0.1 | Both --drop P and --keep P (exactly one, 0 to 1)",
        "augment --input IN --output OUT --kind spatial --seed 1 --drop 1.5 | --drop: Invalid drop probability: 1.5 (0 to 1)",
        "augment --input IN --output OUT --kind spatial --seed x --drop 1 | Invalid --seed: x (64-bit seed; same seed, same bytes)",
        "augment --input IN --output OUT --kind spatal --seed 1 --drop 1 | Invalid --kind: spatal (did you mean spatial? element, spatial, spatial_1d, spatial_2d, spatial_3d, pixel, sample, row, column, noise, channel, drop_block, coarse, cutout, grid, alpha, feature_alpha, gaussian)",
        "augment --input IN --output OUT --kind spatial --drop 1 | Missing --seed N (64-bit seed; same seed, same bytes)",
        "augment --input IN --output IN/out --kind spatial --drop 1 --seed 1 | Invalid --output: IN/out lies within the input IN (choose another)",
        "augment --input IN/circles --output IN --kind spatial --drop 1 --seed 1 | Invalid --output: IN contains the input IN/circles (choose another)",
        "augment --input IN --output OUT --kind spatial --drop 0.5 --seed 1 --fill 1,2 --dtype uint8 | Invalid fill: 2 values (1, or 3: one a channel), for uint8 [160, 120, 3] HWC",
        "augment --input IN --output OUT --kind spatial --drop 0.5 --seed 1 --scale inverted | Cannot scale or fill uint8 tensors: set --dtype float32, or --dtype uint8 to round half to even and saturate",
        "augment --input IN --output OUT --kind spatial --drop 0.5 --seed 1 --partition-by cls | Invalid --partition-by: cls (there are path, label)",
        "nonsense | Unknown argument: nonsense (dropshard --help lists the commands)"
      })
  void usageMistakes(String command, String message) {
    check(command, message, ExitCode.USAGE);
  }

  @Test
  void inputsThatCannotBeUsed() throws IOException {
    check(
        "augment --input IN --output OUT --kind spatial --drop 0.5 --seed 1 --share group:cls",
        "Invalid column: cls (there are path, label)",
        ExitCode.INPUT);
    check(
        "augment --input NONE --output OUT --kind spatial --drop 0.5 --seed 1",
        "Cannot read input: NONE does not exist",
        ExitCode.INPUT);
    Files.createDirectories(folder.resolve("empty"));
    check(
        "augment --input EMPTY --output OUT --kind spatial --drop 0.5 --seed 1",
        "Cannot read input: EMPTY holds no file",
        ExitCode.INPUT);
  }

  @Test
  void anOutputThatExistsStays() throws IOException {
    Path out = Files.createDirectories(folder.resolve("exists"));
    Files.writeString(out.resolve("mine.txt"), "mine");
    String base = "augment --input IN --output " + out + " --kind spatial --drop 0.5 --seed 1";
    check(
        base,
        "Output exists: " + out + " (set --if-exists overwrite or append, or choose another)",
        ExitCode.OUTPUT);
    check(
        base + " --if-exists overwrite",
        "Cannot overwrite output: "
            + out
            + " holds files that no run wrote (choose another, or delete it yourself)",
        ExitCode.OUTPUT);
    assertEquals("mine", Files.readString(out.resolve("mine.txt")));
  }

  @Test
  void overwriteReplacesAnOutputOfARun() throws IOException {
    Path out = folder.resolve("twice");
    JobRun.augment(folder.resolve("in"), out, "--kind", "spatial", "--drop", "0.5", "--seed", "1");
    JobRun.augment(
        folder.resolve("in"),
        out,
        "--kind",
        "spatial",
        "--drop",
        "0.5",
        "--seed",
        "2",
        "--if-exists",
        "overwrite");
    assertEquals(2, JobRun.json(out, "run.json").get("seed").asInt());
    assertEquals(6, JobRun.spark().read().parquet(out.toString()).count());
  }

  @Test
  void aLockedOutputSaysWhoHoldsIt() throws IOException {
    Path lock = folder.resolve(".locked.dropshard-lock");
    Files.writeString(
        lock,
        "{\"host\":\"node7\",\"machine\":\"another\",\"process\":12,\"run\":\"nightly\",\"since\":\"noon\"}");
    JobRun run =
        JobRun.of(
            "augment",
            "--input",
            folder.resolve("in").toString(),
            "--output",
            folder.resolve("locked").toString(),
            "--kind",
            "spatial",
            "--drop",
            "0.5",
            "--seed",
            "1");
    assertEquals(ExitCode.OUTPUT, run.code());
    assertTrue(
        run.err().contains(" by node7, process 12, run nightly, since noon, last sign of life "),
        run.err());
    assertTrue(Files.exists(lock));
    assertTrue(Files.notExists(folder.resolve("locked")));
  }

  @Test
  void configurationFilesAssignmentsAndOptionsWinInThatOrder() throws IOException {
    Path file = folder.resolve("job.conf");
    Files.writeString(
        file,
        "kind = element, keep = 0.9, seed = 1, copies = 2\ninput = [\""
            + folder.resolve("in")
            + "\"]\noutput = \""
            + folder.resolve("configured")
            + "\"\n");
    JobRun run =
        JobRun.of(
            "plan",
            "--config",
            file.toString(),
            "--set",
            "seed=2",
            "--set",
            "kind=spatial",
            "--seed",
            "3",
            "--drop",
            "0.25");
    assertEquals(ExitCode.DONE, run.code(), run.err());
    assertTrue(
        run.out().contains("spatial, p = 0.25, seed 3, shared by sample, copies 2"), run.out());
    assertTrue(Files.notExists(folder.resolve("configured")));
  }

  @Test
  void helpOfEachCommandShowsItsOptionsAndExamples() {
    for (String command : new String[] {"augment", "plan", "stats", "demo"}) {
      JobRun run = JobRun.of(command, "--help");
      assertEquals(ExitCode.DONE, run.code());
      assertTrue(run.out().contains("Examples:"), run.out());
    }
  }

  private static void check(String command, String message, ExitCode code) {
    JobRun run = JobRun.of(places(command).split(" "));
    assertEquals("dropshard: " + places(message) + "\n", run.err());
    assertEquals(code, run.code());
    assertTrue(Files.notExists(folder.resolve("out")));
  }

  private static String places(String text) {
    return text.replace("IN", folder.resolve("in").toString())
        .replace("OUT", folder.resolve("out").toString())
        .replace("NONE", folder.resolve("none").toString())
        .replace("EMPTY", folder.resolve("empty").toString());
  }
}
