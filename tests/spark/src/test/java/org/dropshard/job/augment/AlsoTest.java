package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dropshard.Python;
import org.dropshard.job.Forger;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Other tensors of a sample are dropped where its own is, as NumPy, Pillow and PyArrow see it. */
class AlsoTest {
  private static final String ALSO =
      "mask {fill = 255}, depth {fill = nan}, raw {dtype = uint16, shape = shape},"
          + " flow {layout = CHW, fill = [1, 2]}, list {shape = \"5,7\", fill = -1}";

  private static final String MAKE =
      """
      import io, sys, tarfile
      import numpy, pyarrow, pyarrow.parquet
      from PIL import Image
      def npy(x):
          cell = io.BytesIO()
          numpy.save(cell, x)
          return cell.getvalue()
      def png(x):
          cell = io.BytesIO()
          Image.fromarray(x).save(cell, "PNG")
          return cell.getvalue()
      rng, rows = numpy.random.default_rng(0), []
      tar = tarfile.open(sys.argv[2], "w")
      for i in range(12):
          x = rng.integers(1, 200, (5, 7, 3), "u1")
          mask = rng.integers(1, 20, (5, 7), "u1")
          rows.append(dict(id=i, image=png(x), mask=png(mask), depth=npy(rng.random((5, 7)).astype("f2")),
              raw=rng.integers(1, 60000, (5, 7)).astype("<u2").tobytes(), shape="5,7",
              flow=npy(rng.random((2, 5, 7)).astype("f4")), list=rng.random(35).astype("f4")))
          for name, content in (f"s{i:02}.png", png(x)), (f"s{i:02}.mask.png", png(mask)):
              member = tarfile.TarInfo(name)
              member.size = len(content)
              tar.addfile(member, io.BytesIO(content))
      tar.close()
      numpy.save(sys.argv[3], x)
      pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), sys.argv[1], row_group_size=3)
      """;

  /** What stands in an output's columns, by the twin's mask. */
  private static final String JUDGE =
      """
      import io, json, sys
      sys.path.insert(0, sys.argv[1])
      import numpy, pyarrow.parquet, dropshard_mask
      from PIL import Image
      before = {r["id"]: r for r in pyarrow.parquet.read_table(sys.argv[2]).to_pylist()}
      stats = {also["column"]: also for also in json.load(open(sys.argv[3] + "/_dropshard/stats.json"))["after"]["also"]}
      gone, kinds = dict.fromkeys(stats, 0), dict(mask=255, depth=numpy.nan, raw=0, flow=[[[1]], [[2]]], list=-1)
      def read(name, cell):
          if name == "mask":
              return numpy.array(Image.open(io.BytesIO(cell)))
          if name == "raw":
              return numpy.frombuffer(cell, "<u2").reshape(5, 7)
          return numpy.float32(cell).reshape(5, 7) if name == "list" else numpy.load(io.BytesIO(cell))
      rows = pyarrow.parquet.ParquetDataset(sys.argv[3]).read().to_pylist()
      assert len(rows) == 24
      for row in rows:
          keep = dropshard_mask.pixel((5, 7, 3), 42, row["sample_id"], row["copy"], "HWC", drop=0.3)[:, :, 0]
          for name, fill in kinds.items():
              was, now = read(name, before[row["id"]][name]), read(name, row[name])
              numpy.testing.assert_array_equal(now, numpy.where(keep, was, numpy.array(fill, was.dtype)), name)
              assert was.dtype == now.dtype
              gone[name] += int((~keep).sum())
      assert {name: s["dropped"] for name, s in stats.items()} == gone, gone
      assert all(s["units"] == 24 * 35 for s in stats.values())
      print("as NumPy has it")
      """;

  @TempDir static Path folder;
  private static Path table;
  private static Path tar;
  private static Path arrays;

  @BeforeAll
  static void make() {
    Python.assumeModules("numpy", "pyarrow", "PIL", "cryptography");
    table = folder.resolve("in.parquet");
    tar = folder.resolve("in.tar");
    arrays = folder.resolve("in.npy");
    Python.run(0, MAKE, table.toString(), tar.toString(), arrays.toString());
  }

