package org.dropshard.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dropshard.Python;
import org.dropshard.Script;
import org.dropshard.job.JobRun;
import org.dropshard.job.demo.DemoPictures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs that know masks, letter for letter, on outputs of the job. */
class ReadmeProgramTest {
  @TempDir static Path folder;

  @BeforeAll
  static void prepare() throws IOException {
    DemoPictures.write(folder.resolve("pictures"), 12, 3);
  }

  /** The one that knows masks; the others are loaders. */
  private static String program() throws IOException {
    return program(Readme.text());
  }

  private static String program(String page) throws IOException {
    List<String> programs =
        Readme.blocks(page, "python").stream().filter(block -> block.contains("openssl")).toList();
    assertEquals(1, programs.size());
    return programs.get(0);
  }

  @Test
  void areOfTwentyLinesAtMost() throws IOException {
    assertTrue(program().lines().count() <= 20);
    assertTrue(program(Readme.dropouts()).lines().count() <= 20);
  }

  /** The one of the page of dropouts, which knows groups. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HWC | groups = {warm = 0, cold = \"1-2\"}, drop = {warm = 0.6, cold = 0.4}, at_least = 1",
        "CHW | groups = {b = [B], a = R}, never = G, keep = 0.4, channels = [R, G, B]",
        "HWC | groups = {r = 0, g = 1, b = 2}, drop = {r = 0.9, g = 0.5, b = 0.1}, at_least = 2"
      })
  void findsEveryGroupRight(String layout, String groups) throws IOException {
    Path output = folder.resolve("groups-" + System.nanoTime());
    String kind = "sensor {" + groups + "}";
    String[] options = {"--kind", kind, "--seed", "42", "--copies", "2", "--layout", layout};
    JobRun.augment(folder.resolve("pictures"), output, options);
    String program = program(Readme.dropouts());
    assertTrue(run(program, output, 0).contains("dropped, as the contract says"));
    Path run = output.resolve("_dropshard/run.json");
    Files.writeString(run, Files.readString(run).replace("\"seed\" : 42", "\"seed\" : 43"));
    assertTrue(run(program, output, 1).contains("AssertionError: not dropped"));
  }

  private static final String TILES =
      """
      import os, sys
      import numpy, tifffile
      names = "VV VH B2 B3 B4 B5 B6 B7 B8 B8A B11 B12 dem".split()
      items = [f'<Item name="DESCRIPTION" sample="{i}" role="description">{n}</Item>' for i, n in enumerate(names)]
      told = [(42112, "s", 0, f"<GDALMetadata>{''.join(items)}</GDALMetadata>", True)]
      os.makedirs(sys.argv[1])
      for i in range(40):
          x = numpy.random.default_rng(i).random((13, 6, 5)).astype("f4") + 1
          tifffile.imwrite(f"{sys.argv[1]}/{i}.tif", x, planarconfig="separate", photometric="minisblack", extratags=told)
      """;

  /** Thirteen bands of three sensors, which are called as the files call them. */
  @Test
  void findsEveryGroupOfBandsByName() throws IOException {
    Python.assumeModules("tifffile", "numpy");
    Path tiles = folder.resolve("tiles");
    Python.run(0, TILES, tiles.toString());
    Path output = folder.resolve("tiles-failing");
    String kind =
        "sensor {groups = {radar = [VV, VH], optical = \"2-11\", height = dem},"
            + " drop = {radar = 0.5, optical = 0.3, height = 0.8}, at_least = 1}";
    String[] options = {"--channels", "as-is", "--copies", "3", "--seed", "5", "--kind", kind};
    JobRun.augment(tiles, output, options);
    String printed = run(program(Readme.dropouts()), output, 0);
    assertTrue(printed.contains("dropped, as the contract says"), printed);
    assertEquals("VV", JobRun.json(output, "run.json").at("/dropout/steps/0/channels/0").asText());
  }

  /** By what the README says of pictures, in the place of its line for npy. */
  @Test
  void findsEveryMaskOfPictures() throws IOException {
    Python.assumeModules("PIL");
    String picture = "numpy.atleast_3d(PIL.Image.open(io.BytesIO(row[column])))";
    String npy = "numpy.load(io.BytesIO(row[column]))";
    assertTrue(Readme.text().contains("`" + picture + "`"));
    assertTrue(program().contains(npy));
    String program = "import PIL.Image\n" + program().replace(npy, picture + ".transpose(2, 0, 1)");
    Path output = augment("--kind element --drop 0.4 --layout CHW --encoding png");
    String printed = String.join("\n", Python.run(0, program, output.toString()));
    assertTrue(printed.contains("as the contract says"), printed);
  }

  @Test
  void findsAnotherSeedOut() throws IOException {
    Path output = augment("--kind spatial --drop 0.5");
    Path run = output.resolve("_dropshard/run.json");
    Files.writeString(run, Files.readString(run).replace("\"seed\" : 42", "\"seed\" : 43"));
    String printed = run(output, 1);
    assertTrue(printed.contains("AssertionError: not dropped"), printed);
  }

  private static Path augment(String options) {
    Path output = folder.resolve("out-" + System.nanoTime());
    String seed = options.contains("--seed") ? "" : " --seed 42";
    JobRun.augment(folder.resolve("pictures"), output, (options + seed).split(" "));
    return output;
  }

  private static String run(Path output, int code) throws IOException {
    return run(program(), output, code);
  }

  private static String run(String program, Path output, int code) throws IOException {
    Python.assumeModules("numpy", "pyarrow");
    assumeTrue(Script.isThere("openssl"), "openssl is absent");
    return String.join("\n", Python.run(code, program, output.toString()));
  }
}
