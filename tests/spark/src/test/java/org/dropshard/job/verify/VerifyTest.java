package org.dropshard.job.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.dropshard.job.Forger;
import org.dropshard.job.JobRun;
import org.dropshard.job.demo.DemoPictures;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way an output can stop being what it says is found, and named. */
class VerifyTest {
  @TempDir static Path folder;
  private static Path pictures;
  private static Path good;
  private Path output;

  @BeforeAll
  static void augment() throws IOException {
    pictures = folder.resolve("pictures");
    good = folder.resolve("good");
    DemoPictures.write(pictures, 12, 5);
    JobRun.augment(
        pictures,
        good,
        "spatial",
        0.4,
        42,
        "--copies",
        "2",
        "--fill",
        "7",
        "--dtype",
        "uint8",
        "--shard-rows",
        "8");
  }

  @BeforeEach
  void copy() throws IOException {
    output = Files.createTempDirectory(folder, "out");
    try (Stream<Path> files = Files.walk(good)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith(".crc")) { // checksums of what is about to change
          Path to = output.resolve(good.relativize(file));
          Files.createDirectories(to.getParent());
          Files.copy(file, to);
        }
      }
    }
  }

  /** Told by checksums, and by what they cannot tell once somebody has made them again. */
  private void fails(String what, String... options) throws IOException {
    if (options.length == 0) {
      assertEquals(ExitCode.VERIFICATION, JobRun.of("verify", output.toString()).code());
      Forger.seal(output);
    }
    failsAsItIs(what, options);
  }

  private void failsAsItIs(String what, String... options) {
    String[] arguments =
        Stream.concat(Stream.of("verify", output.toString()), Stream.of(options))
            .toArray(String[]::new);
    JobRun run = JobRun.of(arguments);
    assertEquals(ExitCode.VERIFICATION, run.code(), run.err());
    assertTrue(run.err().startsWith("dropshard: Verification failed: " + what), run.err());
    assertEquals(1, run.err().lines().filter(line -> line.startsWith("dropshard")).count());
  }

  private List<Path> shards() throws IOException {
    try (Stream<Path> files = Files.list(output)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .sorted()
          .toList();
    }
  }

  /** Writes a shard again with its rows changed. */
  private void rewrite(Path shard, UnaryOperator<Dataset<Row>> change) throws IOException {
    Path scratch = folder.resolve("scratch-" + System.nanoTime());
    Dataset<Row> rows = JobRun.spark().read().parquet(shard.toString());
    change.apply(rows).coalesce(1).write().parquet(scratch.toString());
    try (Stream<Path> files = Files.list(scratch)) {
      Path part =
          files
              .filter(file -> file.toString().endsWith(".parquet"))
              .filter(file -> !file.getFileName().toString().startsWith("."))
              .findFirst()
              .orElseThrow();
      Files.copy(part, shard, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static UnaryOperator<Dataset<Row>> changedCell(int row, UnaryOperator<byte[]> change) {
    return rows -> {
      List<Row> all = new ArrayList<>(rows.orderBy("path", "copy").collectAsList());
      Row old = all.get(row);
      Object[] cells = new Object[old.length()];
      Arrays.setAll(cells, old::get);
      cells[rows.schema().fieldIndex("tensor")] = change.apply(old.getAs("tensor"));
      all.set(row, RowFactory.create(cells));
      return JobRun.spark().createDataFrame(all, rows.schema());
    };
  }

  @Test
  void aGoodOutputPasses() {
    assertEquals(ExitCode.DONE, JobRun.of("verify", output.toString()).code());
    JobRun run = JobRun.of("verify", "--output", output.toString(), "--input", pictures.toString());
    assertEquals(ExitCode.DONE, run.code(), run.err());
    assertTrue(run.out().startsWith("verified   24 rows in"), run.out());
  }

  @Test
  void aMissingShardIsNamed() throws IOException {
    Path shard = shards().get(0);
    Files.delete(shard);
    failsAsItIs("shard is missing: " + shard.getFileName());
  }

  @Test
  void anExtraFileIsNamed() throws IOException {
    Files.copy(shards().get(0), output.resolve("part-99999-extra.parquet"));
    fails("file is no shard of the account: part-99999-extra.parquet");
  }

  @Test
  void aDroppedElementThatIsNotTheFillIsNamed() throws IOException {
    Path shard = shards().get(0);
    rewrite(
        shard,
        changedCell(
            0,
            cell -> {
              for (int i = cell.length - 3; i < cell.length; i++) { // one of three channels, if any
                cell[i] = cell[i] == 7 ? 8 : cell[i];
              }
              cell[cell.length - 1]++;
              return cell;
            }));
    Forger.seal(output);
    JobRun run = JobRun.of("verify", output.toString());
    assertEquals(ExitCode.VERIFICATION, run.code());
    assertTrue(run.err().contains(shard.getFileName().toString()), run.err());
  }

  @Test
  void aFlippedBitOfAKeptValueIsFoundByTheDigest() throws IOException {
    Path shard = shards().get(1);
    rewrite(
        shard,
        changedCell(
            3,
            cell -> {
              int at = cell.length - 1;
              while (cell[at] == 7) {
                at--;
              }
              cell[at] ^= 1;
              return cell;
            }));
    fails("digest of shard " + shard.getFileName());
  }

  @Test
  void aRowThatStandsTwiceIsFound() throws IOException {
    Path shard = shards().get(0);
    rewrite(shard, rows -> rows.union(rows.limit(1)));
    fails("rows of shard " + shard.getFileName() + ": the account says 8, found 9");
  }

  @ParameterizedTest
  @ValueSource(strings = {"variance", "mean_of_sample_std"})
  void anEditedStatisticIsFound(String name) throws IOException {
    Path file = output.resolve("_dropshard/stats.json");
    String text = Files.readString(file);
    int at = text.lastIndexOf('"' + name + "\" : ") + name.length() + 5;
    Files.writeString(file, text.substring(0, at) + "1" + text.substring(at));
    fails("statistics of the output");
  }

  @Test
  void statisticsThatLackASectionAreFound() throws IOException {
    Path file = output.resolve("_dropshard/stats.json");
    ObjectMapper json = new ObjectMapper();
    JsonNode stats = json.readTree(file.toFile());
    for (JsonNode side : stats) {
      ((ObjectNode) side).remove("normalize");
    }
    Files.writeString(file, json.writeValueAsString(stats));
    Forger.seal(output);
    JobRun run = JobRun.of("verify", output.toString(), "--input", pictures.toString());
    assertEquals(ExitCode.VERIFICATION, run.code(), run.err());
    assertTrue(run.err().contains("(not the statistics of _dropshard/summary.bin)"), run.err());
  }

  /**
   * Wherever it is, in values or in what stands for a run of the fill, but for where in a run it
   * copies from, which comes to the same bytes.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.3, 0.4, 0.52, 0.6, 0.8})
  void aByteFlippedInTheFileIsFound(double where) throws IOException {
    Path shard = shards().get(0);
    byte[] bytes = Files.readAllBytes(shard);
    bytes[(int) (bytes.length * where)] ^= 0x10;
    Files.write(shard, bytes);
    fails("");
  }

  @Test
  void keptValuesOfAnotherInputAreFound() throws IOException {
    Path others = folder.resolve("others-" + System.nanoTime());
    DemoPictures.write(others, 12, 6);
    fails("row is not what the input becomes: copy", "--input", others.toString());
  }

  @Test
  void whatIsNoOutputIsRefused() {
    JobRun run = JobRun.of("verify", pictures.toString());
    assertEquals(ExitCode.INPUT, run.code());
  }
}
