package org.dropshard.job.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.util.SerializableConfiguration;
import org.dropshard.job.Forger;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.output.Checkpoint;
import org.dropshard.job.record.Account;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Any byte of any file that a run wrote is held to. */
class ByteMutationTest {
  private static final int CASES = 60;
  private static final long SEED = 17;

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private final Configuration hadoop = new Configuration();

  @Test
  void everyByteOfAnOutputIsHeld() throws IOException {
    Path input = Files.createDirectory(folder.resolve("in"));
    Files.write(input.resolve("0.npy"), NpyFiles.ramp(0.1f, 3, 4, 5));
    for (String format : List.of("parquet", "webdataset", "tfrecord", "mds", "npz")) {
      Path output = folder.resolve(format);
      JobRun.spatial("augment", input, output, "--hashes", "sha256", "--output-format", format)
          .done();
      Path account = output.resolve("_dropshard");
      String line = Files.readString(account.resolve("shards.jsonl")).strip();
      Path shard = output.resolve(new ObjectMapper().readTree(line).get("file").asText());
      Forger.dropHadoops(output);
      assertEquals("", difference(output, line));
      for (int i = 0; i < CASES; i++) {
        change(shard, () -> assertNotEquals("", difference(output, line), format));
      }
      List<Path> files =
          List.of(
              account.resolve("run.json"),
              account.resolve("run.json.sha256"),
              account.resolve("stats.json"),
              account.resolve("shards.jsonl"),
              account.resolve("summary.bin"),
              account.resolve("preview.bin"));
      assertTrue(account(output).checkSums());
      for (int i = 0; i < CASES; i++) {
        Path file = files.get(i % files.size());
        change(file, () -> assertThrows(JobException.class, () -> account(output).checkSums()));
      }
    }
  }

  /** What increments remember, and what they put aside. */
  @Test
  void everyByteOfCheckpointAndQuarantineIsHeld() throws IOException {
    Path input = Files.createDirectory(folder.resolve("in"));
    Path output = folder.resolve("incremental");
    String[] options = {
      "--incremental",
      "--on-error",
      "quarantine",
      "--layout",
      "CHW",
      "--kind",
      "spatial",
      "--drop",
      "0.3",
      "--seed",
      "5"
    };
    for (int i = 0; i < 2; i++) {
      Files.write(input.resolve(i + ".npy"), NpyFiles.ramp(i + 0.1f, 3, 4, 5));
      Files.writeString(input.resolve("bad-" + i + ".npy"), "no npy");
      JobRun.augment(input, output, options);
    }
    Forger.dropHadoops(output);
    check(output);
    int kept = 0;
    int quarantined = 0;
    List<Path> files;
    try (Stream<Path> all = Files.walk(output.resolve("_dropshard"))) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> file.toString().matches(".*/(checkpoint|quarantine)[/.].*"))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      kept += file.toString().contains("/checkpoint") ? 1 : 0;
      quarantined += file.toString().contains("/quarantine/") ? 1 : 0;
      for (int i = 0; i < CASES / 10; i++) {
        change(file, () -> assertThrows(JobException.class, () -> check(output), file.toString()));
      }
      if (isLast(file)) {
        byte[] good = Files.readAllBytes(file);
        Files.delete(file);
        assertThrows(JobException.class, () -> check(output), file + " is gone");
        Files.write(file, good);
      }
    }
    assertTrue(kept >= 8, files.toString()); // metadata, offsets, commits, sources, checksums
    assertEquals(2, quarantined, files.toString());
    JobRun verified = JobRun.of("verify", output.toString(), "--progress", "none");
    assertEquals(ExitCode.DONE, verified.code(), verified.err());
  }

  /** Of offsets and commits Spark deletes those of old batches itself. */
  private static boolean isLast(Path file) {
    return !file.toString().matches(".*/(offsets|commits)/0|.*\\.sha256");
  }

  private void check(Path output) throws IOException {
    assertTrue(account(output).checkSums());
    Checkpoint.check(
        FileSystem.getLocal(hadoop),
        new org.apache.hadoop.fs.Path(output.toUri()),
        ExitCode.VERIFICATION);
  }

  private Account account(Path output) throws IOException {
    return Account.of(
        FileSystem.getLocal(hadoop),
        new org.apache.hadoop.fs.Path(output.toUri()),
        ExitCode.VERIFICATION);
  }

  private String difference(Path output, String line) throws IOException {
    return ShardSums.difference(
        output.toUri().toString(), line, new SerializableConfiguration(hadoop));
  }

  /** Holds what was written against what it should be. */
  private interface Check {
    void run() throws IOException;
  }

  /** Changes a file, checks, and puts it back. */
  private void change(Path file, Check check) throws IOException {
    byte[] good = Files.readAllBytes(file);
    byte[] bad = good.clone();
    int at = random.nextInt(good.length);
    switch (random.nextInt(3)) {
      case 0 -> bad[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bad = Arrays.copyOf(good, at);
      default -> bad = Arrays.copyOf(good, good.length + 1 + random.nextInt(9));
    }
    Files.write(file, bad);
    try {
      check.run();
    } finally {
      Files.write(file, good);
    }
  }
}