  private static Path run(String name, String... more) {
    Path output = folder.resolve(name);
    List<String> all = new ArrayList<>(List.of("--key", "id", "--column", "image"));
    all.addAll(List.of("--seed", "42", "--drop", "0.3", "--copies", "2"));
    all.addAll(List.of(more));
    if (!all.contains("--kind")) {
      all.addAll(List.of("--kind", "pixel"));
    }
    if (!all.contains("--also")) {
      all.addAll(List.of("--also", ALSO));
    }
    JobRun.augment(table, output, all.toArray(String[]::new));
    return output;
  }

  private static void verified(Path output, Path input) {
    JobRun verified = JobRun.of("verify", output.toString(), "--input", input.toString());
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
  }

  @Test
  void placesAreDroppedInEachColumnByItsOwnFill() {
    Path output = run("out");
    String conf = Path.of("../../conf").toString();
    String printed =
        String.join("\n", Python.run(0, JUDGE, conf, table.toString(), output.toString()));
    assertTrue(printed.contains("as NumPy has it"), printed);
    verified(output, table);
  }

  @ParameterizedTest
  @ValueSource(strings = {"webdataset", "tfrecord", "mds", "npz"})
  void otherFormatsHoldTheSame(String format) throws IOException {
    String also = "mask {fill = 255}, depth {fill = nan}, raw {dtype = uint16, shape = shape}";
    Path output =
        run(
            format,
            "--output-format",
            format,
            "--also",
            also,
            "--columns",
            "mask",
            "depth",
            "raw",
            "shape");
    Path plain =
        run(format + "-parquet", "--also", also, "--columns", "mask", "depth", "raw", "shape");
    assertEquals(
        JobRun.json(plain, "stats.json").at("/after/also"),
        JobRun.json(output, "stats.json").at("/after/also"));
    verified(output, table);
  }

  @Test
  void pictureAndItsMaskInATarGoAlike() throws IOException {
    Path output = folder.resolve("tars");
    JobRun.augment(
        tar,
        output,
        "--column",
        "png",
        "--also",
        "mask.png {fill = 255}",
        "--seed",
        "42",
        "--kind",
        "cutout {size = 3}",
        "--encoding",
        "png",
        "--output-format",
        "webdataset");
    JsonNode also = JobRun.json(output, "stats.json").at("/after/also/0");
    JsonNode after = JobRun.json(output, "stats.json").get("after");
    assertEquals("mask.png", also.get("column").asText());
    assertEquals(after.get("dropped"), also.get("dropped"));
    assertEquals(after.get("units"), also.get("units"));
    verified(output, tar);
  }

  @Test
  void aChannelThatIsNamedIsFollowed() throws IOException {
    Path output =
        run(
            "named",
            "--kind",
            "spatial",
            "--also",
            "depth {channels = 1, fill = -1}, flow {channels = [2, 0], layout = CHW}");
    JsonNode also = JobRun.json(output, "stats.json").at("/after/also");
    assertEquals(24 * 35, also.get(0).get("units").asInt());
    assertEquals(24 * 70, also.get(1).get("units").asInt());
    assertEquals(0, also.get(0).get("dropped").asInt() % 35);
    assertTrue(also.get(0).get("dropped").asInt() > 0);
    verified(output, table);
  }

  @Test
  void partitionsChangeNothingAndTheDigestOfTensorsStays() throws IOException {
    JobRun.spark().conf().set("spark.sql.files.minPartitionNum", "4");
    Path output = run("parts", "--shard-rows", "5");
    JobRun.spark().conf().unset("spark.sql.files.minPartitionNum");
    Path whole = run("whole");
    assertEquals(JobRun.json(whole, "stats.json"), JobRun.json(output, "stats.json"));
    assertEquals(
        JobRun.json(run("without", "--also", "mask"), "run.json").get("digest"),
        JobRun.json(output, "run.json").get("digest"));
  }

