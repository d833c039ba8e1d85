package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.dropshard.job.Contract;
import org.dropshard.job.JobRun;
import org.dropshard.job.PlainNpy;
import org.dropshard.job.demo.DemoPictures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * From a folder of pictures to shards. Every mask is found again from the row, run.json and the
 * contract's text; every kept value from the same picture written with p = 0.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AugmentPicturesTest {
  @TempDir static Path folder;

  private Path pictures;
  private final Map<String, Map<String, PlainNpy>> originals = new HashMap<>();

  @BeforeAll
  void draw() throws IOException {
    pictures = folder.resolve("pictures");
    DemoPictures.write(pictures, 24, 7);
  }

  static Stream<List<String>> variants() {
    return Stream.of(
        List.of("--kind", "spatial", "--drop", "0.3"),
        List.of("--kind", "element", "--drop", "0.3"),
        List.of("--kind", "pixel", "--drop", "0.5"),
        List.of("--kind", "sample", "--drop", "0.5"),
        List.of("--kind", "spatial", "--keep", "0.6", "--copies", "3"),
        List.of("--kind", "element", "--drop", "0.1", "--share", "dataset", "--layout", "CHW"),
        List.of("--kind", "spatial", "--drop", "0.5", "--share", "group:label"),
        List.of("--kind", "spatial", "--drop", "0.3", "--layout", "CHW", "--dtype", "float32"),
        List.of("--kind", "element", "--drop", "0.7", "--dtype", "float32", "--fill", "-1.5"),
        List.of("--kind", "spatial", "--drop", "0.5", "--dtype", "float64", "--fill", "1,2,3"),
        List.of("--kind", "element", "--drop", "0.2", "--dtype", "uint8", "--scale", "inverted"),
        List.of("--kind", "element", "--drop", "1"),
        List.of("--kind", "element", "--drop", "0"));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void everyMaskAndEveryValueIsTheContracts(List<String> options) throws IOException {
    check(pictures, 24, options);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void everyMaskAndEveryValueIsTheContractsOnRealPictures(List<String> options) throws IOException {
    check(JobRun.PICTURES.resolve("thumbnails"), 24, options);
  }

  private void check(Path input, int samples, List<String> options) throws IOException {
    Path output = folder.resolve("out-" + System.nanoTime());
    String[] arguments =
        Stream.concat(options.stream(), Stream.of("--seed", "42")).toArray(String[]::new);
    JobRun.augment(input, output, arguments);
    JsonNode run = JobRun.json(output, "run.json");
    JsonNode dropout = run.get("dropout");
    int copies = dropout.get("copies").asInt();
    boolean chw = dropout.get("layout").asText().equals("CHW");
    Map<String, PlainNpy> before = originals(input, chw ? "CHW" : "HWC");
    List<Row> rows = JobRun.spark().read().parquet(output.toString()).collectAsList();
    assertEquals(samples * copies, rows.size());
    assertEquals(
        samples, rows.stream().map(row -> row.<Long>getAs("sample_id")).distinct().count());
    for (Row row : rows) {
      check(row, dropout, chw, before.get(row.<String>getAs("path")));
    }
  }

  private static void check(Row row, JsonNode dropout, boolean chw, PlainNpy x) {
    PlainNpy y = PlainNpy.of(row.getAs("tensor"));
    assertArrayEquals(x.shape(), y.shape());
    int channels = x.shape()[chw ? 0 : 2];
    int places = x.values().length / channels;
    double p = dropout.get("p").asDouble();
    boolean[] keep =
        Contract.keep(
            dropout.path("seed").asLong(42),
            switch (dropout.get("share").asText()) {
              case "sample" -> row.<Long>getAs("sample_id");
              case "dataset" -> 0;
              default -> xxhash64(row.getAs("label"));
            },
            row.<Integer>getAs("copy"),
            p,
            switch (dropout.get("kind").asText()) {
              case "element" -> x.values().length;
              case "spatial" -> channels;
              case "pixel" -> places;
              default -> 1;
            });
    boolean inverted =
        dropout.get("scale").asText().equals("inverted")
            || dropout.get("scale").asText().equals("auto") && y.type().startsWith("f");
    for (int i = 0; i < y.values().length; i++) {
      int channel = chw ? i / places : i % channels;
      int place = chw ? i % places : i / channels;
      int unit =
          switch (dropout.get("kind").asText()) {
            case "element" -> i;
            case "spatial" -> channel;
            case "pixel" -> place;
            default -> 0;
          };
      JsonNode fill = dropout.get("fill");
      double expected =
          keep[unit]
              ? scaled(x.values()[i], inverted ? 1 / (1 - p) : 1, y.type())
              : fill.get(fill.size() == 1 ? 0 : channel).asDouble();
      assertEquals(expected, y.values()[i], "element " + i + " of " + row.getAs("path"));
    }
  }

  private static double scaled(double x, double s, String type) {
    return switch (type) {
      case "f4" -> (float) x * (float) s;
      case "f8" -> x * s;
      default -> Math.min(255, Math.rint(x * s));
    };
  }

  private static long xxhash64(String text) {
    return JobRun.spark()
        .range(1)
        .select(functions.xxhash64(functions.lit(text)))
        .first()
        .getLong(0);
  }

  private Map<String, PlainNpy> originals(Path input, String layout) {
    return originals.computeIfAbsent(
        input + layout,
        key -> {
          Path output = folder.resolve("same-" + System.nanoTime());
          JobRun.augment(
              input, output, "--kind", "element", "--drop", "0", "--seed", "1", "--layout", layout);
          Map<String, PlainNpy> tensors = new HashMap<>();
          for (Row row : JobRun.spark().read().parquet(output.toString()).collectAsList()) {
            tensors.put(row.getAs("path"), PlainNpy.of(row.getAs("tensor")));
          }
          return tensors;
        });
  }

  @Test
  void sampleIdsAreSparksHashOfThePath() {
    Path output = folder.resolve("ids");
    JobRun.augment(pictures, output, "spatial", 0.3, 42);
    Dataset<Row> rows = JobRun.spark().read().parquet(output.toString());
    assertEquals(24, rows.filter("sample_id = xxhash64(path)").count());
    assertTrue(rows.filter("split(path, '/')[0] = label").count() == 24, "folders are the labels");
    assertEquals(
        List.of("path", "label", "sample_id", "copy", "tensor"), Arrays.asList(rows.columns()));
  }

  @Test
  void partitionColumnsBecomeFolders() {
    Path output = folder.resolve("folders");
    JobRun.augment(pictures, output, "spatial", 0.3, 42, "--partition-by", "label");
    Path plain = folder.resolve("no-folders");
    JobRun.augment(pictures, plain, "spatial", 0.3, 42);
    Dataset<Row> rows = JobRun.spark().read().parquet(output.toString());
    assertEquals(24, rows.count());
    assertEquals(24, rows.filter("split(path, '/')[0] = label").count());
    assertTrue(output.resolve("label=circles").toFile().isDirectory());
    assertEquals(digest(plain), digest(output));
  }

  private static String digest(Path output) {
    try {
      return JobRun.json(output, "run.json").get("digest").asText();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shardsAreClosedAtTheirSize() throws IOException {
    Path output = folder.resolve("small-shards");
    JobRun.augment(
        pictures, output, "--kind", "spatial", "--drop", "0", "--seed", "1", "--shard-rows", "5");
    assertTrue(JobRun.json(output, "run.json").get("output").get("shards").asInt() >= 5);
    Path bytes = folder.resolve("shard-bytes");
    JobRun.augment(
        pictures,
        bytes,
        "--kind",
        "spatial",
        "--drop",
        "0",
        "--seed",
        "1",
        "--shard-bytes",
        "200kB");
    assertTrue(JobRun.json(bytes, "run.json").get("output").get("shards").asInt() > 3);
    assertEquals(digest(output), digest(bytes));
  }
}
