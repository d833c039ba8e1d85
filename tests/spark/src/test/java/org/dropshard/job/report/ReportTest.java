package org.dropshard.job.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.demo.DemoPictures;
import org.dropshard.job.error.ExitCode;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page is told, and when it is drawn. The page itself is looked at in a browser. */
class ReportTest {
  @TempDir static Path folder;

  private static Path pictures;
  private static Path spatial;

  @BeforeAll
  static void augment() throws IOException {
    pictures = folder.resolve("pictures");
    DemoPictures.write(pictures, 24, 5);
    spatial = folder.resolve("spatial");
    JobRun.augment(pictures, spatial, "spatial", 0.5, 42, "--copies", "3");
  }

  @Test
  void everyRunDrawsOneAndVerifyHasNothingAgainstIt() throws IOException {
    assertTrue(Files.size(page(spatial)) > 300_000);
    JobRun verify = JobRun.of("verify", spatial.toString());
    assertEquals(ExitCode.DONE, verify.code(), verify.err());
  }

  @Test
  void againIsTheSame() throws IOException {
    byte[] before = Files.readAllBytes(page(spatial));
    Files.delete(page(spatial));
    JobRun again = JobRun.of("report", spatial.toString());
    assertEquals(ExitCode.DONE, again.code(), again.err());
    assertArrayEquals(before, Files.readAllBytes(page(spatial)));
  }

  @Test
  void statisticsAreThoseOfTheManifest() throws IOException {
    JsonNode run = data(page(spatial)).at("/runs/0");
    JsonNode stats = JobRun.json(spatial, "stats.json");
    for (String side : new String[] {"before", "after"}) {
      assertEquals(stats.at("/" + side + "/channels"), run.at("/" + side + "/listed"));
    }
    assertEquals(stats.at("/after/drop_rate"), run.at("/after/drop_rate"));
    assertEquals(JobRun.json(spatial, "run.json"), run.path("run"));
  }

  @Test
  void histogramsCountEveryByte() throws IOException {
    JsonNode run = data(page(spatial)).at("/runs/0");
    for (int c = 0; c < 3; c++) {
      for (String side : new String[] {"before", "after"}) {
        JsonNode histogram = run.at("/preview/histograms/" + c + "/" + side);
        long total = histogram.path("below").asLong() + histogram.path("above").asLong();
        for (JsonNode count : histogram.path("counts")) {
          total += count.asLong();
        }
        assertEquals(run.at("/" + side + "/listed/" + c + "/count").asLong(), total);
      }
    }
  }

  @Test
  void samplesShowWhatWasDropped() throws IOException {
    JsonNode samples = data(page(spatial)).at("/runs/0/preview/samples");
    assertEquals(6, samples.size());
    int dropped = 0;
    for (JsonNode sample : samples) {
      BufferedImage before = picture(sample.at("/before/0"));
      for (JsonNode copy : sample.path("copies")) {
        BufferedImage after = picture(copy.at("/pictures/0"));
        List<Integer> named = new ArrayList<>();
        copy.path("dropped_channels").forEach(channel -> named.add(channel.asInt()));
        assertEquals(copy.path("dropped").asInt(), named.size());
        dropped += named.size();
        for (int y = 0; y < before.getHeight(); y++) {
          for (int x = 0; x < before.getWidth(); x++) {
            for (int c = 0; c < 3; c++) {
              int shift = 16 - 8 * c;
              int expected = named.contains(c) ? 0 : before.getRGB(x, y) >> shift & 0xff;
              assertEquals(expected, after.getRGB(x, y) >> shift & 0xff);
            }
          }
        }
      }
    }
    assertTrue(dropped > 0); // 36 channels at one half: none in 7e10 seeds, and the seed is fixed
  }

  /** Of 24 pictures at one half, 18 are expected to lose one channel or two: six are shown. */
  @Test
  void samplesThatLostAPartComeFirst() throws IOException {
    for (JsonNode sample : data(page(spatial)).at("/runs/0/preview/samples")) {
      int dropped = sample.at("/copies/0/dropped").asInt();
      assertTrue(dropped == 1 || dropped == 2, sample.toString());
    }
  }

  /** Of one channel a sample loses all or nothing: those that lost it are shown first. */
  @Test
  void ofASingleUnitTheDroppedComeFirst() throws IOException {
    Path input = Files.createDirectories(folder.resolve("single"));
    for (int i = 0; i < 40; i++) {
      Files.write(input.resolve(i + ".npy"), NpyFiles.ramp(i, 1, 6, 6));
    }
    Path output = folder.resolve("single-out");
    JobRun.augment(
        input, output, "--layout", "CHW", "--kind", "spatial", "--drop", "0.5", "--seed", "1");
    JsonNode run = data(page(output)).at("/runs/0");
    assertTrue(run.at("/after/dropped").asInt() >= 6, run.path("after").toString());
    for (JsonNode sample : run.at("/preview/samples")) {
      assertEquals(1, sample.at("/copies/0/dropped").asInt(), sample.path("key").asText());
    }
  }

