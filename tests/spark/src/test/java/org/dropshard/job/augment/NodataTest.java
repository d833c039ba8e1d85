package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Places without data: counted, never scaled or dropped, and proven by verify. */
class NodataTest {
  private static final int SAMPLES = 24;
  private static final int[] SHAPE = {3, 4, 5};
  private static final double NODATA = -9999;

  @TempDir static Path folder;
  private static Path table;

  /**
   * A corner of all channels, a line of each third sample's last one, and all of that of sample 9.
   */
  private static double value(long id, int i) {
    boolean lacks = i % 20 < 3 || i >= 40 && (id % 3 == 0 && i < 45 || id == 9);
    return lacks ? NODATA : 1 + id + i;
  }

  @BeforeAll
  static void write() {
    table = folder.resolve("in.parquet");
    Tables.write(table, SAMPLES, SHAPE, NodataTest::value);
  }

  private static void augment(Path output, String... options) {
    List<String> all = new ArrayList<>(List.of("--key", "id", "--layout", "CHW", "--seed", "5"));
    all.addAll(List.of(options));
    if (!List.of(options).toString().matches(".*(drop = |cutout|steps).*")) {
      all.addAll(List.of("--drop", "0.3"));
    }
    JobRun.augment(table, output, all.toArray(String[]::new));
  }

