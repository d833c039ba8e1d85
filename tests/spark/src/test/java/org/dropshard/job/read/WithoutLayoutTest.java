package org.dropshard.job.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What needs no channels needs no layout: its statistics are those of whole tensors. */
class WithoutLayoutTest {
  @TempDir Path folder;

  private Path inputs() throws IOException {
    Path input = Files.createDirectories(folder.resolve("in"));
    Files.write(input.resolve("scalar.npy"), NpyFiles.ramp(5));
    Files.write(input.resolve("vector.npy"), NpyFiles.ramp(1, 207));
    Files.write(input.resolve("matrix.npy"), NpyFiles.ramp(1, 13, 7));
    Files.write(input.resolve("maps.npy"), NpyFiles.ramp(1, 8, 6, 4));
    Files.write(input.resolve("batch.npy"), NpyFiles.ramp(1, 2, 8, 6, 4));
    return input;
  }

  private static final int VALUES = 1 + 207 + 91 + 192 + 384;

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "webdataset", "tfrecord", "mds", "npz"})
  void theWholeTensorIsOneChannel(String format) throws IOException {
    Path input = inputs();
    int values = VALUES;
    if (format.equals("mds")) { // which has no arrays of no axes
      Files.delete(input.resolve("scalar.npy"));
      values--;
    }
    Path output = folder.resolve("out");
    JobRun.augment(
        input,
        output,
        "--kind",
        "element",
        "--keep",
        ".5",
        "--seed",
        "4",
        "--copies",
        "2",
        "--output-format",
        format);
    JsonNode stats = JobRun.json(output, "stats.json");
    for (String side : List.of("before", "after")) {
      JsonNode channels = stats.at("/" + side + "/channels");
      assertEquals(1, channels.size());
      assertEquals("all", channels.get(0).get("channel").asText());
      int copies = side.equals("before") ? 1 : 2;
      assertEquals(copies * values, channels.get(0).get("count").asInt());
    }
    assertEquals(2 * values, stats.at("/after/units").asInt());
    for (String[] command :
        new String[][] {
          {"verify", output.toString()},
          {"verify", output.toString(), "--input", input.toString()},
          {"report", output.toString()}
        }) {
      JobRun done = JobRun.of(command);
      assertEquals(ExitCode.DONE, done.code(), done.err());
    }
    JobRun again = JobRun.of("stats", "--input", output.toString(), "--json", "--progress", "none");
    assertEquals(ExitCode.DONE, again.code(), again.err());
    JsonNode found = new ObjectMapper().readTree(again.out()).get("channels");
    assertEquals(stats.at("/after/channels"), found);
  }

  @Test
  void theLayoutChangesStatisticsAlone() throws IOException {
    Path input = inputs();
    Path whole = folder.resolve("whole");
    Path channels = folder.resolve("channels");
    String[] options = {"--kind", "element", "--drop", "0.5", "--seed", "4"};
    JobRun.augment(input, whole, options);
    List<String> more = new ArrayList<>(List.of(options));
    more.addAll(List.of("--layout", "HWC"));
    JobRun.augment(input, channels, more.toArray(new String[0]));
    assertEquals(
        JobRun.json(whole, "run.json").get("digest"),
        JobRun.json(channels, "run.json").get("digest"));
    assertEquals(0, JobRun.json(channels, "stats.json").at("/before/channels/0/channel").asInt(-1));
    List<String> append = new ArrayList<>(List.of("augment", "--input", input.toString()));
    append.addAll(more);
    append.addAll(List.of("--output", whole.toString(), "--if-exists", "append"));
    JobRun refused = JobRun.of(append.toArray(new String[0]));
    assertEquals(ExitCode.USAGE, refused.code(), refused.err());
    assertTrue(refused.err().contains("layout NONE, this run has HWC"), refused.err());
  }

  @Test
  void gradientsGoBackWithoutALayoutToo() throws IOException {
    Path input = inputs();
    Path output = folder.resolve("forward");
    JobRun.augment(input, output, "element", 0.5, 4);
    Path dx = folder.resolve("dx");
    JobRun.backward(output, input, dx, List.of()).done();
    // Gradients that are the values themselves come out as the run's own rows.
    assertEquals(
        JobRun.json(output, "run.json").get("digest"), JobRun.json(dx, "run.json").get("digest"));
    JobRun verified = JobRun.of("verify", dx.toString());
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"spatial", "pixel", "element --fill 1,2,3"})
  void whatGoesByChannelsAsksForOne(String kind) throws IOException {
    List<String> call =
        new ArrayList<>(List.of("augment", "--input", inputs().toString(), "--drop", "0.5"));
    call.addAll(List.of("--seed", "1", "--output", folder.resolve("no").toString(), "--kind"));
    call.addAll(List.of(kind.split(" ")));
    JobRun refused = JobRun.of(call.toArray(new String[0]));
    assertEquals(ExitCode.USAGE, refused.code());
    assertTrue(refused.err().contains("Missing --layout CHW|HWC"), refused.err());
    assertFalse(Files.exists(folder.resolve("no")));
  }
}
