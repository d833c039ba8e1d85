package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/** The share of each box that stays visible, as NumPy counts it in the output's zeros. */
class BoxesTest {
  private static final String MAKE =
      """
      import io, sys
      import numpy, pyarrow, pyarrow.parquet
      def npy(x):
          cell = io.BytesIO()
          numpy.save(cell, x)
          return cell.getvalue()
      rng, rows = numpy.random.default_rng(0), []
      for i in range(20):
          low = numpy.round(rng.uniform(-3, 12, (i % 4, 2)), 1)
          boxes = numpy.concatenate([low, low + numpy.round(rng.uniform(0, 9, low.shape), 1)], 1)
          xywh = numpy.concatenate([low, boxes[:, 2:] - low], 1)
          lists, flat = boxes.tolist(), boxes.astype("f4").ravel().tolist()
          rows.append(dict(id=i, image=npy(rng.integers(1, 200, (11, 13, 3), "u1")),
              planes=npy(rng.random((3, 11, 13)).astype("f4") + 1), lists=lists, flat=flat, npy=npy(boxes),
              objects=dict(bbox=xywh.tolist(), category=[1] * len(lists)), long=[[1, 2, 4, 5]],
              voc=[dict(name="a", xmin=b[0], ymin=b[1], xmax=b[2], ymax=b[3]) for b in lists],
              coco=[dict(bbox=b) for b in xywh.tolist()], odd=[1.0, 2.0], text="none",
              wrong=[1.0, 2.0, float("nan"), 4.0]))
      struct = pyarrow.struct([("name", pyarrow.string())] + [(n, pyarrow.float64()) for n in ("xmin", "ymin", "xmax", "ymax")])
      table = pyarrow.Table.from_pylist(rows)
      pyarrow.parquet.write_table(table, sys.argv[1], row_group_size=7)
      """;

  /** By another way than the job's: of each pixel whether a box touches it. */
  private static final String JUDGE =
      """
      import glob, io, json, sys
      import numpy, pyarrow.parquet
      def read(cell):
          return numpy.load(io.BytesIO(cell)) if isinstance(cell, bytes) else cell
      boxes = {r["id"]: read(r["npy"]) for r in pyarrow.parquet.read_table(sys.argv[1]).to_pylist()}
      column, shares, counted = sys.argv[3], sys.argv[4], 0
      for row in pyarrow.parquet.ParquetDataset(sys.argv[2]).read().to_pylist():
          x = read(row[column])
          seen = (x != 0).any(2 if column == "image" else 0)
          x0, y0, x1, y1 = (boxes[row["id"]].T.reshape(4, -1, 1, 1))
          y, x = numpy.mgrid[:11, :13]
          inside = (x + 1 > x0) & (x < x1) & (y + 1 > y0) & (y < y1) & (x1 > x0) & (y1 > y0)
          pixels = inside.sum((1, 2))
          expected = numpy.where(pixels > 0, (inside & seen).sum((1, 2)) / numpy.maximum(pixels, 1), 0)
          numpy.testing.assert_array_equal(numpy.float32(row[shares]), expected.astype("f4"))
          counted += len(expected)
      print(counted, "boxes")
      """;

  @TempDir static Path folder;
  private static Path table;

  @BeforeAll
  static void make() {
    Python.assumeModules("numpy", "pyarrow");
    table = folder.resolve("in.parquet");
    Python.run(0, MAKE, table.toString());
  }

  private static Path run(String name, String... more) {
    Path output = folder.resolve(name);
    List<String> all = new ArrayList<>(List.of("--key", "id", "--column", "image"));
    all.addAll(List.of("--layout", "HWC", "--seed", "42", "--copies", "2"));
    if (!List.of(more).contains("--kind") && !List.of(more).contains("--steps")) {
      all.addAll(List.of("--kind", "cutout {size = 6, holes = 2}"));
    }
    all.addAll(List.of(more));
    JobRun.augment(table, output, all.toArray(String[]::new));
    return output;
  }

  private static void judged(Path output, String column, String shares) {
    String[] arguments = {table.toString(), output.toString(), column, shares};
    assertEquals(List.of("60 boxes"), Python.run(0, JUDGE, arguments));
    JobRun verified = JobRun.of("verify", output.toString(), "--input", table.toString());
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
  }

