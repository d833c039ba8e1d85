package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.dropshard.Python;
import org.dropshard.format.cell.picture.PictureFile;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures come out as pictures: same digest, same statistics, same samples to other readers. */
class PictureOutputsTest {
  private static final int SAMPLES = 4;

  /** Prints what a reader finds in an output: each tensor's type, shape and MD5. */
  private static final String READERS =
      """
      import glob, hashlib, io, json, sys, tarfile
      import imagecodecs, numpy, pyarrow.parquet, tifffile
      sys.path.insert(0, sys.argv[1])
      kind, folder, chw = sys.argv[2], sys.argv[3], sys.argv[4] == "CHW"

      def png(cell):
          x = imagecodecs.png_decode(cell)
          x = x if x.ndim == 3 else x[:, :, None]
          return x.transpose(2, 0, 1) if chw else x

      def tiff(cell):
          return tifffile.imread(io.BytesIO(cell))

      def parquet(name):
          for shard in glob.glob(folder + "/*.parquet"):
              yield from pyarrow.parquet.read_table(shard)[name].to_pylist()

      def members(ending):
          for shard in glob.glob(folder + "/*.tar"):
              with tarfile.open(shard) as tar:
                  names = tar.getnames()
                  assert len([n for n in names if n.endswith(".json")]) * 2 == len(names), names
                  for member in tar:
                      if member.name.endswith(ending):
                          yield tar.extractfile(member).read()

      if kind == "npy":
          arrays = [numpy.load(io.BytesIO(cell)) for cell in parquet("tensor")]
      elif kind == "png":
          arrays = [png(cell) for cell in parquet("tensor")]
      elif kind == "tiff":
          arrays = [tiff(cell) for cell in parquet("tensor")]
      elif kind == "webdataset":
          arrays = [png(cell) for cell in members(".png")]
      elif kind == "huggingface":
          import datasets
          rows = datasets.load_dataset("parquet", data_files=folder + "/*.parquet", split="train")
          assert isinstance(rows.features["tensor"], datasets.Image), rows.features
          assert rows[0]["tensor"].size, rows[0]
          raw = rows.cast_column("tensor", datasets.Image(decode=False))
          arrays = [png(row["tensor"]["bytes"]) for row in raw]
          seen = numpy.asarray(rows[0]["tensor"])
          if arrays[0].dtype == "uint8":  # Pillow makes 8 bits of 16
              assert (seen == arrays[0]).all()
      else:
          import readers
          arrays = [png(cell) for cell in readers.pictures(kind, folder)]
      for x in arrays:
          print(x.dtype, *x.shape, hashlib.md5(numpy.ascontiguousarray(x).tobytes()).hexdigest())
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void write() throws IOException {
    Random random = new Random(5);
    for (int i = 0; i < SAMPLES; i++) {
      Path rgb = Files.createDirectories(folder.resolve("rgb/class-" + i % 2));
      Files.write(
          rgb.resolve(i + ".png"),
          PictureFile.PNG.encode(noise(random, DType.UINT8, 20 + i, 17, 3), Layout.HWC, 1));
      Path more = Files.createDirectories(folder.resolve("more/class-2"));
      Files.copy(rgb.resolve(i + ".png"), more.resolve(i + ".png"));
      Path deep = Files.createDirectories(folder.resolve("deep"));
      Files.write(
          deep.resolve(i + ".png"),
          PictureFile.PNG.encode(noise(random, DType.UINT16, 9, 11 + i, 4), Layout.HWC, 1));
      Path maps = Files.createDirectories(folder.resolve("maps"));
      Files.write(maps.resolve(i + ".npy"), Npy.write(noise(random, DType.UINT16, 2, 9, 12)));
      Path bands = Files.createDirectories(folder.resolve("bands"));
      Files.write(bands.resolve(i + ".npy"), Npy.write(noise(random, DType.FLOAT32, 7, 9, 12)));
    }
  }

  private static Tensor noise(Random random, DType dtype, int... shape) {
    byte[] data = new byte[(int) Tensor.elements(shape) * dtype.bytes()];
    random.nextBytes(data);
    for (int i = 3; dtype == DType.FLOAT32 && i < data.length; i += 4) {
      data[i] &= 0x3f; // finite
    }
    return new Tensor(dtype, shape, data, 0);
  }

  private static String[] options(String input) {
    return switch (input) {
      case "deep" -> new String[] {"--channels", "as-is"};
      case "rgb", "more" -> new String[] {};
      default -> new String[] {"--layout", "CHW"};
    };
  }

  private static JobRun run(String command, String input, Path output, String asked) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--input", folder.resolve(input).toString()));
    arguments.addAll(List.of("--output", output.toString(), "--progress", "none"));
    arguments.addAll(List.of("--kind", "element", "--drop", "0.3", "--seed", "6"));
    arguments.addAll(List.of(options(input)));
    arguments.addAll(Stream.of(asked.split(" ")).filter(word -> !word.isEmpty()).toList());
    return JobRun.of(arguments.toArray(String[]::new));
  }

  private static Path augment(String input, String name, String asked) {
    Path output = folder.resolve("out-" + input + "-" + name);
    if (Files.notExists(output)) {
      JobRun run = run("augment", input, output, asked);
      assertEquals(ExitCode.DONE, run.code(), run.err());
    }
    return output;
  }

  private static JobRun verified(Path output, String... more) {
    List<String> arguments = new ArrayList<>(List.of("verify", output.toString()));
    arguments.addAll(List.of("--progress", "none"));
    arguments.addAll(List.of(more));
    JobRun run = JobRun.of(arguments.toArray(String[]::new));
    assertEquals(ExitCode.DONE, run.code(), run.err());
    return run;
  }

  private static List<String> read(String kind, Path output, String layout) {
    return Python.run(
            READERS,
            Path.of("src/test/resources/formats").toAbsolutePath().toString(),
            kind,
            output.toString(),
            layout)
        .stream()
        .filter(line -> line.startsWith("uint") || line.startsWith("float"))
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "rgb, webdataset, png, '--output-format webdataset'",
    "rgb, mds, png, '--output-format mds'",
    "rgb, huggingface, huggingface-image, '--encoding huggingface'",
    "deep, huggingface, huggingface-image, '--encoding huggingface --png-level 9'",
    "deep, png, png, '--encoding png --png-level 1'",
    "maps, png, png, '--encoding png'",
    "maps, tfrecord, png, '--output-format tfrecord --encoding png'",
    "maps, tiff, tiff, '--encoding tiff'",
    "bands, tiff, tiff, '--encoding tiff'",
  })
  void aPictureHoldsItsTensor(String input, String kind, String encoding, String asked)
      throws IOException {
    Path npy = augment(input, "npy", "--encoding npy");
    Path output = augment(input, kind, asked);
    JsonNode run = JobRun.json(output, "run.json");
    assertEquals(encoding, run.at("/output/encoding").asText());
    assertEquals(JobRun.json(npy, "run.json").at("/digest"), run.at("/digest"));
    assertEquals(JobRun.json(npy, "stats.json"), JobRun.json(output, "stats.json"));
    verified(output, "--input", folder.resolve(input).toString());
    Python.assumeModules("numpy", "imagecodecs", "tifffile", "pyarrow", "datasets");
    String layout = input.equals("rgb") || input.equals("deep") ? "HWC" : "CHW";
    List<String> expected = read("npy", npy, layout);
    assertEquals(SAMPLES, expected.size());
    assertEquals(expected, read(kind, output, layout));
  }

  @ParameterizedTest
  @CsvSource({
    "rgb, '', npy",
    "rgb, '--encoding huggingface-array --on-error drop', huggingface",
    "maps, '--output-format webdataset', npy",
    "rgb, '--output-format webdataset --dtype float32', npy",
    "rgb, '--output-format tfrecord', raw",
  })
  void whatIsNoPictureStays(String input, String asked, String encoding) throws IOException {
    Path output = augment(input, "stays" + asked.length(), asked);
    assertEquals(encoding, JobRun.json(output, "run.json").at("/output/encoding").asText());
  }

  @ParameterizedTest
  @CsvSource({
    "bands, '--encoding png', 'Invalid --encoding: png: float32 [7, 9, 12] CHW (png holds uint8'",
    "bands, '--encoding huggingface-image', 'Invalid --encoding: huggingface-image: float32'",
    "rgb, '--encoding png --dtype float32', 'Invalid --encoding: png: float32 ['",
    "deep, '--output-format webdataset --encoding jpeg', 'Invalid --encoding: jpeg: uint16'",
    "rgb, '--encoding jpeg', 'Invalid --encoding or --compression: jpeg'",
    "rgb, '--encoding png --png-level 10', 'Invalid --png-level: 10 (1 to 9)'",
    "rgb, '--output-format webdataset --encoding jpeg --quality 0', 'Invalid --quality: 0 (1 to'",
  })
  void whatAFileCannotHoldIsRefusedByPlan(String input, String asked, String said) {
    Path output = folder.resolve("never");
    JobRun plan = run("plan", input, output, asked);
    assertEquals(ExitCode.USAGE, plan.code(), plan.out() + plan.err());
    assertTrue(plan.err().contains(said), plan.err());
    assertEquals(plan.err(), run("augment", input, output, asked).err());
    assertFalse(Files.exists(output));
  }

  /**
   * Spark's image structs have, and keep, blue first; a file of a picture would have it for red.
   */
  @Test
  void blueFirstIsNotWrittenAsRed() {
    String structs = folder.resolve("structs").toString();
    JobRun.spark()
        .sql(
            "SELECT named_struct('origin', 'a', 'height', 1, 'width', 2, 'nChannels', 3,"
                + " 'mode', 16, 'data', unhex('010203040506')) AS image")
        .write()
        .parquet(structs);
    Path output = folder.resolve("blue");
    JobRun plan = run("plan", "structs", output, "--encoding png");
    assertEquals(ExitCode.USAGE, plan.code(), plan.err());
    assertTrue(plan.err().contains("Invalid --encoding: png (the channels of"), plan.err());
    assertEquals(ExitCode.DONE, run("plan", "structs", output, "--encoding npy").code());
  }

  @Test
  void anOutputStaysWhatItWas() throws IOException {
    String format = "--output-format webdataset ";
    Path output = augment("rgb", "old", format + "--encoding npy");
    JobRun run = run("augment", "more", output, format + "--if-exists append");
    assertEquals(ExitCode.DONE, run.code(), run.err());
    assertEquals("npy", JobRun.json(output, "run.json").at("/output/encoding").asText());
    verified(
        output, "--input", folder.resolve("rgb").toString(), folder.resolve("more").toString());
    Path pictures = augment("rgb", "new", format);
    run = run("augment", "more", pictures, format + "--if-exists append --encoding npy");
    assertEquals(ExitCode.USAGE, run.code());
    assertTrue(run.err().contains("was made with encoding png, this run has npy"), run.err());
  }

  /** Batch after batch, as one run: the encoding is that of the first. */
  @ParameterizedTest
  @CsvSource({"png, '--encoding png'", "png, '--output-format webdataset'"})
  void picturesAreAddedByTheHour(String encoding, String asked) throws IOException {
    String input = "hourly" + asked.length();
    Path output = folder.resolve("out-" + input);
    for (int i = 0; i < SAMPLES; i++) {
      Path home = Files.createDirectories(folder.resolve(input + "/class-" + i % 2));
      Files.copy(folder.resolve("rgb/class-" + i % 2 + "/" + i + ".png"), home.resolve(i + ".png"));
      JobRun run = run("augment", input, output, asked + " --incremental");
      assertEquals(ExitCode.DONE, run.code(), run.err());
    }
    JobRun idle = run("augment", input, output, asked + " --incremental");
    assertTrue(idle.out().contains("nothing to do"), idle.out());
    JsonNode run = JobRun.json(output, "run.json");
    assertEquals(SAMPLES, run.path("runs").size());
    assertEquals(encoding, run.at("/output/encoding").asText());
    Path npy = augment(input, "npy", "--encoding npy");
    assertEquals(JobRun.json(npy, "run.json").at("/digest"), run.at("/digest"));
    verified(output, "--input", folder.resolve(input).toString());
  }

  /** Gradients go back as they would had the run written npy, and may be pictures themselves. */
  @ParameterizedTest
  @CsvSource({
    "png, '--encoding png'",
    "webdataset, '--output-format webdataset'",
    "huggingface, '--encoding huggingface'"
  })
  void gradientsGoBackThroughPictures(String name, String asked) throws IOException {
    Path npy = augment("rgb", "npy", "--encoding npy");
    Path pictures = augment("rgb", name, asked);
    Path expected = backward(npy, npy, name + "-npy");
    JsonNode digest = JobRun.json(expected, "run.json").at("/digest");
    Path mixed = backward(pictures, npy, name + "-mixed");
    assertEquals(digest, JobRun.json(mixed, "run.json").at("/digest"));
    Path own = backward(pictures, pictures, name + "-own");
    assertEquals(digest, JobRun.json(own, "run.json").at("/digest"));
    verified(own);
  }

  private static Path backward(Path run, Path gradients, String name) {
    Path dx = folder.resolve("dx-" + name);
    JobRun done = JobRun.backward(run, gradients, dx, List.of());
    assertEquals(ExitCode.DONE, done.code(), done.err());
    assertTrue(done.out().startsWith("rows       4 in, 4 out, 0 bad"), done.out());
    return dx;
  }

  @Test
  void jpegSaysWhatIsNotProved() throws IOException {
    Path output = augment("rgb", "jpeg", "--output-format webdataset --encoding jpeg --quality 80");
    JsonNode run = JobRun.json(output, "run.json");
    assertEquals("false", run.at("/output/exact").asText());
    assertEquals("80", run.at("/config/quality").asText());
    Path npy = augment("rgb", "npy", "--encoding npy");
    assertEquals(JobRun.json(npy, "run.json").at("/digest"), run.at("/digest"));
    JobRun verified = verified(output, "--input", folder.resolve("rgb").toString());
    assertEquals(
        List.of(
            "masks      not made again, nor digest and statistics: jpeg restores no value exactly,"
                + " dropped ones neither; ids, columns and shapes are those of the input"),
        verified.out().lines().filter(line -> line.startsWith("masks")).toList());
    Path fewer = Files.createDirectories(folder.resolve("fewer/class-0"));
    Files.copy(folder.resolve("rgb/class-0/0.png"), fewer.resolve("0.png"));
    JobRun other = JobRun.of("verify", output.toString(), "--input", fewer.getParent().toString());
    assertEquals(ExitCode.VERIFICATION, other.code());
    try (Stream<Path> files = Files.list(output)) {
      Path shard = files.filter(path -> path.toString().endsWith(".tar")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(shard);
      byte[] changed = Arrays.copyOf(bytes, bytes.length);
      changed[bytes.length / 2] ^= 1;
      Files.write(shard, changed);
      assertEquals(ExitCode.VERIFICATION, JobRun.of("verify", output.toString()).code());
      Files.write(shard, bytes);
    }
  }
}
