package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A probability for each copy: rising severity in one run. */
class LaddersTest {
  private static final int SAMPLES = 20;
  private static final int[] SHAPE = {8, 3, 4};
  private static final double[] LADDER = {0.1, 0.2, 0.4, 0.6, 0.8};

  @TempDir static Path folder;
  private static Path table;
  private static Path output;

  @BeforeAll
  static void augment() {
    table = folder.resolve("in.parquet");
    Tables.write(table, SAMPLES, SHAPE, (id, i) -> 1.0 + id + i);
    output = run("out", "1");
  }

  private static Path run(String name, String partitions) {
    JobRun.spark().conf().set("spark.sql.files.minPartitionNum", partitions);
    JobRun.augment(
        table,
        folder.resolve(name),
        "--key",
        "id",
        "--layout",
        "CHW",
        "--seed",
        "9",
        "--kind",
        "element",
        "--drop",
        "0.1,0.2,0.4,0.6,0.8",
        "--expect",
        "drop_rate within bound");
    JobRun.spark().conf().unset("spark.sql.files.minPartitionNum");
    return folder.resolve(name);
  }

  private static Step step(int copy) {
    return Steps.of("element_dropout", Map.of("drop", LADDER[copy]));
  }

  @Test
  void everyCopyHasItsProbability() throws IOException, NpyException {
    JsonNode expected = JobRun.json(output, "run.json").path("expectations");
    assertEquals(1 + LADDER.length, expected.size(), expected.toString()); // all, and each copy
    Map<String, PlainNpy> found = Tables.read(output);
    assertEquals(LADDER.length * SAMPLES, found.size());
    long[] dropped = new long[LADDER.length];
    for (long id = 0; id < SAMPLES; id++) {
      Tensor x = Npy.read(Tables.npy(id, SHAPE, (s, i) -> 1.0 + s + i));
      for (int copy = 0; copy < LADDER.length; copy++) {
        byte[] y = new byte[x.byteLength()];
        dropped[copy] += step(copy).kernel(Layout.CHW).forward(x, new Draw(9, id, copy), y, 0);
        assertArrayEquals(
            Doubles.of(new Tensor(DType.FLOAT64, SHAPE, y, 0)),
            found.get(id + "/" + copy).values());
      }
    }
    JsonNode levels = JobRun.json(output, "stats.json").at("/after/levels");
    for (int copy = 0; copy < LADDER.length; copy++) {
      assertEquals(copy, levels.get(copy).get("copy").asInt());
      assertEquals(dropped[copy], levels.get(copy).get("dropped").asLong());
      assertEquals(SAMPLES * 96L, levels.get(copy).get("units").asLong());
      assertEquals(8, levels.get(copy).get("channels").size());
      assertTrue(levels.get(copy).at("/channels/0/zeros").asLong() > 0);
    }
    JsonNode dropout = JobRun.json(output, "run.json").get("dropout");
    assertEquals(5, dropout.get("copies").asInt());
    assertFalse(dropout.has("p"));
    assertEquals("[0.1,0.2,0.4,0.6,0.8]", dropout.at("/steps/0/drop_of_copies").toString());
    String report = Files.readString(output.resolve("_dropshard/report.html"));
    assertTrue(report.contains("\"levels\":[{"), "levels in the report");
    assertTrue(report.contains("{\"copy\":4,\"units\":96,"), "pictures of the last level");
  }

  @Test
  void verifyProvesIt() throws IOException {
    for (String[] arguments :
        new String[][] {
          {"verify", output.toString()}, {"verify", output.toString(), "--input", table.toString()}
        }) {
      JobRun run = JobRun.of(arguments);
      assertEquals(ExitCode.DONE, run.code(), run.err());
    }
    Path more = run("more", "5");
    for (String name : new String[] {"stats.json"}) {
      assertEquals(
          Files.readString(output.resolve("_dropshard/" + name)),
          Files.readString(more.resolve("_dropshard/" + name)));
    }
    Path config = more.resolve("_dropshard/run.json");
    Files.writeString(
        config,
        Files.readString(config).replace("0.4,0.6,0.8", "0.4,0.5,0.8").replace("0.6,", "0.5,"));
    Forger.seal(more);
    JobRun forged = JobRun.of("verify", more.toString());
    assertEquals(ExitCode.VERIFICATION, forged.code(), forged.err());
  }

  @Test
  void gradientsTakeTheScaleOfTheirCopy() {
    Path gradients = folder.resolve("dy");
    Tables.writeGradients(gradients, SAMPLES, LADDER.length, SHAPE, (id, i) -> 1.0);
    Path dx = folder.resolve("dx");
    for (String[] arguments :
        new String[][] {
          {
            "backward",
            "--run",
            output.toString(),
            "--input",
            gradients.toString(),
            "--output",
            dx.toString()
          },
          {"verify", dx.toString(), "--input", gradients.toString()}
        }) {
      JobRun run = JobRun.of(arguments);
      assertEquals(ExitCode.DONE, run.code(), run.err());
    }
    Map<String, PlainNpy> forward = Tables.read(output);
    Tables.read(dx)
        .forEach(
            (row, found) -> {
              double s = 1 / (1 - LADDER[Integer.parseInt(row.split("/")[1])]);
              double[] y = forward.get(row).values();
              for (int i = 0; i < y.length; i++) {
                assertEquals(y[i] == 0 ? 0 : s, found.values()[i]);
              }
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--drop 0.1,0.2 --copies 3 | Invalid --copies: 3 (there is a probability for each of 2)",
        "--drop 0.1,1.2 | --drop: Invalid drop probability: 1.2 (0 to 1)",
        "--drop 0.1, | Invalid --drop: 0.1, (probability that a unit is dropped",
      })
  void mistakesAreOneLine(String options, String message) {
    String[] given = ("--kind element " + options).split(" ");
    JobRun.refusesPlan(table, message, given);
  }
}