  @ParameterizedTest
  @CsvSource({
    "lists, xyxy, lists_visible",
    "flat, xyxy, flat_visible",
    "npy, xyxy, npy_visible",
    "voc, xyxy, voc_visible",
    "objects.bbox, xywh, objects_bbox_visible",
    "coco.bbox, xywh, coco_bbox_visible"
  })
  void boxesAreReadAsDatasetsHaveThem(String column, String format, String shares) {
    Path output = run(column, "--boxes", column, "--box-format", format);
    judged(output, "image", shares);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "element {drop = 0.7}",
        "pixel {drop = 0.5}",
        "row {drop = 0.5}",
        "drop_block {size = 3, drop = 0.8}",
        "noise {shape = [1, -1, 1], drop = 0.5}",
        "grid {unit = 4, ratio = 0.6, apply = 0.5}"
      })
  void aPlaceIsVisibleThatIsKeptInAnyChannel(String kind) {
    Path output =
        run(
            "planes" + kind.length(),
            "--kind",
            kind,
            "--boxes",
            "lists",
            "--column",
            "planes",
            "--layout",
            "CHW");
    judged(output, "planes", "lists_visible");
  }

  @Test
  void stepsCountTogether() {
    Path output =
        run("steps", "--boxes", "lists", "--steps", "spatial {drop = 0.5}", "cutout {size = 5}");
    judged(output, "image", "lists_visible");
  }

  @ParameterizedTest
  @ValueSource(strings = {"webdataset", "tfrecord", "mds", "npz"})
  void everyFormatHoldsThem(String format) throws IOException {
    String[] options = {"--boxes", "npy", "--columns", "npy"};
    Path plain = run(format + "-plain", options);
    Path output = run(format, "--boxes", "npy", "--columns", "npy", "--output-format", format);
    assertEquals(
        JobRun.json(plain, "run.json").get("digest"),
        JobRun.json(output, "run.json").get("digest"));
    JobRun verified = JobRun.of("verify", output.toString(), "--input", table.toString());
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
  }

  @Test
  void sharesAreInTheDigestWithMasksToo() throws IOException {
    Path masked = run("masked", "--mask-column", "kept");
    Path both = run("both", "--mask-column", "kept", "--boxes", "lists");
    assertNotEquals(
        JobRun.json(masked, "run.json").get("digest"), JobRun.json(both, "run.json").get("digest"));
    assertEquals(JobRun.json(masked, "stats.json"), JobRun.json(both, "stats.json"));
    judged(both, "image", "lists_visible");
  }

  /** By whoever makes all checksums again. */
  @Test
  void aShareThatTheMaskDoesNotLeaveIsFound() throws IOException {
    Path output = run("forged", "--boxes", "lists", "--shard-rows", "100");
    Forger.column(output, "lists_visible", "transform(lists_visible, x -> cast(1 as float))");
    JobRun.refusesOutput(output, "Invalid lists_visible: it is not what the mask leaves of boxes");
  }

  @Test
  void moreIsAddedByTheSameBoxesAlone() {
    run("added", "--boxes", "lists");
    String[] again = {"--if-exists", "append", "--run-id", "two"};
    JobRun other = augment(folder.resolve("added"), "cutout {size = 6, holes = 2}", "voc", again);
    assertEquals(ExitCode.USAGE, other.code());
    assertTrue(other.err().contains("was made with boxes lists (xyxy), this run has"), other.err());
  }

  private static JobRun augment(Path output, String kind, String boxes, String... more) {
    List<String> all = new ArrayList<>(List.of("augment", "--input", table.toString()));
    all.addAll(List.of("--output", output.toString(), "--key", "id", "--column", "image"));
    all.addAll(List.of("--layout", "HWC", "--seed", "42", "--copies", "2", "--kind", kind));
    all.addAll(List.of("--boxes", boxes));
    return JobRun.of(all, more);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spatial {drop = 0.5} | lists | Invalid --boxes: lists (spatial drops channels or samples, not"
            + " places)",
        "sample {drop = 0.5} | lists | Invalid --boxes: lists (sample drops channels or samples",
        "sensor {groups = {a = 0-2}, drop = 0.5} | lists | (sensor drops channels or samples, not",
        "noise {shape = [1, 1, -1], drop = 0.5} | lists | (noise drops channels or samples, not",
        "gaussian {drop = 0.5} | lists | (gaussian drops channels or samples, not places)",
        "cutout {size = 3} | none | Invalid --boxes: none (the columns are id, image, planes,",
        "cutout {size = 3} | text | Invalid --boxes: text (STRING: lists of four numbers,",
        "cutout {size = 3} | objects.box | Invalid --boxes: objects.box (STRUCT<",
        "cutout {size = 3} | odd | Invalid box of odd: 2 numbers (four of each box)",
        "cutout {size = 3} | wrong | Invalid box of wrong: [1.0, 2.0, NaN, 4.0] (numbers are finite)"
      })
  void whatHasNoBoxesOrNoPlacesIsRefusedInOneLine(String kind, String boxes, String expected) {
    JobRun run = augment(folder.resolve("refused"), kind, boxes);
    assertTrue(run.code() != ExitCode.DONE && run.err().contains(expected), run.err());
    assertEquals(1, run.err().strip().lines().count(), run.err());
  }

  @Test
  void aPlanNamesThem() {
    String[] call = {
      "plan", "--input", table.toString(), "--output", folder + "/none", "--key", "id"
    };
    JobRun plan =
        JobRun.of(
            List.of(call),
            "--column",
            "image",
            "--layout",
            "HWC",
            "--kind",
            "cutout {size = 3}",
            "--seed",
            "1",
            "--boxes",
            "coco.bbox",
            "--box-format",
            "xywh");
    assertEquals(ExitCode.DONE, plan.code(), plan.err());
    assertTrue(
        plan.out().contains("coco.bbox (xywh): what stays visible in coco_bbox_visible"),
        plan.out());
  }
}
