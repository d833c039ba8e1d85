package org.dropshard.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dropshard.job.JobRun;
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
        "augment --input IN --output OUT --kind spatial --drop 1 | Missing --seed N (64-bit seed; same seed, same bytes)",
        "augment --input IN --output IN/out --kind spatial --drop 1 --seed 1 | Invalid --output: IN/out lies within the input IN (choose another)",
        "augment --input IN/circles --output IN --kind spatial --drop 1 --seed 1 | Invalid --output: IN contains the input IN/circles (choose another)",
        "augment --input IN --output OUT --kind spatial --drop 0.5 --seed 1 --fill 1,2 --dtype uint8 | Invalid fill: 2 values (1, or 3: one a channel), for uint8 [120, 160, 3] HWC",
        "augment --input IN --output OUT --kind spatial --drop 0.5 --seed 1 --scale inverted | Cannot scale or fill uint8 tensors: set --dtype float32, or --dtype uint8 to round half to even and saturate",
        "augment --input IN --output OUT --kind spatial --drop 0.5 --seed 1 --partition-by cls | Invalid --partition-by: cls (there are path, label)",
        "nonsense | Unknown command: nonsense (augment, plan, stats, backward, show, demo, verify, report, completion)",
        "agument --input IN | Unknown command: agument (did you mean augment?)",
        "--master local[2] augment | Unknown option: --master (Spark's options go before --: dropshard --master … -- COMMAND …)",
        "augment --workers 2 | Unknown option: --workers (Spark says how many work at once: dropshard --master 'local[N]' -- COMMAND …)",
        "augment --rate 0.3 | Unknown option: --rate (did you mean --drop?)",
        "augment --keep_prob 0.3 | Unknown option: --keep_prob (did you mean --keep?)",
        "augment --data-format channels_first | Unknown option: --data-format (did you mean --layout CHW?)",
        "augment --data-format=channels_last | Unknown option: --data-format=channels_last (did you mean --layout HWC?)",
        "augment --src x | Unknown option: --src (did you mean --input?)",
        "augment --dst x | Unknown option: --dst (did you mean --output?)",
        "augment --overwrite | Unknown option: --overwrite (did you mean --if-exists overwrite?)",
        "augment --set rate=1 | Unknown key: rate (did you mean drop?)",
        "augment --zzzzzzzzzz 1 | Unknown option: --zzzzzzzzzz (dropshard augment --help lists its options)",
        "demo --if-exists overwrite | Unknown option: --if-exists (demo takes --output, --progress)",
        "augment IN --output OUT | Unknown argument: IN (a path of the input goes after --input)",
        "report a b c | Invalid outputs: a, b, c (report takes 2)",
        "verify --output a b | Both --output and b (they are the same: say one)",
        "stats --input IN --on-error quarantine | Invalid --on-error: quarantine (stats writes nothing: fail or drop)",
        "stats --input https://h/x | Invalid --input: https://h/x (https:// lists no folder: download it first)",
        "stats --input gs://h/x | Invalid --input: gs://h/x (no file system for gs:// is on the class path: give Spark --packages com.google.cloud.bigdataoss:gcs-connector:VERSION)",
        "stats --input zz://h/x | Invalid --input: zz://h/x (no file system for zz:// is on the class path: give Spark its --packages or --jars)",
        "demo --output a:b | Invalid --output: a:b (in Hadoop's paths a colon ends the scheme, as in hdfs://; a local name with one begins with ./ or /)",
        "demo --output OUT/a:b | Invalid --output: OUT/a:b (names of folders that Hadoop writes hold no colon)",
        "augment --x\u001b[31m\u009b | Unknown option: --x?[31m? (dropshard augment --help lists its options)"
      })
  void usageMistakes(String command, String message) {
    check(command, message, ExitCode.USAGE);
  }

  @Test
  void hostileConfigurationsAreOneLine() throws IOException {
    StringBuilder laughs = new StringBuilder("a0 = lol\n");
    for (int i = 1; i < 30; i++) {
      laughs.append("a%1$d = ${a%2$d} ${a%2$d} ${a%2$d}%n".formatted(i, i - 1));
    }
    refused("a = " + "[".repeat(50_000), "nested too deep");
    refused("a" + ".a".repeat(20_000) + " = 1", "nested too deep");
    refused(laughs.toString(), "letters, filled in");
    refused("include url(\"http://127.0.0.1:9/x\")", "include of http://127.0.0.1:9/x");
    refused("include \"http://127.0.0.1:9/x\"", "include of http://127.0.0.1:9/x");
    Path included = Files.writeString(folder.resolve("included.conf"), "seed = 17");
    Path including =
        Files.writeString(folder.resolve("including.conf"), "include file(\"" + included + "\")");
    JobRun run =
        JobRun.of(
            places(
                    "plan --config "
                        + including
                        + " --input IN --output OUT --kind spatial --drop 1")
                .split(" "));
    assertTrue(run.out().contains("seed 17"), run.err());
  }

  private static void refused(String configuration, String rule) throws IOException {
    Path file = Files.writeString(folder.resolve("hostile.conf"), configuration);
    JobRun run = JobRun.of("augment", "--config", file.toString());
    assertEquals(ExitCode.USAGE, run.code(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(rule), run.err());
  }

  @Test
  void whatDoesNotExistIsSaidSo() {
    check("verify NONE", "Cannot read output: NONE does not exist", ExitCode.INPUT);
    check("report NONE", "Cannot read output: NONE does not exist", ExitCode.INPUT);
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
    JobRun.augment(folder.resolve("in"), out, "spatial", 0.5, 1);
    JobRun.augment(folder.resolve("in"), out, "spatial", 0.5, 2, "--if-exists", "overwrite");
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
