package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dropshard.Python;
import org.dropshard.job.JobRun;
import org.dropshard.job.PlainNpy;
import org.dropshard.job.Tables;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.image.TiffFile;
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

/** Groups of channels as a job: named, counted, proven by verify, and taken backward. */
class SensorsTest {
  private static final int SAMPLES = 30;
  private static final int[] SHAPE = {13, 2, 2};
  private static final String KIND =
      "sensor {groups = {s1 = [VV, VH], optical = \"2-11\"}, drop = {s1 = 0.3, optical = 0.6},"
          + " never = [dem], at_least = 1, absent = zeros}";
  private static final String NAMES = "VV VH B2 B3 B4 B5 B6 B7 B8 B9 B10 B11 dem";
  private static final Step STEP =
      Steps.of(
          "sensor_dropout",
          Map.of(
              "groups",
              Map.of("s1", "0-1", "optical", "2-11"),
              "drop",
              Map.of("s1", 0.3, "optical", 0.6),
              "never",
              12,
              "at_least",
              1,
              "absent",
              "zeros"));

  @TempDir static Path folder;
  private static Path table;
  private static Path output;

  @BeforeAll
  static void augment() {
    table = folder.resolve("in.parquet");
    Tables.write(table, SAMPLES, SHAPE, SensorsTest::value);
    output = run("out", "1");
  }

  private static Path run(String name, String partitions) {
    Path out = folder.resolve(name);
    JobRun.spark().conf().set("spark.sql.files.minPartitionNum", partitions);
    List<String> options =
        new ArrayList<>(
            List.of("--key", "id", "--layout", "CHW", "--seed", "9", "--copies", "2", "--kind"));
    options.add(KIND);
    options.add("--channel-names");
    options.addAll(List.of(NAMES.split(" ")));
    JobRun.augment(table, out, options.toArray(String[]::new));
    JobRun.spark().conf().unset("spark.sql.files.minPartitionNum");
    return out;
  }

  /** Every fifth has no radar. */
  private static double value(long id, int i) {
    return id % 5 == 0 && i < 8 ? 0 : 1 + id * 100 + i;
  }

  @Test
  void everyGroupIsAsTheStepHasItAndCounted() throws IOException, NpyException {
    Map<String, PlainNpy> found = Tables.read(output);
    long[] dropped = new long[2];
    for (long id = 0; id < SAMPLES; id++) {
      Tensor x = Npy.read(Tables.npy(id, SHAPE, SensorsTest::value));
      for (int copy = 0; copy < 2; copy++) {
        Draw draw = new Draw(9, id, copy);
        byte[] y = new byte[x.byteLength()];
        STEP.kernel(Layout.CHW).forward(x, draw, y, 0);
        assertArrayEquals(
            Doubles.of(new Tensor(DType.FLOAT64, SHAPE, y, 0)),
            found.get(id + "/" + copy).values());
        int[] keep = new int[2];
        STEP.kernel(Layout.CHW).mask(x, draw, keep);
        dropped[0] += 1 + keep[0];
        dropped[1] += 1 + keep[1];
      }
    }
    JsonNode after = JobRun.json(output, "stats.json").get("after");
    JsonNode groups = after.get("groups");
    assertEquals(2, groups.size());
    assertEquals("optical", groups.at("/0/group").asText());
    assertEquals(dropped[0], groups.at("/1/dropped").asLong());
    assertEquals(dropped[1], groups.at("/0/dropped").asLong());
    assertEquals(2 * SAMPLES, groups.at("/0/units").asLong());
    assertEquals(dropped[0] + dropped[1], after.get("dropped").asLong());
  }

  @Test
  void verifyProvesItAndPartitionsChangeNothing() throws IOException {
    verified("verify", output.toString());
    verified("verify", output.toString(), "--input", table.toString());
    Path more = run("more", "7");
    assertEquals(
        JobRun.json(output, "run.json").get("digest"), JobRun.json(more, "run.json").get("digest"));
    assertEquals(
        Files.readString(output.resolve("_dropshard/stats.json")),
        Files.readString(more.resolve("_dropshard/stats.json")));
  }

  @Test
  void namesOfTheColumnAreKnown() throws IOException {
    Path again = folder.resolve("again");
    JobRun.augment(
        output,
        again,
        "--column",
        "x",
        "--key",
        "id",
        "--columns",
        "id",
        "--kind",
        "sensor {groups = {radar = [VH, VV]}, never = [\"2-11\", dem]}",
        "--drop",
        "0.5",
        "--seed",
        "3");
    assertEquals(
        NAMES.split(" ").length,
        JobRun.json(again, "run.json").at("/dropout/steps/0/channels").size());
    verified("verify", again.toString());
  }

