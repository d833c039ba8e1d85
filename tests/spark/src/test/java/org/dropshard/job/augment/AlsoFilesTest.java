package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dropshard.Python;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Other tensors in files beside pictures, in arrays of npz and datasets of HDF5 are dropped where a
 * sample's own is, as Pillow, tifffile, h5py and NumPy see it.
 */
class AlsoFilesTest {
  private static final String MAKE =
      """
      import os, sys
      import h5py, numpy, tifffile
      from PIL import Image
      folder, rng = sys.argv[1], numpy.random.default_rng(0)
      for name in ("cat", "dog", "one", "rows"):
          os.makedirs(f"{folder}/{'' if name in ('one', 'rows') else 'pictures/'}{name}")
      for i in range(8):
          name = f"{folder}/pictures/{'cat' if i % 2 else 'dog'}/{i}"
          Image.fromarray(rng.integers(1, 200, (9, 7, 3), "u1")).save(name + (".jpg" if i % 3 else ".png"))
          mask = Image.fromarray(rng.integers(0, 16 if i % 2 else 21, (9, 7), "u1"), "P")
          mask.putpalette(rng.integers(0, 256, 63).tolist())
          mask.save(name + ".mask.png", bits=4 if i % 2 else 8)
          tifffile.imwrite(name + ".depth.tif", rng.random((9, 7)).astype("f4"))
          numpy.savez(f"{folder}/one/{i}.npz", image=rng.random((9, 7, 3)).astype("f4") + 1, mask=rng.integers(0, 9, (9, 7), "u1"))
      images, masks = rng.random((10, 3, 9, 7)).astype("f4") + 1, rng.integers(0, 9, (10, 9, 7), "i2")
      images[:, :, :2] = -1
      numpy.savez(f"{folder}/rows/a.npz", x=images, masks=masks, flow=rng.random((10, 2, 9, 7)), other=masks)
      with h5py.File(f"{folder}/in.h5", "w") as file:
          file["images"], file["labels/masks"], file["number"] = images, masks, range(10)
      """;