  /** All ones: gray before and where it was kept, transparent where it was dropped. */
  @Test
  void whatWasDroppedIsDrawnLikeNoValue() throws IOException {
    Path input = Files.createDirectories(folder.resolve("ones"));
    byte[] ones = new byte[4 * 2 * 8 * 8];
    for (int i = 0; i < ones.length; i += 4) {
      ones[i + 2] = (byte) 0x80;
      ones[i + 3] = 0x3f;
    }
    Tensor x = new Tensor(DType.FLOAT32, new int[] {2, 8, 8}, ones, 0);
    Files.write(input.resolve("0.npy"), Npy.write(x));
    Path output = folder.resolve("ones-out");
    JobRun.augment(
        input, output, "--layout", "CHW", "--kind", "element", "--drop", "0.5", "--seed", "1");
    JsonNode run = data(page(output)).at("/runs/0");
    JsonNode sample = run.at("/preview/samples/0");
    long transparent = 0;
    for (int c = 0; c < 2; c++) {
      BufferedImage before = picture(sample.path("before").get(c));
      BufferedImage after = picture(sample.at("/copies/0/pictures").get(c));
      for (int i = 0; i < 64; i++) {
        assertEquals(128, before.getRaster().getSample(i % 8, i / 8, 0));
        int alpha = after.getRaster().getSample(i % 8, i / 8, 1);
        transparent += alpha == 0 ? 1 : 0;
        if (alpha != 0) {
          assertEquals(128, after.getRaster().getSample(i % 8, i / 8, 0));
        }
      }
    }
    assertEquals(sample.at("/copies/0/dropped").asLong(), transparent);
    // Two values, two bars: nothing is smeared over bins between them.
    JsonNode histogram = run.at("/preview/histograms/0");
    List<Long> bars = new ArrayList<>();
    histogram.at("/after/counts").forEach(count -> bars.add(count.asLong()));
    bars.removeIf(count -> count == 0);
    long zeros = run.at("/after/listed/0/zeros").asLong();
    assertEquals(List.of(zeros, 64 - zeros), bars);
    assertEquals(64, histogram.at("/after/looked").asLong());
    assertFalse(histogram.path("spread").asBoolean());
  }

  @Test
  void whatIsShownDoesNotDependOnThePartitions() throws IOException {
    byte[] expected = Files.readAllBytes(spatial.resolve("_dropshard/preview.bin"));
    for (String partitions : new String[] {"1", "7"}) {
      JobRun.spark().conf().set("spark.sql.files.minPartitionNum", partitions);
      Path output = folder.resolve("spatial-" + partitions);
      JobRun.augment(pictures, output, "spatial", 0.5, 42, "--copies", "3");
      JobRun.spark().conf().unset("spark.sql.files.minPartitionNum");
      assertArrayEquals(expected, Files.readAllBytes(output.resolve("_dropshard/preview.bin")));
    }
  }

  @Test
  void runsThatAddUpShowWhatOneRunDoes() throws IOException {
    Path output = folder.resolve("grown");
    List<Path> classes;
    try (var list = Files.list(pictures)) {
      classes = list.sorted().toList();
    }
    String[] how = {"--kind", "element", "--drop", "0.1", "--seed", "1", "--if-exists", "append"};
    for (Path one : classes) {
      JobRun.augment(one, output, how);
    }
    JsonNode grown = data(page(output)).at("/runs/0");
    assertEquals(classes.size(), grown.at("/run/runs").size());
    Path whole = folder.resolve("whole");
    JobRun.augment(pictures, whole, how);
    JsonNode once = data(page(whole)).at("/runs/0");
    assertEquals(once.at("/preview/histograms/0/before"), grown.at("/preview/histograms/0/before"));
    for (Path one : classes) {
      assertTrue(grown.path("command").asText().contains(one.toString()), grown.toString());
    }
  }

