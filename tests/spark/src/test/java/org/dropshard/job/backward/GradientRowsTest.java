package org.dropshard.job.backward;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients are of the run's rows: of their ids, once each, of their shapes. */
class GradientRowsTest {
  private static final int COPIES = 2;
  private static final String[] ELEMENT = {"--kind", "element", "--drop", "0.5", "--seed", "3"};

  @TempDir Path folder;

  /** Files of the names, all of one shape but that of {@code odd}. */
  private Path files(String name, int from, int to, int odd) throws IOException {
    Path files = Files.createDirectories(folder.resolve(name));
    for (int i = from; i < to; i++) {
      int[] shape = i == odd ? new int[] {3, 5, 4} : new int[] {3, 4, 5};
      Files.write(files.resolve(i + ".npy"), NpyFiles.ramp(i, shape));
    }
    return files;
  }

  private Path run(Path input, String... options) {
    Path output = folder.resolve("out-" + System.nanoTime());
    List<String> all = new ArrayList<>(List.of(ELEMENT));
    all.addAll(List.of(options));
    JobRun.augment(input, output, all.toArray(new String[0]));
    return output;
  }

  private static JobRun backward(Path run, Path dx, List<Path> gradients, String... options) {
    List<String> call = new ArrayList<>(List.of("backward", "--run", run.toString(), "--input"));
    gradients.forEach(path -> call.add(path.toString()));
    call.addAll(List.of("--output", dx.toString(), "--progress", "none"));
    call.addAll(List.of(options));
    return JobRun.of(call.toArray(new String[0]));
  }

  /** Of 0 to 3 that the run has, 0 is missing, 1 has another shape, 2 came twice; 4 is unknown. */
  @ParameterizedTest
  @ValueSource(strings = {"parquet", "webdataset", "tfrecord", "mds", "npz", "npy"})
  void whatIsNoRowOfTheRunIsBad(String format) throws IOException {
    boolean table = !format.equals("npy");
    String copies = Integer.toString(table ? COPIES : 1);
    int each = table ? COPIES : 1;
    Path run = run(files("in", 0, 4, -1), "--copies", copies);
    Path odd = files("odd", 1, 5, 1);
    Path twice = files("twice", 2, 3, -1);
    List<Path> gradients =
        table
            ? List.of(
                run(odd, "--copies", copies, "--output-format", format),
                run(twice, "--copies", copies, "--output-format", format))
            : List.of(odd, twice);
    List<String> how = new ArrayList<>();
    if (table && !format.equals("parquet")) {
      how.addAll(List.of("--input-format", format));
    }
    String[] plain = how.toArray(new String[0]);
    JobRun failed = backward(run, folder.resolve("no"), gradients, plain);
    assertEquals(ExitCode.INPUT, failed.code(), failed.err());
    assertEquals(1, failed.err().lines().count(), failed.err());
    assertTrue(failed.err().startsWith("dropshard: Invalid gradient: "), failed.err());
    assertTrue(Files.notExists(folder.resolve("no")));
    how.addAll(List.of("--on-error", "quarantine"));
    Path dx = folder.resolve("dx");
    JobRun done = backward(run, dx, gradients, how.toArray(new String[0]));
    assertEquals(ExitCode.DONE, done.code(), done.err());
    JsonNode written = JobRun.json(dx, "run.json");
    assertEquals(each, written.at("/rows/out").asInt());
    assertEquals(4 * each, written.at("/rows/bad").asInt(), written.get("bad_records").toString());
    assertEquals(3 * each, written.at("/rows/missing").asInt());
    assertTrue(done.out().contains("missing    " + 3 * each + " rows of the run"), done.out());
    String reasons = written.get("bad_records").toString();
    for (String reason :
        List.of(
            "the run has no row of its sample id", "of one sample id, copy", "(the output was [")) {
      assertTrue(reasons.contains(reason), reasons);
    }
    assertEquals(ExitCode.DONE, JobRun.of("verify", dx.toString()).code());
    List<String> verify = new ArrayList<>(List.of("verify", dx.toString(), "--input"));
    gradients.forEach(path -> verify.add(path.toString()));
    JobRun verified = JobRun.of(verify.toArray(new String[0]));
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
  }

  /** A run that was made again of fewer samples, or of others, leaves gradients of no row. */
  @Test
  void verifyHoldsGradientsAgainstTheirRun() throws IOException {
    Path input = files("in", 0, 4, -1);
    Path run = run(input);
    Path dx = folder.resolve("dx");
    assertEquals(ExitCode.DONE, backward(run, dx, List.of(input)).code());
    assertEquals(ExitCode.DONE, JobRun.of("verify", dx.toString()).code());
    for (int odd : new int[] {2, -1}) {
      Path other = files("other" + odd, 0, odd < 0 ? 3 : 4, odd);
      List<String> again = new ArrayList<>(List.of("augment", "--input", other.toString()));
      again.addAll(List.of("--output", run.toString(), "--if-exists", "overwrite"));
      again.addAll(List.of(ELEMENT));
      assertEquals(ExitCode.DONE, JobRun.of(again.toArray(new String[0])).code());
      JobRun wrong = JobRun.of("verify", dx.toString());
      assertEquals(ExitCode.VERIFICATION, wrong.code(), wrong.out());
      String said = odd < 0 ? "the run has no such row" : "in the run [[3, 5, 4]]";
      assertTrue(wrong.err().contains(said), wrong.err());
    }
  }

  @Test
  void gradientsOfARunThatIsAnotherByNowAreNotAddedTo() throws IOException {
    Path run = run(files("in", 0, 4, -1));
    Path dx = folder.resolve("dx");
    assertEquals(ExitCode.DONE, backward(run, dx, List.of(files("first", 0, 2, -1))).code());
    String before = Files.readString(dx.resolve("_dropshard/run.json"));
    List<String> again =
        new ArrayList<>(List.of("augment", "--input", files("fewer", 1, 3, -1).toString()));
    again.addAll(List.of("--output", run.toString(), "--if-exists", "overwrite"));
    again.addAll(List.of(ELEMENT));
    assertEquals(ExitCode.DONE, JobRun.of(again.toArray(new String[0])).code());
    JobRun refused = backward(run, dx, List.of(files("next", 2, 3, -1)), "--if-exists", "append");
    assertEquals(
        "dropshard: Cannot append to output: "
            + dx
            + " has gradients of rows that "
            + run
            + " has not (it is another run by now: write to an output of its own)\n",
        refused.err());
    assertEquals(ExitCode.OUTPUT, refused.code());
    assertEquals(before, Files.readString(dx.resolve("_dropshard/run.json")));
  }

  @Test
  void gradientsThatAreAddedComeOnceToo() throws IOException {
    Path run = run(files("in", 0, 4, -1));
    Path dx = folder.resolve("dx");
    assertEquals(ExitCode.DONE, backward(run, dx, List.of(files("first", 0, 2, -1))).code());
    assertEquals(2, JobRun.json(dx, "run.json").at("/rows/missing").asInt());
    JobRun added =
        backward(
            run,
            dx,
            List.of(files("next", 1, 4, -1)),
            "--if-exists",
            "append",
            "--on-error",
            "drop");
    assertEquals(ExitCode.DONE, added.code(), added.err());
    JsonNode rows = JobRun.json(dx, "run.json").get("rows");
    assertEquals(4, rows.get("out").asInt());
    assertEquals(1, rows.get("bad").asInt());
    assertEquals(0, rows.get("missing").asInt());
    assertEquals(ExitCode.DONE, JobRun.of("verify", dx.toString()).code());
  }
}
