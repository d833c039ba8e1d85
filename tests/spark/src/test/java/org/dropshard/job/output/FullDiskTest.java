package org.dropshard.job.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is full, or becomes so: one line, nothing left, and the next run as ever. */
class FullDiskTest {
  @TempDir Path folder;
  private Path disk;

  @BeforeEach
  void write() throws IOException {
    Configuration hadoop = JobRun.spark().sparkContext().hadoopConfiguration();
    hadoop.set("fs.full.impl", FullFileSystem.class.getName());
    hadoop.setBoolean("fs.full.impl.disable.cache", true);
    Path input = Files.createDirectory(folder.resolve("in"));
    for (int i = 0; i < 3; i++) {
      Files.write(input.resolve(i + ".npy"), NpyFiles.ramp(i + 0.1f, 3, 40, 50));
    }
    disk = Files.createDirectory(folder.resolve("disk"));
  }

  @AfterEach
  void clear() {
    FullFileSystem.BYTES_LEFT.set(Long.MAX_VALUE);
  }

  private JobRun run(String... more) {
    return JobRun.spatial("augment", folder.resolve("in"), output(), more);
  }

  private String output() {
    return "full:" + disk.resolve("out");
  }

  private void refused(long bytes, String... options) throws IOException {
    FullFileSystem.BYTES_LEFT.set(bytes);
    JobRun run = run(options);
    assertEquals(
        "dropshard: Cannot write output: " + output() + " (No space left on device)",
        run.err().strip(),
        bytes + " bytes");
    assertEquals(ExitCode.OUTPUT, run.code());
    try (Stream<Path> left = Files.list(disk)) {
      assertEquals(List.of(), left.toList(), bytes + " bytes");
    }
  }

  private void done(String... options) {
    FullFileSystem.BYTES_LEFT.set(Long.MAX_VALUE);
    JobRun run = run(options);
    assertEquals(ExitCode.DONE, run.code(), run.err());
    assertEquals("", run.err());
  }

  /** In the lock, in a shard, in the account, in the report. */
  @Test
  void fullAtAnyPlace() throws IOException {
    for (long bytes : new long[] {0, 1000, 100_000, 150_000, 200_000}) {
      refused(bytes);
    }
    done();
  }

  @ParameterizedTest
  @ValueSource(strings = {"webdataset", "tfrecord", "mds", "npz"})
  void fullInAShardOfAnyFormat(String format) throws IOException {
    refused(10_000, "--output-format", format);
    done("--output-format", format);
  }

  @Test
  void fullInQuarantine() throws IOException {
    for (int i = 0; i < 3; i++) {
      Files.writeString(folder.resolve("in/bad-" + "x".repeat(150) + i + ".npy"), "no npy");
    }
    refused(500, "--on-error", "quarantine");
    done("--on-error", "quarantine");
  }

  @Test
  void fullInAnIncrement() throws IOException {
    for (long bytes : new long[] {100, 1200}) {
      refused(bytes, "--incremental");
    }
    done("--incremental");
    Files.write(folder.resolve("in/more.npy"), NpyFiles.ramp(7, 3, 40, 50));
    FullFileSystem.BYTES_LEFT.set(30_000);
    JobRun failed = run("--incremental");
    assertEquals(ExitCode.OUTPUT, failed.code(), failed.err());
    assertEquals(1, failed.err().lines().count(), failed.err());
    done("--incremental");
    JobRun verified = JobRun.of("verify", output(), "--progress", "none");
    assertTrue(verified.out().contains("4 rows"), verified.out() + verified.err());
  }
}
