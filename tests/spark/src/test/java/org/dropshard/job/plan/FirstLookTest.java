package org.dropshard.job.plan;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.Setting;
import org.dropshard.job.config.Settings;
import org.dropshard.job.error.JobException;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes that are said before there is a session: no test here has one. */
class FirstLookTest {
  private static final String LAYOUT =
      "Missing --layout CHW|HWC (the dataset does not say it, and it is never guessed)";
  private static final String ROUNDING =
      "Cannot scale or fill uint8 tensors: set --dtype float32, or --dtype uint8 to round half to"
          + " even and saturate";

  @TempDir Path folder;

  private void npy(String name, DType dtype) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    byte[] values = ByteBuffer.allocate(12 * dtype.bytes()).array();
    Files.write(file, Npy.write(new Tensor(dtype, new int[] {3, 2, 2}, values, 0)));
  }

  private void picture(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "not looked at");
  }

  /** A table of Parquet with numbers and the same cell three times. */
  private void table(String name, byte[] cell) throws IOException {
    MessageType columns =
        MessageTypeParser.parseMessageType(
            "message table { required int64 id; required binary features; }");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(folder.resolve(name).toString()))
            .withType(columns)
            .build()) {
      for (long id = 0; id < 3; id++) {
        Binary features = Binary.fromConstantByteArray(cell);
        writer.write(new SimpleGroup(columns).append("id", id).append("features", features));
      }
    }
  }

  private void look(String input, String... options) {
    Map<Setting, List<String>> settings = new TreeMap<>();
    settings.put(Setting.INPUT, List.of(folder.resolve(input).toString()));
    settings.put(Setting.OUTPUT, List.of(folder.resolve("out").toString()));
    settings.put(Setting.KIND, List.of("spatial"));
    settings.put(Setting.DROP, List.of("0.5"));
    settings.put(Setting.SEED, List.of("1"));
    List<String> words = new ArrayList<>(List.of(options));
    while (!words.isEmpty()) {
      settings.put(Setting.ofKey(words.remove(0)).orElseThrow(), List.of(words.remove(0)));
    }
    FirstLook.at(
        AugmentConfig.of(Settings.resolve(Optional.empty(), List.of(), settings)),
        new Configuration());
  }

  private void refused(String message, String input, String... options) {
    JobException e = assertThrows(JobException.class, () -> look(input, options));
    assertEquals(message, e.getMessage());
  }

  private void passes(String input, String... options) {
    assertDoesNotThrow(() -> look(input, options));
  }

  @Test
  void arraysThatNobodySaidTheLayoutOf() throws IOException {
    npy("in/deep/er/a.npy", DType.FLOAT32);
    for (String input : new String[] {"in", "in/deep/er/a.npy", "in/*/er"}) {
      refused(LAYOUT, input);
      passes(input, "layout", "CHW");
      passes(input, "preset", "keras");
      passes(input, "kind", "element");
      passes(input, "input-format", "tfrecord");
    }
  }

  @Test
  void tablesThatNobodySaidTheLayoutOf() throws IOException {
    byte[] values = new byte[12];
    table("in/a.parquet", Npy.write(new Tensor(DType.UINT8, new int[] {3, 2, 2}, values, 0)));
    table("pictures/a.parquet", "GIF89a, and no more".getBytes(StandardCharsets.UTF_8));
    for (String input : new String[] {"in", "in/a.parquet", "in/*"}) {
      refused(LAYOUT, input);
      passes(input, "layout", "CHW");
      passes(input, "preset", "keras");
      passes(input, "kind", "element");
    }
    passes("pictures");
  }

  @Test
  void columnsThatATableLacks() throws IOException {
    table("in/a.parquet", new byte[] {1});
    table("in/b.parquet", new byte[] {1});
    refused("Invalid --columns: x (there are id, features)", "in", "columns", "x");
    refused("Invalid column: x (there are id, features)", "in", "key", "x");
    refused("Invalid --also: x (there are id, features)", "in", "also", "x");
    refused(
        "Invalid --column: id (a column of binary, array<float>, array<double> or image; there are"
            + " id, features)",
        "in",
        "column",
        "id");
    passes("in", "layout", "CHW", "key", "id");
    Files.writeString(folder.resolve("in/c.parquet"), "of which nothing is known");
    passes("in", "columns", "x");
  }

  @Test
  void integersThatWouldBeRounded() throws IOException {
    npy("in/a.npy", DType.UINT8);
    picture("pictures/a.JPG");
    refused(ROUNDING, "in", "layout", "CHW", "scale", "inverted");
    refused(ROUNDING, "pictures", "scale", "inverted");
    passes("pictures", "scale", "inverted", "channels", "as-is");
    passes("pictures", "scale", "inverted", "dtype", "float32");
    passes("pictures");
  }

  @Test
  void whatIsNotThereOrInTheWay() throws IOException {
    npy("in/a.npy", DType.FLOAT32);
    String none = folder.resolve("none").toString();
    refused("Cannot read input: " + none + " does not exist", "none");
    Files.createDirectory(folder.resolve("out"));
    Files.writeString(folder.resolve("out/mine"), "mine");
    refused(
        "Output exists: "
            + folder.resolve("out")
            + " (set --if-exists overwrite or append, or choose another)",
        "in",
        "layout",
        "CHW");
  }

  /** More than a header has to be read of them, or nothing at all. */
  @Test
  void othersAreLeftToTheSession() throws IOException {
    npy("tables/_temporary/a.npy", DType.UINT8);
    npy("tables/.hidden.npy", DType.UINT8);
    Files.writeString(folder.resolve("tables/part-0.parquet"), "not looked at");
    passes("tables");
    Files.createDirectories(folder.resolve("empty"));
    passes("empty");
    Files.createDirectories(folder.resolve("bad"));
    Files.writeString(folder.resolve("bad/a.npy"), "no array");
    passes("bad", "layout", "CHW", "scale", "inverted");
  }
}
