package org.dropshard.job.read.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.dropshard.job.JobRun;
import org.dropshard.job.NpyFiles;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.output.DyingFileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files of far file systems are opened side by side, and come out as those of near ones. */
class ReadAheadTest {
  private static final int FILES = 40;
  private static final String[] OPTIONS = {
    "--layout",
    "CHW",
    "--kind",
    "element",
    "--drop",
    "0.3",
    "--seed",
    "1",
    "--on-error",
    "quarantine"
  };

  @TempDir static Path folder;
  private static Path input;

  /** Far files; once {@link #together} is set, a file opens when so many are asked for. */
  public static class FarFileSystem extends DyingFileSystem {
    static final Set<String> OPENED = ConcurrentHashMap.newKeySet();
    static volatile CountDownLatch together = new CountDownLatch(0);

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path path, int buffer) throws IOException {
      if (Thread.currentThread().getName().contains("read-ahead")) {
        OPENED.add(path.getName());
        together.countDown();
        try {
          assertTrue(together.await(60, TimeUnit.SECONDS), "files are opened one by one");
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
        if (path.getName().startsWith("lost")) {
          throw new IOException("gone");
        }
      }
      return super.open(path, buffer);
    }
  }

  @BeforeAll
  static void write() throws IOException {
    input = Files.createDirectory(folder.resolve("in"));
    for (int i = 0; i < FILES; i++) {
      Files.write(input.resolve("x" + i + ".npy"), NpyFiles.ramp(i, 3, 4, 4));
    }
    Configuration hadoop = JobRun.spark().sparkContext().hadoopConfiguration();
    hadoop.set("fs.far.impl", FarFileSystem.class.getName());
    JobRun.spark().conf().set("spark.sql.files.minPartitionNum", "1");
  }

  @AfterAll
  static void end() {
    JobRun.spark().conf().unset("spark.sql.files.minPartitionNum");
    JobRun.spark().sparkContext().hadoopConfiguration().unset("fs.far.impl");
  }

  @BeforeEach
  void forget() {
    FarFileSystem.OPENED.clear();
  }

  private static String digest(String output) throws IOException {
    return JobRun.json(folder.resolve(output), "run.json").get("digest").asText();
  }

  private static JobRun augment(String input, String output, String... more) {
    return JobRun.of(
        List.of("augment", "--input", input, "--output", folder.resolve(output).toString()),
        Stream.of(OPTIONS, more).flatMap(Arrays::stream).toArray(String[]::new));
  }

  @Test
  void manyAreOpenedAtATime() throws IOException {
    FarFileSystem.together = new CountDownLatch(ReadAhead.FILES);
    JobRun far = augment("far://" + input, "far");
    assertEquals(ExitCode.DONE, far.code(), far.err());
    assertEquals(FILES, FarFileSystem.OPENED.size());
    JobRun near = augment(input.toString(), "near");
    assertEquals(ExitCode.DONE, near.code(), near.err());
    assertEquals(digest("near"), digest("far"));
    assertEquals(
        Files.readString(folder.resolve("near/_dropshard/stats.json")),
        Files.readString(folder.resolve("far/_dropshard/stats.json")));
  }

  @Test
  void whatIsNotSelectedIsNotOpened() throws IOException {
    FarFileSystem.together = new CountDownLatch(0);
    JobRun far = augment("far://" + input, "some", "--sample", "0.3");
    assertEquals(ExitCode.DONE, far.code(), far.err());
    int rows = JobRun.json(folder.resolve("some"), "run.json").at("/rows/in").asInt();
    assertEquals(rows, FarFileSystem.OPENED.size());
    assertTrue(rows > 0 && rows < FILES, rows + " of " + FILES);
  }

  @Test
  void whatCannotBeReadIsNamed() throws Exception {
    FarFileSystem.together = new CountDownLatch(0);
    Path lossy = Files.createDirectory(folder.resolve("lossy"));
    for (int i = 0; i < 20; i++) {
      Files.write(lossy.resolve((i == 11 ? "lost" : "x") + i + ".npy"), NpyFiles.ramp(i, 3, 4, 4));
    }
    JobRun far = augment("far://" + lossy, "named");
    assertEquals(ExitCode.DONE, far.code(), far.err());
    String quarantine =
        JobRun.spark()
            .read()
            .json(folder.resolve("named") + "/_dropshard/quarantine")
            .first()
            .mkString();
    assertTrue(quarantine.contains("lost11.npy"), quarantine);
    assertTrue(quarantine.contains("Cannot read file: gone"), quarantine);
    assertEquals(19, JobRun.json(folder.resolve("named"), "run.json").at("/rows/out").asInt());
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("dropshard-read-ahead")) {
        thread.join(); // ends with its task
      }
    }
  }
}
