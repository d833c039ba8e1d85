package org.dropshard.job.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.demo.DemoPictures;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser: Chromium, in both themes, on a screen and on a phone. Pictures of it
 * are left in {@code target/screenshots}.
 */
class BrowserTest {
  private static final List<String> STATISTICS =
      List.of("count", "mean", "std", "min", "max", "zeros", "nan", "infinite");

  @TempDir static Path folder;

  private static Browser browser;
  private static CheckedViews views;
  private static Path pictures;

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeAll
  static void draw() throws IOException {
    for (String tool : List.of(Browser.CHROMIUM, Browser.DRIVER)) {
      assumeTrue(Browser.onPath(tool).isPresent(), tool + " is absent");
    }
    browser = Browser.start();
    views = new CheckedViews(browser);
    pictures = folder.resolve("pictures");
    DemoPictures.write(pictures, 20, 5);
    Files.writeString(pictures.resolve("broken.png"), "no picture");
  }

  @Test
  void picturesUnderSpatialDropout() throws Exception {
    Path output = folder.resolve("spatial");
    JobRun.augment(
        pictures, output, "spatial", 0.3, 42, "--copies", "2", "--on-error", "quarantine");
    JsonNode stats = JobRun.json(output, "stats.json");
    for (JsonNode view : views.ofReport(output.resolve("_dropshard/report.html"), "spatial")) {
      assertEquals("Spatial dropout at 30\u00a0%", view.path("heading").asText());
      assertEquals(18, view.path("pictures").asInt()); // six samples: before, and two copies
      assertEquals(
          List.of(
              "40", stats.at("/after/drop_rate").asText(), shards(output), "1", seconds(output)),
          texts(view.path("facts")));
      for (int c = 0; c < 3; c++) {
        for (String side : new String[] {"before", "after"}) {
          JsonNode cells = view.path("cells").path(2 * c + (side.equals("after") ? 1 : 0));
          for (int i = 0; i < STATISTICS.size(); i++) {
            JsonNode said = stats.at("/" + side + "/channels/" + c + "/" + STATISTICS.get(i));
            assertEquals(said.asDouble(), cells.path(i).asDouble(), STATISTICS.get(i));
          }
        }
      }
      assertTrue(view.path("text").asText().contains("1 record of 21"), view.path("text").asText());
    }
  }

  @Test
  void runsThatWereJudged() throws Exception {
    Path output = folder.resolve("judged");
    for (int night = 0; night < 3; night++) {
      Path input = folder.resolve("night-" + night);
      DemoPictures.write(input, 6, night);
      JobRun.augment(
          input,
          output,
          "spatial",
          0.3,
          42,
          "--if-exists",
          "append",
          "--baseline",
          "latest",
          "--max-drift",
          "mean=9,std=9,histogram=1",
          "--expect",
          "labels.new = 0",
          "before.red.mean within 1% of 250",
          "--on-miss",
          "warn");
    }
    for (JsonNode view : views.ofReport(output.resolve("_dropshard/report.html"), "judged")) {
      String text = view.path("text").asText();
      assertTrue(text.contains("It was to go on all the same."), text);
      assertTrue(text.contains("Drift from the baseline, by channel"), text);
      assertTrue(text.contains("3 runs, the oldest at the left."), text);
    }
  }

  /** Masks of classes beside pictures, each drawn from its least number to its largest. */
  @Test
  void tensorsThatAreDroppedAlike() throws Exception {
    Path input = folder.resolve("with-masks");
    DemoPictures.write(input, 8, 5);
    try (Stream<Path> files = Files.walk(input)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        BufferedImage picture = ImageIO.read(file.toFile());
        BufferedImage mask =
            new BufferedImage(
                picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        mask.getRaster().setSample(0, 0, 0, 20);
        String name = file.toString().replaceAll("[.]\\w+$", ".mask.png");
        ImageIO.write(mask, "png", Path.of(name).toFile());
      }
    }
    Path output = folder.resolve("alike");
    String[] options = {"--kind", "pixel", "--drop", "0.3", "--seed", "42", "--also", "mask.png"};
    JobRun.augment(input, output, options);
    for (JsonNode view : views.ofReport(output.resolve("_dropshard/report.html"), "alike")) {
      assertEquals(24, view.path("pictures").asInt()); // six samples and masks, before and after
      assertTrue(view.path("text").asText().contains("mask.png uint8"), view.path("text").asText());
    }
    Path again = folder.resolve("alike-again");
    JobRun.spark().conf().set("spark.sql.files.minPartitionNum", "5");
    JobRun.augment(input, again, options);
    JobRun.spark().conf().unset("spark.sql.files.minPartitionNum");
    assertArrayEquals(
        Files.readAllBytes(output.resolve("_dropshard/preview.bin")),
        Files.readAllBytes(again.resolve("_dropshard/preview.bin")));
  }

  @Test
  void channelsHaveTheirNames() throws Exception {
    Path output = folder.resolve("named");
    JobRun.augment(
        Path.of("src/test/resources/formats/hdf5/names-latest.h5"),
        output,
        "--column",
        "attribute",
        "--layout",
        "CHW",
        "--kind",
        "spatial",
        "--drop",
        "0.5",
        "--scale",
        "none",
        "--seed",
        "1");
    for (JsonNode view : views.ofReport(output.resolve("_dropshard/report.html"), "named")) {
      String text = view.path("text").asText();
      assertTrue(text.contains("\nnir\n"), text);
      assertFalse(text.contains("Channel 2"), text);
    }
  }

