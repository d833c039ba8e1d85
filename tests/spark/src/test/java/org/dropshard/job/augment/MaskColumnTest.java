package org.dropshard.job.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.dropshard.job.Forger;
import org.dropshard.job.JobRun;
import org.dropshard.job.Tables;
import org.dropshard.job.error.ExitCode;
import org.dropshard.step.Draw;
import org.dropshard.step.Kernel;
import org.dropshard.step.Steps;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;
import org.dropshard.tensor.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was kept, as a column: in every format, in the digest, and proven. */
class MaskColumnTest {
  private static final int[] SHAPE = {3, 5, 7};

  @TempDir static Path folder;
  private static Path table;

  @BeforeAll
  static void write() {
    table = folder.resolve("in.parquet");
    Tables.write(table, 15, SHAPE, (id, i) -> 1.0 + id + i);
  }

  private static Path run(String name, String... more) {
    Path output = folder.resolve(name);
    String[] base = {
      "--key", "id", "--layout", "CHW", "--seed", "9", "--kind", "pixel", "--drop", "0.3,0.6"
    };
    JobRun.augment(table, output, Stream.of(base, more).flatMap(Stream::of).toArray(String[]::new));
    return output;
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "webdataset", "tfrecord", "mds", "npz"})
  void everyFormatHoldsItAndVerifyProvesIt(String format) throws IOException {
    Path output = run(format, "--output-format", format, "--mask-column", "kept");
    JobRun verified = JobRun.of("verify", output.toString(), "--input", table.toString());
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
    if (!format.equals("parquet")) {
      return;
    }
    for (Row row : JobRun.spark().read().parquet(output.toString()).collectAsList()) {
      int copy = row.getAs("copy");
      Kernel kernel =
          Steps.of("pixel_dropout", Map.of("drop", copy == 0 ? 0.3 : 0.6)).kernel(Layout.CHW);
      int[] keep = new int[35];
      Tensor x = new Tensor(DType.UINT8, SHAPE, new byte[105], 0);
      kernel.mask(x, new Draw(9, row.<Long>getAs("sample_id"), copy), keep);
      byte[] bits = row.getAs("kept");
      assertEquals(5, bits.length);
      BitSet kept = BitSet.valueOf(bits); // the lowest bit of each byte first
      for (int u = 0; u < 40; u++) {
        assertEquals(u < 35 && keep[u] != 0, kept.get(u));
      }
    }
    Path plain = run("plain");
    assertNotEquals(
        JobRun.json(plain, "run.json").get("digest"),
        JobRun.json(output, "run.json").get("digest"));
    assertEquals(
        JobRun.json(plain, "stats.json"),
        JobRun.json(output, "stats.json")); // all else is as it was
  }

  /** Channels and groups are few: a boolean each, and 0 or 1 where a format has no lists. */
  @ParameterizedTest
  @ValueSource(strings = {"parquet", "webdataset", "tfrecord", "mds", "npz"})
  void channelsAndGroupsAreBooleans(String format) throws IOException {
    String[] kinds = {
      "spatial {drop = 0.5}", "sensor {groups = {a = [0, 2], b = 1}, drop = 0.5, at_least = 1}"
    };
    for (String kind : kinds) {
      Path output = folder.resolve(format + kind.length());
      JobRun.augment(
          table,
          output,
          "--key",
          "id",
          "--layout",
          "CHW",
          "--seed",
          "9",
          "--kind",
          kind,
          "--output-format",
          format,
          "--mask-column",
          "kept");
      JobRun verified = JobRun.of("verify", output.toString(), "--input", table.toString());
      assertEquals(ExitCode.DONE, verified.code(), verified.err());
      if (format.equals("parquet")) {
        int units = kind.startsWith("sensor") ? 2 : 3;
        long dropped = 0;
        for (Row row : JobRun.spark().read().parquet(output.toString()).collectAsList()) {
          List<Boolean> kept = row.getList(row.fieldIndex("kept"));
          assertEquals(units, kept.size());
          dropped += kept.stream().filter(unit -> !unit).count();
        }
        assertEquals(dropped, JobRun.json(output, "stats.json").at("/after/dropped").asLong());
      }
    }
  }

  /** By whoever makes all checksums again; the digest is the account's word against the seed's. */
  @Test
  void aMaskThatTheSeedDoesNotMakeIsFound() throws IOException {
    Path output = run("forged", "--mask-column", "kept", "--shard-rows", "100");
    Forger.column(output, "kept", "if(sample_id = 3, unhex('0000000000'), kept)");
    JobRun.refusesOutput(output, "Invalid mask: its column is not what the seed makes");
  }

  @Test
  void aNameThatIsTakenIsRefused() {
    String[] options = {"--kind", "element", "--drop", "0.3", "--mask-column", "copy"};
    String message = "Invalid --mask-column: copy (the output has a column of that name)";
    JobRun.refusesPlan(table, message, options);
  }
}
