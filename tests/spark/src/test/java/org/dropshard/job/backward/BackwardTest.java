package org.dropshard.job.backward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.functions;
import org.dropshard.job.JobRun;
import org.dropshard.job.PlainNpy;
import org.dropshard.job.Tables;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients go back through the masks of a finished run, which is found in its run.json alone. */
class BackwardTest {
  private static final int SAMPLES = 10;
  private static final int[] SHAPE = {8, 4, 4};

  @TempDir static Path folder;
  private static Path table;

  @BeforeAll
  static void write() {
    table = folder.resolve("in.parquet");
    Tables.write(table, SAMPLES, SHAPE, BackwardTest::value);
  }

  private static double value(long id, int i) {
    return Math.sin(1 + id * 200 + i) + 2;
  }

  private static double gradient(long id, int i) {
    return Math.cos(id * 300 + i);
  }

  private static Path augment(Path input, String... options) {
    Path output = folder.resolve("out-" + System.nanoTime());
    List<String> all = new ArrayList<>(List.of("--key", "id", "--seed", "9", "--layout", "CHW"));
    all.addAll(List.of(options));
    JobRun.augment(input, output, all.toArray(new String[0]));
    return output;
  }

  private static JobRun backward(Path run, Path gradients, Path dx, String... options) {
    return JobRun.backward(run, gradients, dx, List.of(options));
  }

  private static Map<String, PlainNpy> back(Path run, Path gradients) {
    Path dx = folder.resolve("dx-" + System.nanoTime());
    JobRun done = backward(run, gradients, dx);
    assertEquals(ExitCode.DONE, done.code(), done.err());
    for (String[] more : new String[][] {{}, {"--input", gradients.toString()}}) {
      List<String> verify = new ArrayList<>(List.of("verify", dx.toString()));
      verify.addAll(List.of(more));
      JobRun verified = JobRun.of(verify.toArray(new String[0]));
      assertEquals(ExitCode.DONE, verified.code(), verified.err());
    }
    return Tables.read(dx);
  }

  /** No x is 0 and the fill is, so y / x is the mask times its scale. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--kind element --drop 0.3",
        "--kind spatial --drop 0.3",
        "--kind spatial --drop 0.3 --share batch:4",
        "--kind spatial --drop 0.3 --scale vanilla",
        "--kind pixel --drop 0.3",
        "--kind sample --drop 0.5",
        "--kind spatial{at_least=2} --drop 0.8",
        "--kind channel{dropped=3}",
        "--kind drop_block{size=2} --drop 0.3",
        "--kind coarse{height=2,width=2}",
        "--kind cutout{size=3}",
        "--kind grid{unit=2}",
        "--kind gaussian --drop 0.3",
        "--preset mlpack-as-coded --kind spatial --p 0.3",
        "--kind spatial --drop 0.25 --scale vanilla --mode eval",
        "--steps gaussian_dropout{drop=0.2} spatial_dropout{drop=0.3}",
        "--steps channel_dropout{dropped=2,apply=0.5}"
      })
  void gradientsGetTheMaskAndScaleOfTheirCopy(String options) {
    List<String> all = new ArrayList<>(List.of(options.split(" ")));
    all.addAll(List.of("--copies", "3"));
    Path run = augment(table, all.toArray(new String[0]));
    Path gradients = folder.resolve("dy-" + System.nanoTime());
    Tables.writeGradients(gradients, SAMPLES, 3, SHAPE, BackwardTest::gradient);
    Map<String, PlainNpy> y = Tables.read(run);
    Map<String, PlainNpy> dx = back(run, gradients);
    assertEquals(3 * SAMPLES, dx.size());
    for (long id = 0; id < SAMPLES; id++) {
      for (int copy = 0; copy < 3; copy++) {
        String key = id + "/" + copy;
        for (int i = 0; i < 128; i++) {
          double factor = y.get(key).values()[i] / value(id, i);
          double expected = gradient(1000L * copy + id, i) * factor;
          assertEquals(expected, dx.get(key).values()[i], 1e-12, options + ", " + key);
        }
      }
    }
  }

  /** Alpha dropout adds, and a fill is no part of a gradient: kept elements times a, else 0. */
  @Test
  void alphaDropoutHasItsFactor() {
    Path run = augment(table, "--kind", "alpha", "--drop", "0.3");
    Path gradients = folder.resolve("dy-alpha");
    Tables.writeGradients(gradients, SAMPLES, 1, SHAPE, BackwardTest::gradient);
    double square = 1.7580993408473766 * 1.7580993408473766;
    double a = 1 / Math.sqrt(0.7 * (1 + 0.3 * square));
    double gone = -a * 1.7580993408473766 * 0.7;
    Map<String, PlainNpy> y = Tables.read(run);
    back(run, gradients)
        .forEach(
            (key, dx) -> {
              long id = Long.parseLong(key.replace("/0", ""));
              for (int i = 0; i < 128; i++) {
                boolean kept = Math.abs(y.get(key).values()[i] - gone) > 1e-9;
                assertEquals(kept ? a * gradient(id, i) : 0, dx.values()[i], 1e-12);
              }
            });
  }