  /** Scales of texts as h5py attaches them; where two files differ, no name is known. */
  @Test
  void namesOfAnHdf5FileAreKnown() throws IOException {
    Python.assumeModules("numpy", "h5py");
    Python.run(
        """
        import h5py, numpy, sys
        for name, bands in (("a", "B2 B3 B8"), ("b", "B2 B3 B8"), ("c", "B8 B3 B2")):
            with h5py.File(f"{sys.argv[1]}/{name}.h5", "w") as file:
                file["x"], file["band"] = numpy.ones((20, 3, 4, 4), "f4"), bands.split()
                file["band"].make_scale("band")
                file["x"].dims[1].attach_scale(file["band"])
        """,
        folder.toString());
    String[] options = {
      "--layout",
      "CHW",
      "--seed",
      "1",
      "--kind",
      "sensor {groups = {a = [B8], b = [B2]}, never = [B3], drop = 0.4}"
    };
    Path out = folder.resolve("named-hdf5");
    List<String> all = new ArrayList<>(List.of("augment", "--output", out.toString()));
    all.addAll(List.of(options));
    JobRun run =
        JobRun.of(all, "--input", folder.resolve("a.h5").toString(), folder.resolve("b.h5") + "");
    assertEquals(ExitCode.DONE, run.code(), run.err());
    verified("verify", out.toString(), "--input", folder + "/a.h5", folder + "/b.h5");
    assertEquals(
        List.of("B2", "B3", "B8"),
        JobRun.json(out, "run.json")
            .at("/input/channel_names")
            .valueStream()
            .map(JsonNode::asText)
            .toList());
    for (PlainNpy y : Tables.read(out).values()) {
      assertEquals(1, y.values()[16], "B3 is in no group");
    }
    JobRun differ =
        JobRun.of(
            List.of(
                "plan", "--input", folder + "/a.h5", folder + "/c.h5", "--output", folder + "/no"),
            options);
    assertEquals(ExitCode.USAGE, differ.code(), differ.out());
    assertTrue(differ.err().contains("B8"), differ.err());
    assertEquals(1, differ.err().strip().lines().count(), differ.err());
  }

  /** Bands in another order than the first files have them would be dropped in silence. */
  @Test
  void aPictureThatCallsItsBandsOtherwiseIsRefused() throws IOException {
    Path pictures = Files.createDirectory(folder.resolve("bands"));
    for (String[] one :
        new String[][] {{"1", "red", "nir"}, {"2", "red", "nir"}, {"3", "nir", "red"}}) {
      int[][] tags = {{256, 1}, {257, 1}, {258, 8}, {259, 1}, {262, 1}, {277, 2}, {278, 1}};
      String names =
          "<GDALMetadata><Item name=\"DESCRIPTION\" sample=\"0\" role=\"description\">%s</Item>"
              + "<Item name=\"DESCRIPTION\" sample=\"1\" role=\"description\">%s</Item></GDALMetadata>";
      Files.write(
          pictures.resolve(one[0] + ".tif"),
          new TiffFile().text(42112, names.formatted(one[1], one[2])).page(tags, 7, 9).write());
    }
    String[] options = {
      "--channels",
      "as-is",
      "--seed",
      "1",
      "--kind",
      "sensor {groups = {a = [nir]}, never = [red], drop = 0.5}",
      "--on-error",
      "quarantine",
      "--limit",
      "3"
    };
    Path out = folder.resolve("bands-out");
    JobRun.augment(pictures, out, options);
    assertEquals(1, JobRun.json(out, "run.json").at("/rows/bad").asInt());
    String quarantine =
        JobRun.spark().read().json(out + "/_dropshard/quarantine").first().mkString();
    assertTrue(
        quarantine.contains("Invalid channel names: nir, red (the first files have red, nir)"),
        quarantine);
    verified("verify", out.toString(), "--input", pictures.toString());
  }

  @Test
  void gradientsTakeTheMaskOfWhatWentForward() throws NpyException {
    Path gradients = folder.resolve("dy");
    Tables.writeGradients(gradients, SAMPLES, 2, SHAPE, (id, i) -> 1.0 + i);
    Path dx = folder.resolve("dx");
    verified(
        "backward",
        "--run",
        output.toString(),
        "--input",
        gradients.toString(),
        "--output",
        dx.toString());
    verified("verify", dx.toString());
    verified("verify", dx.toString(), "--input", gradients.toString());
    for (Map.Entry<String, PlainNpy> row : Tables.read(dx).entrySet()) {
      long id = Long.parseLong(row.getKey().split("/")[0]);
      int copy = Integer.parseInt(row.getKey().split("/")[1]);
      int[] keep = new int[2];
      Tensor x = Npy.read(Tables.npy(id, SHAPE, SensorsTest::value));
      STEP.kernel(Layout.CHW).mask(x, new Draw(9, id, copy), keep);
      double[] values = row.getValue().values();
      for (int i = 0; i < values.length; i++) {
        boolean kept = i >= 48 || keep[i < 8 ? 0 : 1] != 0;
        assertEquals(kept ? 1.0 + i : 0, values[i]);
      }
    }
  }

  /** A probability a channel, in the job's own words; mistakes are one line. */
  @Test
  void probabilitiesOfChannels() throws IOException {
    Path out = folder.resolve("each");
    String each = "[0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1, 0.5]";
    JobRun.augment(
        table,
        out,
        "--key",
        "id",
        "--layout",
        "CHW",
        "--seed",
        "9",
        "--dtype",
        "float16",
        "--kind",
        "pixel {drop = " + each + "}");
    verified("verify", out.toString());
    assertEquals(SAMPLES * 52L, JobRun.json(out, "stats.json").at("/after/units").asLong());
    JobRun.refusesPlan(
        table,
        "Invalid channels: 13 (spatial_dropout has 2 drop probabilities",
        "--kind",
        "spatial {drop = [0.1, 0.2]}");
  }

  private static void verified(String... arguments) {
    JobRun run = JobRun.of(arguments);
    assertEquals(ExitCode.DONE, run.code(), run.err());
  }
}
