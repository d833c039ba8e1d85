package org.dropshard.job.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Row;
import org.dropshard.job.JobRun;
import org.dropshard.job.error.ExitCode;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowTest {
  private static final Path THUMBNAILS = JobRun.PICTURES.resolve("thumbnails");

  @TempDir static Path folder;

  /** Of 32 × 32, nothing is made smaller: each value on the page is one of the shards'. */
  @Test
  void showsWhatAugmentWrites() throws Exception {
    List<List<String>> ways =
        List.of(
            List.of("--drop", "0.4", "--seed", "7"),
            List.of("--preset", "torch", "--p", "0.4", "--seed", "7", "--scale", "none"),
            List.of("--preset", "mlpack", "--p", "0.4", "--seed", "-1", "--scale", "none"));
    for (List<String> way : ways) {
      JsonNode page = show(THUMBNAILS, way);
      assertEquals(4, page.path("samples").size());
      List<String> kinds = List.of("element", "spatial");
      for (int k = 0; k < kinds.size(); k++) {
        Path output = folder.resolve(kinds.get(k) + ways.indexOf(way));
        List<String> options = new ArrayList<>(way);
        options.addAll(List.of("--kind", kinds.get(k)));
        JobRun.augment(THUMBNAILS, output, options.toArray(new String[0]));
        for (JsonNode sample : page.path("samples")) {
          JsonNode copy = sample.path("copies").get(k);
          assertEquals(
              written(output, sample.path("key").asText()),
              drawn(copy.at("/pictures/0").asText()),
              way + " " + sample.path("key"));
          assertTrue(copy.path("units").asInt() == (k == 0 ? 3072 : 3), copy.toString());
        }
      }
    }
  }

  /** Values by row, column and channel. */
  private static List<Integer> written(Path output, String path) throws NpyException {
    Row row =
        JobRun.spark()
            .read()
            .parquet(output.toString())
            .where("path = '" + path + "'")
            .select("tensor")
            .first();
    Tensor x = Npy.read(row.getAs("tensor"));
    boolean channelsLast = x.shape()[2] == 3;
    int places = x.length() / 3;
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < x.length(); i++) {
      int at = channelsLast ? i : i % 3 * places + i / 3;
      values.add(x.data()[x.offset() + at] & 0xff);
    }
    return values;
  }

  private static List<Integer> drawn(String png) throws IOException {
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(png)));
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < 32 * 32; i++) {
      for (int c = 0; c < 3; c++) {
        values.add(picture.getRaster().getSample(i % 32, i / 32, c));
      }
    }
    return values;
  }

  @Test
  void theShorterSideHasFourHundredPixels() throws IOException {
    Path wide = folder.resolve("wide.png");
    ImageIO.write(new BufferedImage(1000, 500, BufferedImage.TYPE_INT_RGB), "png", wide.toFile());
    Path line = folder.resolve("line.png");
    ImageIO.write(new BufferedImage(8000, 2, BufferedImage.TYPE_INT_RGB), "png", line.toFile());
    assertEquals(List.of(800, 400), size(wide));
    assertEquals(List.of(1600, 1), size(line));
    assertEquals(List.of(32, 32), size(THUMBNAILS.resolve("cat/0.jpg")));
  }

  private static List<Integer> size(Path picture) throws IOException {
    String png = show(picture, List.of()).at("/samples/0/before/0").asText();
    BufferedImage drawn = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(png)));
    return List.of(drawn.getWidth(), drawn.getHeight());
  }

  @Test
  void asksAProbabilityOfThoseThatHaveOne() throws IOException {
    JsonNode page =
        show(THUMBNAILS, List.of("--kind", "row", "--kind", "cutout {size = 8}", "--keep", "0.9"));
    assertEquals("row", page.at("/runs/0/run/dropout/kind").asText());
    assertEquals(0.9, page.at("/runs/0/run/dropout/keep").asDouble());
    assertEquals("cutout", page.at("/runs/1/run/dropout/kind").asText());
    assertTrue(page.at("/runs/1/run/dropout/p").isMissingNode());
    for (JsonNode sample : page.path("samples")) {
      assertEquals(32, sample.at("/copies/0/units").asInt());
    }
    assertEquals("0.3", show(THUMBNAILS, List.of()).at("/runs/1/run/dropout/p").asText());
  }

  @Test
  void leavesThePageAloneAndNamesWhatItPassesOver() throws IOException {
    Path mixed = Files.createDirectories(folder.resolve("mixed"));
    for (int i = 0; i < 9; i++) {
      Files.writeString(mixed.resolve("broken" + i + ".png"), "no picture");
    }
    Files.copy(THUMBNAILS.resolve("cat/0.jpg"), mixed.resolve("cat.jpg"));
    Path home = Files.createDirectories(folder.resolve("home"));
    for (int time = 0; time < 2; time++) { // the second takes the first's place
      JobRun run = run(mixed, home.resolve("page.html"));
      assertEquals(ExitCode.DONE, run.code(), run.err());
      assertEquals(9, run.out().lines().filter(line -> line.startsWith("bad  ")).count());
      try (Stream<Path> files = Files.list(home)) {
        assertEquals(List.of(home.resolve("page.html")), files.toList());
      }
    }
  }

  @Test
  void mistakesAreOneLine() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "notes");
    Path broken = Files.writeString(folder.resolve("broken.png"), "no picture");
    Path page = folder.resolve("mistakes.html");
    refused(ExitCode.INPUT, "Cannot read input: " + text + " holds no picture", run(text, page));
    refused(ExitCode.INPUT, "Cannot show a picture: Invalid image", run(broken, page));
    refused(
        ExitCode.INPUT,
        "Cannot read input: /nowhere does not exist",
        run(Path.of("/nowhere"), page));
    refused(ExitCode.OUTPUT, "Output exists: " + text, run(THUMBNAILS, text));
    refused(ExitCode.OUTPUT, "Output exists: " + folder, run(THUMBNAILS, folder));
    refused(
        ExitCode.USAGE, "Invalid --kind: dropout2d", run(THUMBNAILS, page, "--kind", "dropout2d"));
    refused(
        ExitCode.USAGE,
        "Both --drop P and --keep P",
        run(THUMBNAILS, page, "--drop", "0", "--keep", "1"));
    refused(
        ExitCode.USAGE,
        "Invalid --drop: 0.5 (no step",
        run(THUMBNAILS, page, "--drop", "0.5", "--kind", "cutout {size = 4}"));
    refused(
        ExitCode.USAGE, "Cannot scale or fill uint8", run(THUMBNAILS, page, "--scale", "inverted"));
    refused(ExitCode.USAGE, "Missing --input PATH", JobRun.of("show"));
    assertTrue(Files.notExists(page));
  }

  private static void refused(ExitCode code, String message, JobRun run) {
    assertEquals(code, run.code(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("dropshard: " + message), run.err());
  }

  private static JobRun run(Path input, Path page, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("show", input.toString(), "--output", page.toString()));
    arguments.addAll(List.of(options));
    return JobRun.of(arguments.toArray(new String[0]));
  }

  private static JsonNode show(Path input, List<String> options) throws IOException {
    Path page = folder.resolve("page.html");
    JobRun run = run(input, page, options.toArray(new String[0]));
    assertEquals(ExitCode.DONE, run.code(), run.err());
    Matcher data =
        Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>")
            .matcher(Files.readString(page));
    assertTrue(data.find());
    return new ObjectMapper().readTree(data.group(1));
  }
}
