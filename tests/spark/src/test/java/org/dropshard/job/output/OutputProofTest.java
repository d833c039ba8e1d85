package org.dropshard.job.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.Forger;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An output is all of what it holds: no file more or less, and no fact that is another. */
class OutputProofTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static Path table;
  private static Path parquet;
  private static Path mds;

  @BeforeAll
  static void make() throws IOException {
    table = folder.resolve("table");
    JobRun.spark()
        .createDataFrame(
            List.of(0L, 1L, 2L, 3L, 4L, 5L).stream()
                .map(
                    id ->
                        RowFactory.create(
                            id, id % 2 == 0 ? "cats" : "dogs", NpyFiles.ramp(id + 0.1f, 3, 4, 5)))
                .toList(),
            new StructType()
                .add("id", DataTypes.LongType)
                .add("label", DataTypes.StringType)
                .add("x", DataTypes.BinaryType))
        .coalesce(2)
        .write()
        .parquet(table.toString());
    parquet = augment("parquet", "--output-format", "parquet");
    mds = augment("mds", "--output-format", "mds");
  }

  private static Path augment(String name, String... options) {
    Path output = folder.resolve(name);
    String[] all =
        Stream.concat(
                Stream.of(
                    "--key",
                    "id",
                    "--layout",
                    "CHW",
                    "--kind",
                    "spatial",
                    "--drop",
                    "0.4",
                    "--seed",
                    "7",
                    "--partition-by",
                    "label"),
                Stream.of(options))
            .toArray(String[]::new);
    JobRun.augment(table, output, all);
    return output;
  }

  private static Path copy(Path of) throws IOException {
    return DamagedOutputTest.copy(of, Files.createTempDirectory(folder, "case").resolve("out"));
  }

  private static void finds(String what, Path output, String... options) {
    JobRun run =
        JobRun.of(
            Stream.concat(Stream.of("verify", output.toString()), Stream.of(options))
                .toArray(String[]::new));
    assertEquals(ExitCode.VERIFICATION, run.code(), run.out());
    assertTrue(run.err().contains(what), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
  }

  @Test
  void aGoodOutputSaysWhatWasChecked() throws IOException {
    Path output = copy(mds);
    Files.writeString(output.resolve("README.md"), "what this is");
    Files.writeString(output.resolve(".gitattributes"), "");
    Files.writeString(Files.createDirectory(output.resolve("_notes")).resolve("a.txt"), "");
    JobRun run = JobRun.of("verify", output.toString(), "--input", table.toString());
    assertEquals(ExitCode.DONE, run.code(), run.err());
    assertTrue(run.out().contains("bytes      as they were written"), run.out());
    assertTrue(run.out().contains("account    as it was written"), run.out());
  }

  @ParameterizedTest
  @CsvSource({
    "evil.parquet",
    "_evil.parquet",
    "label=cats/_evil.parquet",
    "_more/part-1.parquet",
    "notes.txt",
    "label=cats/README.md",
    "index.json",
    "_dropshard/part-9.parquet"
  })
  void aFileOfNobodyIsNamed(String name) throws IOException {
    Path output = copy(parquet);
    Path file = output.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "?");
    finds("file is no shard of the account: " + name, output);
  }

  @Test
  void anOutputThatIsNotWholeIsNamed() throws IOException {
    Path output = copy(parquet);
    Files.delete(output.resolve("_SUCCESS"));
    finds("file is missing: _SUCCESS", output);
  }

  @Test
  void foldersThatChangedPlacesAreFound() throws IOException {
    Path output = copy(parquet);
    swap(output.resolve("label=cats"), output.resolve("label=dogs"));
    finds("shard is missing: label=", output);
  }

  private static void swap(Path a, Path b) throws IOException {
    Path aside = a.resolveSibling("aside");
    Files.move(a, aside);
    Files.move(b, a);
    Files.move(aside, b);
  }

  /** Checksums tell of it; and where there are none, the shards themselves. */
  @ParameterizedTest
  @CsvSource({"delete", "garbage", "leave out", "double"})
  void anIndexThatIsNotOfTheShardsIsFound(String how) throws IOException {
    for (String index : List.of("index.json", "label=cats/index.json")) {
      for (boolean sealed : new boolean[] {false, true}) {
        Path output = copy(mds);
        Path file = output.resolve(index);
        if (how.equals("delete")) {
          Files.delete(file);
          if (sealed) {
            edit(output, run -> ((ObjectNode) run.get("files")).remove(index));
          }
        } else {
          ObjectNode node = (ObjectNode) JSON.readTree(Files.readString(file));
          JsonNode first = node.withArray("/shards").get(0);
          if (how.equals("double")) {
            node.withArray("/shards").add(first);
          } else {
            node.withArray("/shards").remove(0);
          }
          Files.writeString(file, how.equals("garbage") ? "[{" : JSON.writeValueAsString(node));
        }
        if (sealed) {
          Forger.seal(output);
        }
        finds(index, output);
      }
    }
  }

  private static void edit(Path output, Consumer<ObjectNode> change) throws IOException {
    Path file = output.resolve("_dropshard/run.json");
    ObjectNode run = (ObjectNode) JSON.readTree(Files.readString(file));
    change.accept(run);
    Files.writeString(file, JSON.writeValueAsString(run));
  }

  /** Facts that people and programs read follow from the settings and the shards. */
  @ParameterizedTest
  @CsvSource({
    "/seed, 8",
    "/dropout/p, 0.3",
    "/dropout/kind, element",
    "/dropout/copies, 2",
    "/dropout/threshold, 5",
    "/dropout/share, dataset",
    "/dropout/steps/0/drop, 0.3",
    "/dropout/steps/0/step, cutout",
    "/rows/in, 7",
    "/rows/out, 7",
    "/rows/bad, 1",
    "/rows/duplicate_keys, 1",
    "/runs/0/rows/out, 7",
    "/runs/0/rows/in, 9",
    "/output/shards, 3",
    "/output/bytes, 1",
    "/output/format, webdataset",
    "/output/tensor_column, y",
    "/input/key, path",
    "/run_id, other"
  })
  void aFactThatIsAnotherIsFound(String pointer, String value) throws IOException {
    Path output = copy(parquet);
    int slash = pointer.lastIndexOf('/');
    edit(
        output,
        run -> {
          ObjectNode parent = (ObjectNode) run.at(pointer.substring(0, slash));
          String field = pointer.substring(slash + 1);
          assertTrue(parent.has(field), pointer);
          parent.set(
              field, value.matches("[0-9.]+") ? JSON.valueToTree(number(value)) : text(value));
        });
    finds("run.json (changed: its SHA-256 is not the one in", output);
    Forger.sealRun(output);
    finds("", output);
  }

  private static Number number(String text) {
    return text.contains(".") ? (Number) Double.valueOf(text) : (Number) Long.valueOf(text);
  }

  private static JsonNode text(String value) {
    return JSON.valueToTree(value);
  }

  @Test
  void aDigestOfAnotherRunIsFound() throws IOException {
    Path output = folder.resolve("two-runs");
    for (int run = 0; run < 2; run++) {
      Path input = Files.createDirectory(folder.resolve("in-" + run));
      Files.write(input.resolve(run + ".npy"), NpyFiles.ramp(run, 3, 4, 5));
      JobRun.spatial("augment", input, output, "--if-exists", "append").done();
    }
    edit(
        output,
        run -> {
          ObjectNode first = (ObjectNode) run.at("/runs/0");
          ObjectNode second = (ObjectNode) run.at("/runs/1");
          JsonNode digest = first.get("digest");
          first.set("digest", second.get("digest"));
          second.set("digest", digest);
        });
    Forger.sealRun(output);
    Files.deleteIfExists(output.resolve("_dropshard/.run.json.crc"));
    Files.deleteIfExists(output.resolve("_dropshard/.run.json.sha256.crc"));
    finds("shards.jsonl (runs, ", output);
  }
}
