package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/** Fills and normalisation by the statistics of a run, which is not asked again. */
class FillsTest {
  private static final int SAMPLES = 20;
  private static final int[] SHAPE = {3, 4, 5};

  @TempDir static Path folder;
  private static Path table;
  private static Path first; // the run whose statistics are used
  private static JsonNode channels;

  private static double value(long id, int i) {
    return 1 + id + 100 * (i / 20) + i % 20;
  }

  @BeforeAll
  static void write() throws IOException {
    table = folder.resolve("in.parquet");
    Tables.write(table, SAMPLES, SHAPE, FillsTest::value);
    first = folder.resolve("first");
    augment(first, "--kind", "sample", "--drop", "0");
    channels = JobRun.json(first, "stats.json").at("/before/channels");
  }

  private static void augment(Path output, String... options) {
    List<String> all = new ArrayList<>(List.of("--key", "id", "--layout", "CHW", "--seed", "5"));
    all.addAll(List.of(options));
    JobRun.augment(table, output, all.toArray(String[]::new));
  }

  private static void verify(String... arguments) {
    List<String> all = new ArrayList<>(List.of("verify"));
    all.addAll(List.of(arguments));
    JobRun run = JobRun.of(all.toArray(String[]::new));
    assertEquals(ExitCode.DONE, run.code(), run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mean", "uniform", "normal"})
  void numbersOfARunAreRecorded(String fill) throws IOException {
    Path gone = folder.resolve("gone-" + fill);
    Path stats = gone.resolve("_dropshard/stats.json");
    Files.createDirectories(stats.getParent());
    Files.copy(first.resolve("_dropshard/stats.json"), stats);
    Path output = folder.resolve(fill);
    augment(
        output,
        "--kind",
        "element",
        "--drop",
        "0.4",
        "--scale",
        "none",
        "--fill",
        fill,
        "--stats",
        gone.toString(),
        "--copies",
        "2");
    Files.delete(stats);
    verify(output.toString());
    verify(output.toString(), "--input", table.toString());
    JsonNode said = JobRun.json(output, "run.json").at("/dropout/fill");
    Map<String, PlainNpy> found = Tables.read(output);
    double[] sums = new double[3];
    double[] squares = new double[3];
    long[] counts = new long[3];
    for (long id = 0; id < SAMPLES; id++) {
      for (int copy = 0; copy < 2; copy++) {
        double[] y = found.get(id + "/" + copy).values();
        for (int i = 0; i < y.length; i++) {
          if (y[i] == value(id, i)) {
            continue; // kept, and no fill: those of this test are fractions
          }
          int c = i / 20;
          counts[c]++;
          sums[c] += y[i];
          squares[c] += y[i] * y[i];
          if (fill.equals("mean")) {
            assertEquals(channels.get(c).get("mean").asDouble(), y[i]);
          } else if (fill.equals("uniform")) {
            assertTrue(y[i] >= channels.get(c).get("min").asDouble(), "above the least");
            assertTrue(y[i] <= channels.get(c).get("max").asDouble(), "below the largest");
          }
        }
      }
    }
    for (int c = 0; c < 3; c++) {
      JsonNode of = channels.get(c);
      double mean = sums[c] / counts[c];
      double expected = of.get(fill.equals("uniform") ? "min" : "mean").asDouble();
      expected = fill.equals("uniform") ? (expected + of.get("max").asDouble()) / 2 : expected;
      // Some 320 draws of deviation below 12: six of the mean's own, 2e-9, are below 4.
      assertEquals(expected, mean, 4, "seed 5, channel " + c);
      JsonNode numbers = fill.equals("mean") ? said : said.get(fill);
      assertTrue(numbers.toString().contains(of.get("mean").toString()) || fill.equals("uniform"));
      assertTrue(Math.sqrt(squares[c] / counts[c] - mean * mean) < 14);
    }
  }

  @Test
  void everyPartitioningIsTheSame() throws IOException {
    List<String> digests = new ArrayList<>();
    for (String partitions : new String[] {"1", "5"}) {
      JobRun.spark().conf().set("spark.sql.files.minPartitionNum", partitions);
      Path output = folder.resolve("of" + partitions);
      augment(
          output,
          "--kind",
          "spatial",
          "--drop",
          "0.5",
          "--fill",
          "normal",
          "--stats",
          first.resolve("_dropshard/stats.json").toString(),
          "--dtype",
          "uint8");
      digests.add(JobRun.json(output, "run.json").get("digest").asText());
      verify(output.toString());
    }
    JobRun.spark().conf().unset("spark.sql.files.minPartitionNum");
    assertEquals(digests.get(0), digests.get(1));
  }

  @Test
  void nodataIsAFill() throws IOException {
    Path output = folder.resolve("nodata");
    augment(output, "--kind", "pixel", "--drop", "0.5", "--fill", "nodata", "--nodata", "-1");
    verify(output.toString(), "--input", table.toString());
    JsonNode after = JobRun.json(output, "stats.json").at("/after");
    assertEquals(after.get("dropped").asLong(), after.at("/channels/0/nodata").asLong());
    assertTrue(after.get("dropped").asLong() > 0);
    assertEquals("[-1.0]", JobRun.json(output, "run.json").at("/dropout/fill").toString());
  }

  @Test
  void normalizeAndBack() throws IOException {
    Path output = folder.resolve("normal-back");
    String steps = "normalize {stats = \"" + first + "\"}";
    augment(output, "--steps", steps, "spatial {drop = 0.5, scale = none}");
    verify(output.toString());
    verify(output.toString(), "--input", table.toString());
    Path inverse = folder.resolve("inverse");
    augment(inverse, "--steps", "normalize", "denormalize", "--stats", first.toString());
    Map<String, PlainNpy> found = Tables.read(output);
    Map<String, PlainNpy> back = Tables.read(inverse);
    Path gradients = folder.resolve("dy");
    Tables.writeGradients(gradients, SAMPLES, 1, SHAPE, (id, i) -> 1.0);
    Path dx = folder.resolve("dx");
    JobRun.backward(output, gradients, dx, List.of()).done();
    verify(dx.toString(), "--input", gradients.toString());
    Map<String, PlainNpy> gradient = Tables.read(dx);
    for (long id = 0; id < SAMPLES; id++) {
      for (int i = 0; i < 60; i++) {
        double mean = channels.get(i / 20).get("mean").asDouble();
        double std = channels.get(i / 20).get("std").asDouble();
        double y = found.get(id + "/0").values()[i];
        boolean kept = gradient.get(id + "/0").values()[i] != 0;
        assertEquals(kept ? (value(id, i) - mean) / std : 0, y);
        assertEquals(kept ? 1 / std : 0, gradient.get(id + "/0").values()[i]);
        assertEquals(value(id, i), back.get(id + "/0").values()[i], 1e-12);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--kind element --drop 0.1 --fill mean | Invalid fill mean: no mean (--stats RUN has it",
        "--kind element --drop 0.1 --fill median | Invalid fill: median (numbers, mean, uniform,",
        "--kind element --drop 0.1 --fill nodata | Invalid fill nodata: --nodata gives no number",
        "--kind element --drop 0.1 --fill uniform --stats {min=[3,1],max=[2,2]} | uniform from 3.0",
        "--kind element --drop 0.1 --fill mean --stats {mean=[3,1]} | Invalid fill: 2 values (1, or",
        "--kind element --drop 0.1 --fill mean --stats /no/where | Cannot read stats: /no/where (",
        "--steps normalize --stats {mean=0,std=0} | Invalid std: 0.0 of channel 0, mean 0.0",
        "--steps normalize | Invalid normalize: mean is missing",
      })
  void mistakesAreOneLine(String options, String message) {
    JobRun.refusesPlan(table, message, options.split(" "));
  }

  @Test
  void otherNumbersAreAnotherRecipe() throws IOException {
    Path output = folder.resolve("appended");
    String[] options = {"--kind", "element", "--drop", "0.4", "--fill", "mean", "--stats"};
    List<String> all = new ArrayList<>(List.of(options));
    all.add("{mean = [1, 2, 3]}");
    augment(output, all.toArray(String[]::new));
    all.set(all.size() - 1, "{mean = [1, 2, 4]}");
    all.addAll(
        List.of(
            "--if-exists",
            "append",
            "--key",
            "id",
            "--layout",
            "CHW",
            "--seed",
            "5",
            "--input",
            table.toString(),
            "--output",
            output.toString()));
    all.add(0, "augment");
    JobRun run = JobRun.of(all.toArray(String[]::new));
    assertEquals(ExitCode.USAGE, run.code(), run.err());
    assertTrue(
        run.err().contains("was made with fill [1,2,3], this run has [1,2,4]")
            || run.err().contains("[1.0,2.0,3.0]"),
        run.err());
    assertTrue(Files.exists(output.resolve("_SUCCESS")));
  }
}