  @Test
  void staysSmallWithThousandsOfChannels() throws IOException {
    Path input = Files.createDirectories(folder.resolve("wide"));
    for (int i = 0; i < 8; i++) {
      Files.write(input.resolve(i + ".npy"), NpyFiles.ramp(i, 4096, 6, 6));
    }
    Path output = folder.resolve("wide-out");
    JobRun.augment(
        input, output, "--layout", "CHW", "--kind", "spatial", "--drop", "0.5", "--seed", "1");
    assertTrue(Files.size(page(output)) < 3_000_000, "" + Files.size(page(output)));
    JsonNode run = data(page(output)).at("/runs/0");
    assertEquals(4096, run.at("/after/channels").asInt());
    assertEquals(64, run.at("/after/listed").size());
    assertEquals(16, run.at("/preview/histograms").size());
    assertEquals("channels", run.at("/preview/samples/0/view").asText());
  }

  @Test
  void staysSmallWithNoise() throws IOException {
    Path output = folder.resolve("noise");
    JobRun.augment(pictures, output, "element", 0.5, 1, "--copies", "5");
    assertTrue(Files.size(page(output)) < 3_000_000, "" + Files.size(page(output)));
  }

  @Test
  void namesCannotEndTheScript() throws IOException {
    Path input = Files.createDirectories(folder.resolve("odd"));
    Files.write(input.resolve("<script>alert(1)<!--.npy"), NpyFiles.ramp(0, 3, 4, 4));
    Path output = folder.resolve("odd-out");
    JobRun.augment(
        input, output, "--layout", "CHW", "--kind", "element", "--drop", "0.5", "--seed", "1");
    assertFalse(Files.readString(page(output)).contains("<script>alert"));
    assertEquals(
        "<script>alert(1)<!--.npy",
        data(page(output)).at("/runs/0/preview/samples/0/key").asText());
  }

  @Test
  void commandMakesTheOutputAgain() throws IOException {
    String command = data(page(spatial)).at("/runs/0/command").asText();
    assertTrue(command.startsWith("job/bin/dropshard augment \\\n  --input "), command);
    List<String> words =
        new ArrayList<>(
            List.of(command.replace("job/bin/dropshard ", "").replace("\\\n", "").split(" +")));
    words.set(words.indexOf("--output") + 1, folder.resolve("once-more").toString());
    JobRun again = JobRun.of(words.toArray(new String[0]));
    assertEquals(ExitCode.DONE, again.code(), again.err());
    assertEquals(
        JobRun.json(spatial, "run.json").get("digest"),
        JobRun.json(folder.resolve("once-more"), "run.json").get("digest"));
  }

  @Test
  void comparesTwoOutputs() throws IOException {
    Path element = folder.resolve("element");
    JobRun.augment(pictures, element, "element", 0.5, 42);
    Path to = folder.resolve("comparison.html");
    JobRun run = JobRun.of("report", spatial.toString(), element.toString(), "--to", to.toString());
    assertEquals(ExitCode.DONE, run.code(), run.err());
    JsonNode runs = data(to).path("runs");
    assertEquals(2, runs.size());
    List<String> shared = keys(runs.get(0));
    shared.retainAll(keys(runs.get(1)));
    assertTrue(shared.size() >= 2, shared.toString()); // the same seed ranks samples alike
    assertEquals(
        ExitCode.DONE,
        JobRun.of("report", spatial.toString(), element.toString(), "--to", to.toString()).code());
  }

  @Test
  void refusesWhatIsNoOutputAndReplacesNoStrangersFile() throws IOException {
    JobRun none = JobRun.of("report", pictures.toString());
    assertEquals(ExitCode.INPUT, none.code());
    assertEquals(
        "dropshard: Invalid output: " + pictures + " (it has no _dropshard/run.json)\n",
        none.err());
    Path mine = Files.writeString(folder.resolve("mine.html"), "mine");
    JobRun taken =
        JobRun.of("report", spatial.toString(), spatial.toString(), "--to", mine.toString());
    assertEquals(ExitCode.OUTPUT, taken.code());
    assertEquals("mine", Files.readString(mine));
    JobRun alone = JobRun.of("report", spatial.toString(), "--to", mine.toString());
    assertEquals(ExitCode.USAGE, alone.code());
  }

  private static List<String> keys(JsonNode run) {
    List<String> keys = new ArrayList<>();
    run.at("/preview/samples").forEach(sample -> keys.add(sample.path("key").asText()));
    return keys;
  }

  private static Path page(Path output) {
    return output.resolve("_dropshard/report.html");
  }

  private static BufferedImage picture(JsonNode base64) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64.asText())));
  }

  private static JsonNode data(Path page) throws IOException {
    Matcher matcher =
        Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>")
            .matcher(new String(Files.readAllBytes(page), StandardCharsets.UTF_8));
    assertTrue(matcher.find());
    return new ObjectMapper().readTree(matcher.group(1));
  }
}