  private static Path run(String name, String... options) {
    Path output = folder.resolve(name);
    augment(output, options);
    for (String[] arguments :
        new String[][] {
          {"verify", output.toString()}, {"verify", output.toString(), "--input", table.toString()}
        }) {
      JobRun run = JobRun.of(arguments);
      assertEquals(ExitCode.DONE, run.code(), name + ": " + run.err());
    }
    return output;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "element",
        "pixel",
        "gaussian",
        "spatial {drop = [0.1, 0.5, 0.9]}",
        "sensor {groups = {a = [0, 1], b = [2]}}"
      })
  void maskIsDrawnAsEverAndPlacesStay(String kind) throws IOException {
    String name = kind.replaceAll("\\W", "");
    Path with = run(name, "--kind", kind, "--nodata", "-9999");
    augment(folder.resolve(name + "0"), "--kind", kind);
    Map<String, PlainNpy> found = Tables.read(with);
    Map<String, PlainNpy> plain = Tables.read(folder.resolve(name + "0"));
    long[] lacking = new long[3];
    for (long id = 0; id < SAMPLES; id++) {
      double[] y = found.get(id + "/0").values();
      double[] without = plain.get(id + "/0").values();
      for (int i = 0; i < y.length; i++) {
        boolean lacks = value(id, i) == NODATA;
        lacking[i / 20] += lacks ? 1 : 0;
        assertEquals(lacks ? NODATA : without[i], y[i], kind + " " + id + " " + i);
      }
    }
    JsonNode stats = JobRun.json(with, "stats.json");
    for (int c = 0; c < 3; c++) {
      for (String side : new String[] {"before", "after"}) {
        assertEquals(lacking[c], stats.at("/" + side + "/channels/" + c + "/nodata").asLong());
      }
      assertTrue(stats.at("/before/channels/" + c + "/min").asDouble() > 0, "no -9999");
    }
  }

  @Test
  void unitsOfNoDataAreNotCounted() throws IOException {
    JsonNode after =
        JobRun.json(run("counts", "--kind", "spatial", "--nodata", "-9999"), "stats.json")
            .get("after");
    assertEquals(3 * SAMPLES - 1, after.get("units").asLong(), "all but one channel of sample 9");
    Path plain = folder.resolve("plain");
    augment(plain, "--kind", "spatial");
    Map<String, PlainNpy> dropped = Tables.read(plain);
    long expected = 0;
    for (long id = 0; id < SAMPLES; id++) {
      for (int c = 0; c < 3; c++) {
        expected += dropped.get(id + "/0").values()[c * 20 + 7] == 0 && (id != 9 || c != 2) ? 1 : 0;
      }
    }
    assertEquals(expected, after.get("dropped").asLong());
    JsonNode elements =
        JobRun.json(run("elements", "--kind", "element", "--nodata", "-9999"), "stats.json");
    long lacking = 0;
    for (int c = 0; c < 3; c++) {
      lacking += elements.at("/before/channels/" + c + "/nodata").asLong();
    }
    assertEquals(60L * SAMPLES - lacking, elements.at("/after/units").asLong());
  }

  /** What is dropped and what has no data cannot be told apart then, but the masks can. */
  @Test
  void fillMayBeTheValue() throws IOException {
    Path output = run("filled", "--kind", "spatial", "--nodata", "-9999", "--fill", "-9999");
    JsonNode stats = JobRun.json(output, "stats.json").get("after");
    assertEquals(3 * SAMPLES - 1, stats.get("units").asLong());
    assertTrue(stats.get("dropped").asLong() > 0);
    assertTrue(stats.at("/channels/0/min").asDouble() > 0, "no fill among the values");
  }

  @Test
  void whereAllIsDataNothingChanges() throws IOException {
    Path asked = run("asked", "--kind", "element", "--nodata", "-1");
    Path plain = run("not-asked", "--kind", "element");
    assertEquals(
        Files.readString(plain.resolve("_dropshard/stats.json")),
        Files.readString(asked.resolve("_dropshard/stats.json")));
    assertEquals(
        JobRun.json(plain, "run.json").get("digest"), JobRun.json(asked, "run.json").get("digest"));
  }

  @Test
  void everyPartitioningIsTheSame() throws IOException {
    Path one = run("one", "--kind", "pixel", "--nodata", "-9999", "--copies", "2");
    JobRun.spark().conf().set("spark.sql.files.minPartitionNum", "5");
    Path five = run("five", "--kind", "pixel", "--nodata", "-9999", "--copies", "2");
    JobRun.spark().conf().unset("spark.sql.files.minPartitionNum");
    assertEquals(
        Files.readString(one.resolve("_dropshard/stats.json")),
        Files.readString(five.resolve("_dropshard/stats.json")));
  }

  @Test
  void anAppendedRunHasTheSameValue() {
    Path output = run("appended", "--kind", "spatial", "--nodata", "-9999");
    JobRun other =
        JobRun.of(
            "augment",
            "--input",
            table.toString(),
            "--output",
            output.toString(),
            "--key",
            "id",
            "--layout",
            "CHW",
            "--seed",
            "5",
            "--drop",
            "0.3",
            "--kind",
            "spatial",
            "--nodata",
            "0",
            "--if-exists",
            "append");
    assertEquals(ExitCode.USAGE, other.code(), other.err());
    assertTrue(other.err().contains("was made with nodata -9999, this run has 0"), other.err());
  }

  @Test
  void numpyFindsTheSameStatistics() {
    Python.assumeModules("numpy", "pyarrow");
    run("numpy", "--kind", "element", "--nodata", "-9999");
    List<String> lines =
        Python.run(
            """
            import glob, io, json, numpy, pyarrow.parquet, sys
            load = lambda t: numpy.stack([numpy.load(io.BytesIO(c)) for c in t["x"].to_pylist()])
            for side, place in (("before", sys.argv[1]), ("after", sys.argv[2])):
                x = load(pyarrow.parquet.read_table(place, partitioning=None))
                stats = json.load(open(sys.argv[2] + "/_dropshard/stats.json"))[side]["channels"]
                for c, said in enumerate(stats):
                    data = x[:, c][x[:, c] != -9999]
                    assert said["nodata"] == (x[:, c] == -9999).sum(), said
                    assert said["count"] == data.size, said
                    assert numpy.isclose(said["mean"], data.mean(), rtol=1e-12), said
                    assert numpy.isclose(said["std"], data.std(), rtol=1e-12), said
                    assert (said["min"], said["max"]) == (data.min(), data.max()), said
                    norm = json.load(open(sys.argv[2] + "/_dropshard/stats.json"))[side]["normalize"][c]
                    own = [one[one != -9999].std() for one in x[:, c] if (one != -9999).any()]
                    assert norm["scale"] == 1 and norm["mean"] == said["mean"], norm
                    assert numpy.isclose(norm["mean_of_sample_std"], numpy.mean(own), rtol=1e-12), norm
            print("ok")
            """,
            table.toString(),
            folder.resolve("numpy").toString());
    assertEquals(List.of("ok"), lines);
  }

  @Test
  void filesSayTheirOwn() throws IOException {
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    for (int i = 0; i < 4; i++) {
      int[][] tags = {{256, 3}, {257, 2}, {258, 8}, {259, 1}, {262, 1}, {277, 1}, {278, 2}};
      Files.write(
          pictures.resolve(i + ".tif"),
          new TiffFile().text(42113, "7.000").page(tags, 7, 1, 2, 3, 4, 7).write());
    }
    String[] options = {
      "--channels", "as-is", "--kind", "sample", "--drop", "0", "--seed", "1", "--nodata", "file"
    };
    Path output = folder.resolve("files");
    JobRun.augment(pictures, output, options);
    assertEquals(8, JobRun.json(output, "stats.json").at("/after/channels/0/nodata").asInt());
    assertEquals("file=7.000", JobRun.json(output, "run.json").at("/config/nodata").asText());
    JobRun proven = JobRun.of("verify", output.toString(), "--input", pictures.toString());
    assertEquals(ExitCode.DONE, proven.code(), proven.err());
    Files.write(
        pictures.resolve("x.tif"),
        new TiffFile()
            .text(42113, "8.000")
            .page(new int[][] {{256, 1}, {257, 1}, {258, 8}, {259, 1}, {262, 1}, {277, 1}}, 8)
            .write());
    List<String> all =
        new ArrayList<>(
            List.of("augment", "--input", pictures.toString(), "--output", folder + "/other"));
    all.addAll(List.of(options));
    JobRun other = JobRun.of(all.toArray(String[]::new));
    assertEquals(ExitCode.INPUT, other.code(), other.err());
    assertTrue(
        other.err().contains("Invalid nodata: 8.000 (the first files have 7.000)"), other.err());
  }

  @Test
  void hdf5SaysItsOwn() {
    Python.assumeModules("numpy", "h5py");
    Python.run(
        """
        import h5py, numpy, sys
        for name, value in (("a", -1), ("b", -1), ("other", -2)):
            with h5py.File(f"{sys.argv[1]}/{name}.h5", "w") as file:
                x = numpy.arange(48, dtype="i2").reshape(4, 3, 2, 2)
                x[:, 1, 0] = -1
                file["x"] = x
                file["x"].attrs["_FillValue"] = numpy.array([value], "i2")
        """,
        folder.toString());
    for (String[] files : new String[][] {{"a.h5", "b.h5"}, {"a.h5", "other.h5"}}) {
      JobRun run =
          JobRun.of(
              "stats",
              "--input",
              folder.resolve(files[0]).toString(),
              folder.resolve(files[1]).toString(),
              "--layout",
              "CHW",
              "--nodata",
              "file",
              "--json");
      boolean agree = files[1].startsWith("b");
      assertEquals(agree ? ExitCode.DONE : ExitCode.USAGE, run.code(), run.err());
      assertTrue(
          (run.out() + run.err())
              .contains(agree ? "\"nodata\" : 16" : "(the first files say -1 and -2)"),
          run.out() + run.err());
    }
  }

  @Test
  void statsLeavesThemOut() {
    JobRun run =
        JobRun.of(
            "stats", "--input", table.toString(), "--layout", "CHW", "--nodata", "-9999", "--json");
    assertEquals(ExitCode.DONE, run.code(), run.err());
    assertTrue(run.out().contains("\"nodata\" : " + 3 * SAMPLES), run.out());
    assertFalse(run.out().contains("-9999"), run.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--nodata none --kind spatial | Invalid nodata: none (a number, or nan)",
        "--nodata file --kind spatial | Invalid --nodata: file (the first files do not say it",
        "--nodata -9999 --kind spatial --dtype uint8 | Invalid --nodata: -9999 (--dtype uint8 does",
        "--nodata -9999 --steps instance_norm | Invalid --nodata: -9999 (instance_norm mixes places",
      })
  void mistakesAreOneLine(String options, String message) {
    String drop = options.contains("--steps") ? "" : " --drop 0.3";
    JobRun.refusesPlan(table, message, (options + drop).split(" "));
  }
}