  @Test
  void featureMapsOfManyChannels() throws Exception {
    Path input = Files.createDirectories(folder.resolve("maps"));
    for (int i = 0; i < 12; i++) {
      Files.write(input.resolve(i + ".npy"), NpyFiles.ramp(100 * i, 300, 9, 9));
    }
    Path output = folder.resolve("maps-out");
    JobRun.augment(
        input,
        output,
        "--layout",
        "CHW",
        "--kind",
        "element",
        "--drop",
        "0.1",
        "--seed",
        "7",
        "--shard-rows",
        "1");
    for (JsonNode view : views.ofReport(output.resolve("_dropshard/report.html"), "maps")) {
      assertTrue(view.path("text").asText().contains("the first 8 of 300 channels"));
      assertTrue(view.path("text").asText().contains("the first 16 of 300 channels"));
      assertTrue(view.path("text").asText().contains("The first 64 of 300 channels"));
    }
  }

  @Test
  void noiseThatDropsNothing() throws Exception {
    Path input = Files.createDirectories(folder.resolve("noisy"));
    Files.write(input.resolve("0.npy"), NpyFiles.ramp(0, 8, 6, 6));
    Path noise = folder.resolve("noise-out");
    JobRun.augment(
        input, noise, "--layout", "CHW", "--seed", "7", "--kind", "gaussian", "--drop", "0.3");
    for (JsonNode view : views.ofReport(noise.resolve("_dropshard/report.html"), "noise")) {
      assertTrue(view.path("text").asText().contains("nothing is dropped as a unit"));
    }
  }

  @Test
  void twoOutputsSideBySide() throws Exception {
    Path element = folder.resolve("element");
    Path none = folder.resolve("none");
    JobRun.augment(
        pictures, element, "element", 0.3, 42, "--dtype", "float32", "--on-error", "drop");
    JobRun.augment(
        pictures, none, "--kind", "pixel", "--drop", "0", "--seed", "42", "--on-error", "drop");
    Path page = folder.resolve("comparison.html");
    JobRun.of("report", element.toString(), none.toString(), "--to", page.toString());
    for (JsonNode view : views.ofReport(page, "comparison")) {
      assertEquals(
          "A Element dropout at 30\u00a0% against B pixel dropout at 0\u00a0%",
          view.path("heading").asText());
      assertEquals(18, view.path("pictures").asInt());
    }
  }

  @Test
  void anOutputOfNothing() throws Exception {
    Path input = Files.createDirectories(folder.resolve("bad"));
    Files.writeString(input.resolve("bad.png"), "no picture");
    Path output = folder.resolve("nothing");
    JobRun.augment(input, output, "spatial", 0.3, 42, "--on-error", "quarantine");
    for (JsonNode view : views.ofReport(output.resolve("_dropshard/report.html"), "nothing")) {
      assertTrue(view.path("text").asText().contains("No sample was kept for show"));
    }
  }

  /** Steps have no one kind or probability, and change shapes. */
  @Test
  void stepsAndTheirGradients() throws Exception {
    Path input = Files.createDirectories(folder.resolve("steps"));
    Path gradients = Files.createDirectories(folder.resolve("gradients"));
    for (int i = 0; i < 6; i++) {
      Files.write(input.resolve(i + ".npy"), NpyFiles.ramp(100 * i, 8, 10, 10));
      Files.write(gradients.resolve(i + ".npy"), NpyFiles.ramp(i, 2, 20, 20));
    }
    Path output = folder.resolve("steps-out");
    JobRun.augment(
        input,
        output,
        "--layout",
        "CHW",
        "--seed",
        "7",
        "--steps",
        "gaussian_dropout {drop = 0.2}",
        "drop_block {drop = 0.2, size = 3}",
        "pixel_shuffle {factor = 2}");
    for (JsonNode view : views.ofReport(output.resolve("_dropshard/report.html"), "steps")) {
      String text = view.path("text").asText();
      assertTrue(text.contains("Gaussian dropout, drop block, pixel shuffle"), text);
    }
    Path dx = folder.resolve("steps-dx");
    JobRun.backward(output, gradients, dx, List.of()).done();
    for (JsonNode view : views.ofReport(dx.resolve("_dropshard/report.html"), "gradients")) {
      assertTrue(view.path("text").asText().contains("Gradients back through gaussian dropout"));
    }
  }

  /** Kinds side by side have no charts; each picture is large, on a screen. */
  @Test
  void picturesBesideTheirKinds() throws Exception {
    Path page = folder.resolve("show.html");
    JobRun show =
        JobRun.of(
            "show",
            pictures.toString(),
            "--output",
            page.toString(),
            "--kind",
            "element",
            "--kind",
            "spatial",
            "--kind",
            "cutout {size = 20}");
    assertEquals(ExitCode.DONE, show.code(), show.err());
    for (JsonNode view : views.of(page, "show")) {
      assertEquals(
          "Element dropout at 30\u00a0%, spatial dropout at 30\u00a0% and cutout",
          view.path("heading").asText());
      assertEquals(16, view.path("pictures").asInt()); // four, before and after three kinds
      int least = view.path("name").asText().startsWith("phone") ? 340 : 400;
      assertTrue(view.path("narrowest").asInt() >= least, view.path("narrowest").toString());
    }
  }

  private static List<String> texts(JsonNode array) {
    return Stream.iterate(0, i -> i < array.size(), i -> i + 1)
        .map(i -> array.get(i).asText())
        .toList();
  }

  private static String shards(Path output) throws IOException {
    return JobRun.json(output, "run.json").at("/output/shards").asText();
  }

  private static String seconds(Path output) throws IOException {
    return JobRun.json(output, "run.json").at("/timings/seconds").asText();
  }
}