  @Test
  void aColumnThatTheSeedDoesNotMakeIsFound() throws IOException {
    Path output = run("forged", "--shard-rows", "100");
    Forger.column(output, "list", "transform(list, x -> cast(7 as float))");
    JobRun.refusesOutput(
        output, "Invalid list: what is dropped of the tensor is not the fill there");
  }

  @Test
  void moreIsAddedByTheSameColumnsAlone() {
    Path output = run("added");
    String[] base = {
      "augment",
      "--input",
      table.toString(),
      "--output",
      output.toString(),
      "--if-exists",
      "append",
      "--run-id",
      "two",
      "--key",
      "id",
      "--column",
      "image",
      "--seed",
      "42",
      "--kind",
      "pixel",
      "--drop",
      "0.3",
      "--copies",
      "2",
      "--also"
    };
    JobRun other = JobRun.of(with(base, "mask"));
    assertEquals(ExitCode.USAGE, other.code());
    assertTrue(other.err().contains("was made with also"), other.err());
    JobRun same = JobRun.of(with(base, ALSO));
    assertEquals(ExitCode.DONE, same.code(), same.err());
    assertEquals(ExitCode.DONE, JobRun.of("verify", output.toString()).code());
  }

  private static String[] with(String[] base, String last) {
    return Stream.concat(Stream.of(base), Stream.of(last)).toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pixel | nothing | Invalid --also: nothing (there are id, image,",
        "pixel | mask {fil = 1} | Invalid --also: mask (fil: it has fill, channels,",
        "pixel | mask, mask | Invalid --also: mask (twice)",
        "pixel | image | Invalid --also: image (the tensor itself)",
        "element | mask | Invalid --also: mask (element drops no whole places",
        "pixel | flow {layout = HWC} | Invalid shape of flow: [2, 5, 7] HWC (the places of [5, 7, 3]"
            + " HWC)",
        "element | mask {channels = 3} | Invalid channels of mask: [3] (the tensor has 3)",
        "pixel | flow {layout = CHW, fill = [1, 2, 3]} | Invalid fill of flow: 3 values (1, or 2)"
      })
  void whatDoesNotFitIsRefused(String kind, String also, String expected) {
    JobRun run =
        JobRun.of(
            "augment",
            "--input",
            table.toString(),
            "--output",
            folder + "/none",
            "--key",
            "id",
            "--column",
            "image",
            "--seed",
            "9",
            "--kind",
            kind,
            "--drop",
            "0.3",
            "--also",
            also);
    assertTrue(run.code() != ExitCode.DONE && run.err().contains(expected), run.err());
    assertEquals(1, run.err().strip().lines().count(), run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan", "augment"})
  void whatIsNotBuiltIsRefusedInOneLine(String command) {
    refused(
        command,
        arrays,
        "Invalid --also: mask (npy files are read without columns that could be)",
        "--layout",
        "HWC");
  }

  private static void refused(String command, Path input, String expected, String... options) {
    List<String> all = new ArrayList<>(List.of(command, "--input", input.toString(), "--output"));
    all.addAll(List.of(folder + "/none", "--seed", "9", "--kind", "pixel", "--drop", "0.3"));
    all.addAll(List.of("--also", "mask"));
    JobRun run = JobRun.of(all, options);
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains(expected), run.err());
    assertEquals(1, run.err().strip().lines().count(), run.err());
  }

  @Test
  void partsOfASplitAreCountedByThemselves() throws IOException {
    Path output = run("split", "--split", "train=0.5,val=0.5");
    JsonNode stats = JobRun.json(output, "stats.json");
    assertEquals(2, stats.get("splits").size());
    for (int column = 0; column < stats.at("/after/also").size(); column++) {
      long dropped = 0;
      for (JsonNode part : stats.get("splits")) {
        JsonNode also = part.at("/after/also/" + column);
        assertEquals(part.get("rows").asLong() * 35, also.get("units").asLong());
        dropped += also.get("dropped").asLong();
      }
      assertEquals(stats.at("/after/also/" + column + "/dropped").asLong(), dropped);
    }
    verified(output, table);
  }
}
