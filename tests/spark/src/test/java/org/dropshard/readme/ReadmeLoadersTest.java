package org.dropshard.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.JobRun;
import org.dropshard.job.cli.Application;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The README's loaders, letter for letter: each library reads every sample, with the pixels that a
 * Parquet output has. Where python3 has not the library, its case is skipped. The variable {@code
 * DROPSHARD_PYTHON} names another python3.
 */
class ReadmeLoadersTest {
  private static final int DRAWN = 12;
  private static final String PYTHON = System.getenv().getOrDefault("DROPSHARD_PYTHON", "python3");

  @TempDir static Path folder;
  private static SparkSession spark;
  private static Path pictures;
  private static int samples;

  @BeforeAll
  static void prepare() throws IOException {
    spark = TestSpark.start();
    // Of one size: lists have one shape.
    Path shared = JobRun.shared("images/thumbnails");
    if (shared != null) {
      pictures = shared;
      try (Stream<Path> files = Files.walk(shared)) {
        samples = (int) files.filter(Files::isRegularFile).count();
      }
      return;
    }
    samples = DRAWN;
    pictures = Files.createDirectories(folder.resolve("pictures"));
    Random random = new Random(7);
    for (int i = 0; i < DRAWN; i++) {
      BufferedImage image = new BufferedImage(24, 18, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 24 * 18; pixel++) {
        image.setRGB(pixel % 24, pixel / 24, random.nextInt());
      }
      ImageIO.write(image, "png", pictures.resolve(i + ".png").toFile());
    }
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Path augment(Path output, String... options) {
    List<String> arguments = new ArrayList<>(List.of("augment", "--progress", "none"));
    arguments.addAll(List.of("--input", pictures.toString()));
    arguments.addAll(List.of("--output", output.toString(), "--kind", "spatial"));
    arguments.addAll(List.of("--drop", "0.5", "--seed", "42", "--shard-rows", "30"));
    arguments.addAll(List.of(options));
    assertEquals(
        ExitCode.DONE, Application.run(arguments.toArray(new String[0]), System.out, System.err));
    return output;
  }

  /** How each loader's samples become arrays; sums of them tell whether they are the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "webdataset | webdataset | --output-format webdataset" + " | [x for x, row in loader]",
        "tensorflow | tensorflow | --output-format tfrecord | [x.numpy() for x in loader]",
        "datasets | datasets | --encoding huggingface | [row['tensor'] for row in loader]",
        "ray | ray | --encoding arrow | [row['tensor'] for row in loader.iter_rows()]",
        "streaming | streaming | --output-format mds | [row['tensor'] for row in loader]",
        "numpy.load | numpy | --output-format npz"
            + " | [shard[name] for shard in loader for name in shard if name != 'rows.jsonl']"
      })
  void everyLibraryReadsEverySample(String block, String library, String options, String arrays)
      throws Exception {
    assumeTrue(run(folder, "import " + library).code() == 0, PYTHON + " has no " + library);
    Path work = Files.createDirectories(folder.resolve(library));
    augment(work.resolve("OUT"), options.split(" "));
    String loader =
        Readme.blocks("python").stream()
            .filter(text -> text.contains(block) && !text.contains("openssl"))
            .findFirst()
            .orElseThrow();
    Printed found =
        run(
            work,
            loader
                + "\nimport numpy as n\nfound = "
                + arrays
                + "\nprint('found', len(found), sorted(int((n.arange(x.size) * x.reshape(-1)"
                + ".astype('int64')).sum()) for x in found))\n");
    assertEquals(0, found.code(), found.text());
    Path npy = augment(work.resolve("NPZ"), "--output-format", "npz");
    assertEquals(expected(npy), last(found.text()), found.text());
  }

  /** Readers by what the formats' descriptions say, for where their libraries are not. */
  @ParameterizedTest
  @CsvSource({"webdataset,none", "tfrecord,none", "mds,none", "mds,zstd", "npz,none"})
  void readersThatKnowNothingOfUsReadEverySample(String format, String compression)
      throws Exception {
    assumeTrue(run(folder, "import numpy").code() == 0, PYTHON + " has no numpy");
    Path work = Files.createDirectories(folder.resolve("plain-" + format + compression));
    augment(
        work.resolve("OUT"),
        "--output-format",
        format,
        "--compression",
        compression,
        "--shard-rows",
        "30");
    Path program = Path.of("src/test/resources/formats/readers.py").toAbsolutePath();
    Printed found = run(work, Files.readString(program) + "\nmain('" + format + "', 'OUT')\n");
    assumeTrue(!found.text().contains("No module named"), found.text().strip());
    assertEquals(0, found.code(), found.text());
    Path npy = augment(work.resolve("NPZ"), "--output-format", "npz");
    assertEquals(expected(npy), last(found.text()), found.text());
  }

  private static String last(String text) {
    return text.lines().filter(line -> line.startsWith("found ")).findFirst().orElse("");
  }

  /** From the arrays themselves, read without any library. */
  private static String expected(Path npz) throws IOException {
    List<Long> sums = new ArrayList<>();
    try (Stream<Path> files = Files.list(npz)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".npz")).toList()) {
        try (var zip = new java.util.zip.ZipInputStream(Files.newInputStream(file))) {
          for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            byte[] npy = zip.readAllBytes();
            if (entry.getName().endsWith(".npy")) {
              int start = 10 + (npy[8] & 0xff) + ((npy[9] & 0xff) << 8);
              long sum = 0;
              for (int i = start; i < npy.length; i++) {
                sum += (long) (i - start) * (npy[i] & 0xff);
              }
              sums.add(sum);
            }
          }
        }
      }
    }
    sums.sort(null);
    return "found " + samples + " " + sums;
  }

  private record Printed(int code, String text) {}

  private static Printed run(Path work, String program) throws InterruptedException {
    try {
      Path file = Files.writeString(Files.createTempFile(folder, "loader", ".py"), program);
      ProcessBuilder python =
          new ProcessBuilder(PYTHON, file.toString())
              .directory(work.toFile())
              .redirectErrorStream(true);
      python.environment().put("HF_HOME", folder.resolve("hugging-face").toString());
      python.environment().put("HF_HUB_OFFLINE", "1");
      Process process = python.start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor(5, TimeUnit.MINUTES)
          ? new Printed(process.exitValue(), text)
          : new Printed(-1, text);
    } catch (IOException e) {
      return new Printed(-1, e.getMessage()); // no python
    }
  }
}