  /** The whole chain, run on inputs a little to either side, proves the gradient of the chain. */
  @Test
  void aChainsGradientIsItsFiniteDifference() {
    String[] steps = {
      "--copies",
      "2",
      "--steps",
      "instance_norm",
      "spatial_dropout {drop = 0.3}",
      "convolution {weight = [[[[1]],[[2]],[[0]],[[1]],[[3]],[[1]],[[-1]],[[1]]],"
          + "[[[1]],[[0]],[[2]],[[-1]],[[1]],[[4]],[[1]],[[1]]],"
          + "[[[2]],[[0]],[[1]],[[1]],[[-2]],[[1]],[[1]],[[3]]],"
          + "[[[1]],[[1]],[[1]],[[1]],[[1]],[[1]],[[2]],[[-1]]]]}",
      "pixel_shuffle {factor = 2}",
      "element_dropout {drop = 0.2}"
    };
    double h = 1e-5;
    Path up = folder.resolve("up.parquet");
    Path down = folder.resolve("down.parquet");
    Tables.write(up, SAMPLES, SHAPE, (id, i) -> value(id, i) + h * gradient(id + 50, i));
    Tables.write(down, SAMPLES, SHAPE, (id, i) -> value(id, i) - h * gradient(id + 50, i));
    Path run = augment(table, steps);
    Map<String, PlainNpy> high = Tables.read(augment(up, steps));
    Map<String, PlainNpy> low = Tables.read(augment(down, steps));
    Path gradients = folder.resolve("dy-chain");
    Tables.writeGradients(gradients, SAMPLES, 2, new int[] {1, 8, 8}, BackwardTest::gradient);
    Map<String, PlainNpy> dx = back(run, gradients);
    assertArrayEquals(SHAPE, dx.get("0/0").shape());
    for (long id = 0; id < SAMPLES; id++) {
      for (int copy = 0; copy < 2; copy++) {
        String key = id + "/" + copy;
        double expected = 0;
        for (int i = 0; i < 64; i++) {
          double slope = (high.get(key).values()[i] - low.get(key).values()[i]) / (2 * h);
          expected += gradient(1000L * copy + id, i) * slope;
        }
        double found = 0;
        for (int i = 0; i < 128; i++) {
          found += dx.get(key).values()[i] * gradient(id + 50, i);
        }
        assertEquals(expected, found, 1e-6 * Math.max(1, Math.abs(expected)), key);
      }
    }
  }

  @Test
  void whatWentForwardMayLieElsewhere() {
    Path run = augment(table, "--steps", "instance_norm");
    Path gradients = folder.resolve("dy-elsewhere");
    Tables.writeGradients(gradients, SAMPLES, 1, SHAPE, BackwardTest::gradient);
    Path moved = folder.resolve("moved.parquet");
    Tables.write(moved, SAMPLES - 1, SHAPE, BackwardTest::value);
    Path dx = folder.resolve("dx-elsewhere");
    JobRun bad = backward(run, gradients, dx, "--forward", moved.toString());
    assertEquals(ExitCode.INPUT, bad.code());
    assertTrue(
        bad.err()
            .contains(
                "Invalid gradient: nothing of its sample id went forward (--forward says where it"
                    + " is)"),
        bad.err());
    JobRun good = backward(run, gradients, dx, "--forward", table.toString());
    assertEquals(ExitCode.DONE, good.code(), good.err());
  }

  @Test
  void samplesOfFilesGoBackByTheirPaths() throws IOException {
    Path files = Files.createDirectories(folder.resolve("files/a"));
    Path gradients = Files.createDirectories(folder.resolve("gradients/a"));
    for (long id = 0; id < 3; id++) {
      Files.write(files.resolve(id + ".npy"), Tables.npy(id, SHAPE, BackwardTest::value));
      Files.write(gradients.resolve(id + ".npy"), Tables.npy(id, SHAPE, BackwardTest::gradient));
    }
    for (String steps : new String[] {"spatial_dropout {drop = 0.5}", "instance_norm"}) {
      Path run = folder.resolve("files-run-" + steps.length());
      JobRun.augment(
          folder.resolve("files"), run, "--seed", "9", "--layout", "CHW", "--steps", steps);
      Path dx = folder.resolve("files-dx-" + steps.length());
      JobRun done = backward(run, folder.resolve("gradients"), dx);
      assertEquals(ExitCode.DONE, done.code(), done.err());
      assertEquals(3, JobRun.spark().read().parquet(dx.toString()).count());
      assertEquals(
          0,
          JobRun.spark()
              .read()
              .parquet(dx.toString())
              .filter(functions.expr("sample_id != xxhash64(path)"))
              .count());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "copies | Cannot go backward: the run made 2 copies, and the gradients have no column copy",
        "key | Missing --key NAME (the gradients have no column sample_id)",
        "shape | Invalid gradient: float64 [8, 2, 8] (the output was [8, 4, 4])",
        "copy | Invalid copy: 2 (the run made 2, from 0)",
        "twice | Invalid --run: RUN (it went backward itself)"
      })
  void mistakesAreOneLine(String what, String message) {
    Path run = augment(table, "--steps", "instance_norm", "--copies", "2");
    Path gradients = folder.resolve("dy-" + System.nanoTime());
    int[] shape = what.equals("shape") ? new int[] {8, 2, 8} : SHAPE;
    Tables.writeGradients(
        gradients, SAMPLES, what.equals("copy") ? 3 : 2, shape, BackwardTest::gradient);
    Path dx = folder.resolve("dx-" + System.nanoTime());
    if (what.equals("copies") || what.equals("key")) {
      Path without = folder.resolve("without-" + System.nanoTime());
      JobRun.spark()
          .read()
          .parquet(gradients.toString())
          .drop(what.equals("key") ? "sample_id" : "copy")
          .write()
          .parquet(without.toString());
      gradients = without;
    }
    if (what.equals("twice")) {
      assertEquals(ExitCode.DONE, backward(run, gradients, dx).code());
      run = dx;
      dx = folder.resolve("dx-twice");
    }
    JobRun done = backward(run, gradients, dx);
    String expected = "dropshard: " + message.replace("RUN", run.toString());
    assertTrue(done.err().startsWith(expected), done.err());
    assertEquals(1, done.err().lines().count());
    assertTrue(Files.notExists(dx));
  }
}
