package org.dropshard.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.dropshard.Python;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The README's loaders, letter for letter: each library reads every sample of pictures (uint8) and
 * of feature maps (float32, of both signs), with type, shape and bytes as they were written.
 */
class ReadmeLoadersTest {
  private static final int SAMPLES = 12;

  /** Runs a loader on the OUT of each data set, and tells what it gave. */
  private static final String FOUND =
      """

      import os, sys, zlib, numpy
      loader_program, arrays_program, *folders = sys.argv[1:]
      for folder in folders:
          scope = {}
          exec(loader_program.replace("OUT", folder + "/OUT"), scope)
          for x in map(numpy.asarray, eval(arrays_program.replace("OUT", folder + "/OUT"), scope)):
              print("array", os.path.basename(folder), x.dtype.str, list(x.shape), zlib.crc32(x.tobytes()))
      """;

  @TempDir static Path folder;
  private static final Map<String, List<String>> INPUTS = new HashMap<>();

  @BeforeAll
  static void prepare() throws IOException {
    // Of one size: lists and tensors of fixed shape have one.
    Random random = new Random(7);
    for (int i = 0; i < SAMPLES; i++) {
      Path label = Path.of("class-" + i % 3);
      BufferedImage image = new BufferedImage(24, 18, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 24 * 18; pixel++) {
        image.setRGB(pixel % 24, pixel / 24, random.nextInt());
      }
      Path pictures = Files.createDirectories(folder.resolve("pictures").resolve(label));
      ImageIO.write(image, "png", pictures.resolve(i + ".png").toFile());
      Path maps = Files.createDirectories(folder.resolve("features").resolve(label));
      Files.write(maps.resolve(i + ".npy"), NpyFiles.ramp(i - 60.25f, 4, 5, 6));
    }
    INPUTS.put("pictures", List.of());
    INPUTS.put("features", List.of("--layout", "CHW"));
  }

  private static Path augment(String data, Path output, String... options) {
    List<String> all = new ArrayList<>(INPUTS.get(data));
    all.addAll(List.of("--kind", "spatial", "--drop", "0.5", "--seed", "42", "--shard-rows", "5"));
    all.addAll(List.of(options));
    JobRun.augment(folder.resolve(data), output, all.toArray(new String[0]));
    return output;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "webdataset | webdataset | --output-format webdataset | [x for x, row in loader]",
        "tensorflow | tensorflow | --output-format tfrecord | [x.numpy() for x in loader]",
        "columns=[\"tensor\"]) | datasets | --encoding huggingface"
            + " | [row['tensor'] for row in loader]",
        "output_all_columns | datasets | --encoding huggingface-array"
            + " | [row['tensor'] for row in loader]",
        "ray | ray | --encoding arrow | [row['tensor'] for row in loader.iter_rows()]",
        "to_numpy_ndarray | pyarrow | --encoding arrow" + " | list(loader)",
        "streaming | streaming | --output-format mds | [row['tensor'] for row in loader]",
        "numpy.load | numpy | --output-format npz"
            + " | [shard[name] for shard in loader for name in shard if name != 'rows.jsonl']"
      })
  void everyLibraryReadsEverySample(String block, String library, String options, String arrays)
      throws IOException {
    Python.assumeModules(library, "numpy");
    String loader =
        Readme.blocks("python").stream()
            .filter(text -> text.contains(block) && !text.contains("openssl"))
            .findFirst()
            .orElseThrow();
    check(loader, arrays, library + options.replace(' ', '_'), options.split(" "));
  }

  /** Readers by what the formats' descriptions say, which know nothing of the libraries. */
  @ParameterizedTest
  @CsvSource({"webdataset,none", "tfrecord,none", "mds,none", "mds,zstd", "npz,none"})
  void readersThatKnowNothingOfUsReadEverySample(String format, String compression)
      throws IOException {
    Python.assumeModules("numpy");
    if (compression.equals("zstd")) {
      Python.assumeModules("zstandard");
    }
    String readers = Files.readString(Path.of("src/test/resources/formats/readers.py"));
    check(
        readers,
        format + "('OUT')",
        "plain-" + format + compression,
        "--output-format",
        format,
        "--compression",
        compression);
  }

  /** One python3 for both sets: some libraries take long to start. */
  private static void check(String loader, String arrays, String name, String... options)
      throws IOException {
    Path work = folder.resolve(name);
    List<String> arguments = new ArrayList<>(List.of(loader, arrays));
    List<String> expected = new ArrayList<>();
    for (String data : INPUTS.keySet()) {
      augment(data, work.resolve(data).resolve("OUT"), options);
      arguments.add(work.resolve(data).toString());
      expected.addAll(written(data));
    }
    List<String> printed = Python.run(FOUND, arguments.toArray(new String[0]));
    assertEquals(
        expected.stream().sorted().toList(),
        printed.stream().filter(line -> line.startsWith("array ")).sorted().toList(),
        () -> String.join("\n", printed));
  }

  /** Type, shape and bytes of every array of an npz output, read without any library. */
  private static List<String> written(String data) throws IOException {
    Path npz = folder.resolve("npz-" + data);
    if (Files.notExists(npz)) {
      augment(data, npz, "--output-format", "npz");
    }
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(npz)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".npz")).toList()) {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
          for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            byte[] member = zip.readAllBytes();
            if (entry.getName().endsWith(".npy")) {
              lines.add("array " + data + " " + described(member));
            }
          }
        }
      }
    }
    assertEquals(SAMPLES, lines.size());
    return lines;
  }

  private static String described(byte[] npy) {
    int start = 10 + (npy[8] & 0xff) + ((npy[9] & 0xff) << 8);
    Matcher header =
        Pattern.compile("'descr': '(...)', 'fortran_order': False, 'shape': \\(([^)]*)\\)")
            .matcher(new String(npy, 10, start - 10, StandardCharsets.US_ASCII));
    assertTrue(header.find());
    CRC32 crc = new CRC32();
    crc.update(npy, start, npy.length - start);
    return header.group(1) + " [" + header.group(2) + "] " + crc.getValue();
  }
}