  /** What the columns of an output hold, by the twin's mask. */
  private static final String JUDGE =
      """
      import io, sys
      sys.path.insert(0, sys.argv[1])
      import dropshard_mask, numpy, pyarrow.parquet, tifffile
      from PIL import Image
      folder, output, layout = sys.argv[2:5]
      def read(cell):
          if cell[:4] == b"\\x89PNG":
              return numpy.array(Image.open(io.BytesIO(cell)))
          return tifffile.imread(io.BytesIO(cell)) if cell[:2] in (b"II", b"MM") else numpy.load(io.BytesIO(cell))
      def was(row, column, y):
          path = row.get("path")
          if "number" in row:
              import h5py
              return h5py.File(f"{folder}/in.h5")[column][row["number"]]
          if path.endswith(".npz"):
              arrays = numpy.load(f"{folder}/{path}")
              if column == "mask":
                  return arrays[column]
              return arrays[column][(arrays["x"] == y).sum((1, 2, 3)).argmax()]  # no column has the row
          with open(f"{folder}/pictures/{path[:-4]}.{column}", "rb") as file:
              return read(file.read())
      rows = pyarrow.parquet.ParquetDataset(output).read().to_pylist()
      for row in rows:
          y = read(row["images" if "images" in row else "tensor"])
          keep = dropshard_mask.pixel(y.shape, 42, row["sample_id"], row["copy"], layout, drop=0.3)
          keep = keep.all(2 if layout == "HWC" else 0)
          for spec in sys.argv[5:]:
              column, fill = spec.split("=")
              now, before = read(row[column]), was(row, column, y)
              expected = numpy.where(keep, before, numpy.array(float(fill)).astype(before.dtype))
              numpy.testing.assert_array_equal(now, expected, column)
              assert now.dtype == before.dtype, (now.dtype, before.dtype)
      print(len(rows), "rows")
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void make() {
    Python.assumeModules("numpy", "pyarrow", "PIL", "h5py", "tifffile", "cryptography");
    Python.run(0, MAKE, folder.toString());
  }

  private static Path run(String input, String name, String also, String... more) {
    Path output = folder.resolve(name);
    List<String> all = new ArrayList<>(List.of("--also", also, "--seed", "42", "--copies", "2"));
    all.addAll(List.of("--kind", "pixel", "--drop", "0.3"));
    all.addAll(List.of(more));
    JobRun.augment(folder.resolve(input), output, all.toArray(String[]::new));
    JobRun verified =
        JobRun.of("verify", output.toString(), "--input", folder.resolve(input).toString());
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
    return output;
  }

  private static void judged(int rows, Path root, Path output, String layout, String... columns) {
    List<String> all = new ArrayList<>(List.of(Path.of("../../conf").toString(), root.toString()));
    all.addAll(List.of(output.toString(), layout));
    all.addAll(List.of(columns));
    assertEquals(List.of(rows + " rows"), Python.run(0, JUDGE, all.toArray(String[]::new)));
  }

  /** Palettes are not looked up: the numbers of classes are in the output, of 4 bits too. */
  @Test
  void filesBesidePicturesAreDroppedAlike() throws IOException {
    Path output = run("pictures", "out-pictures", "mask.png {fill = 255}, depth.tif {fill = -1}");
    judged(16, folder, output, "HWC", "mask.png=255", "depth.tif=-1");
    assertEquals(8, JobRun.json(output, "run.json").at("/rows/in").asInt());
  }

  @Test
  void aTarOfThemHasThemAsMembers() throws IOException {
    Path output =
        run(
            "pictures",
            "out-tars",
            "mask.png {fill = 255}, depth.tif",
            "--output-format",
            "webdataset");
    Path again = folder.resolve("out-again");
    List<String> all = new ArrayList<>(List.of("--column", "png", "--also", "mask.png"));
    all.addAll(List.of("--kind", "pixel", "--drop", "1", "--seed", "1", "--key", "sample_id"));
    JobRun.augment(output, again, all.toArray(String[]::new));
    JsonNode also = JobRun.json(again, "stats.json").at("/after/also/0");
    assertEquals("mask.png", also.get("column").asText());
    assertEquals(16 * 63, also.get("dropped").asInt());
  }

  @Test
  void arraysOfAnArchiveAreOneSample() {
    Path output = run("one", "out-one", "mask {fill = 7}", "--layout", "HWC");
    judged(16, folder.resolve("one"), output, "HWC", "mask=7");
  }

  @Test
  void rowsOfArraysGoTogether() {
    String[] options = {"--layout", "CHW", "--batch-axis", "0", "--column", "x", "--scale", "none"};
    Path output = run("rows", "out-rows", "masks {fill = -1}, flow {fill = 9}", options);
    judged(20, folder.resolve("rows"), output, "CHW", "masks=-1", "flow=9");
  }

  @Test
  void datasetsOfHdf5GoTogether() {
    Path output =
        run("in.h5", "out-h5", "labels/masks {fill = -1}", "--layout", "CHW", "--column", "images");
    judged(20, folder, output, "CHW", "labels/masks=-1");
  }

  /** A place without data keeps it in the tensor; the others follow the mask. */
  @Test
  void placesWithoutDataAreDroppedInTheOthers() {
    Path output =
        run(
            "in.h5",
            "out-nodata",
            "labels/masks {fill = -1}",
            "--layout",
            "CHW",
            "--column",
            "images",
            "--nodata",
            "-1");
    judged(20, folder, output, "CHW", "labels/masks=-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pictures | mask.jpg | Invalid --also: mask.jpg (of pictures it is what files beside them end in",
        "pictures | mask.png, depth.tif, none.png | Invalid tensor of none.png: File file:",
        "one | mask, none | Invalid archive: no array none (there are image, mask)",
        "rows | masks | Invalid archive: x, masks, flow, other (--column names the array that is"
      })
  void whatIsNotThereIsRefusedInOneLine(String input, String also, String expected) {
    List<String> all = new ArrayList<>(List.of("augment", "--input", folder.resolve(input) + ""));
    all.addAll(List.of("--output", folder + "/none", "--seed", "9", "--kind", "pixel"));
    JobRun run = JobRun.of(all, "--drop", "0.3", "--layout", "HWC", "--also", also);
    assertTrue(run.code() != ExitCode.DONE && run.err().contains(expected), run.err());
    assertEquals(1, run.err().strip().lines().count(), run.err());
  }
}
