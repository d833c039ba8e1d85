package org.dropshard.job.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
  @TempDir Path folder;

  private SparkConf local(Object folders) {
    return new SparkConf(false).set("spark.local.dir", folders.toString());
  }

  @Test
  void nothingIsLeftOfTheCheck() throws IOException {
    Scratch.check(local(folder));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void oneFolderThatTakesFilesIsEnough() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    JobException refused =
        assertThrows(JobException.class, () -> Scratch.check(local(file.resolve("x"))));
    assertEquals(ExitCode.OUTPUT, refused.code());
    assertTrue(
        refused.getMessage().startsWith("Cannot write temporary files: " + file + "/x (no folder;"),
        refused.getMessage());
    Scratch.check(local(file.resolve("x") + "," + folder));
  }

  @Test
  void failuresAreKnownByTheSystemsWords() {
    for (String reason : List.of("No space left on device", "File too large")) {
      Throwable failure = new IllegalStateException("Job aborted", new IOException(reason));
      assertEquals(reason, Scratch.full(failure).orElseThrow());
      assertTrue(
          Scratch.explained(failure).orElseThrow().getMessage().contains(" (" + reason + "; "));
    }
    Throwable files =
        new IllegalStateException(new java.io.FileNotFoundException("/x (Too many open files)"));
    assertTrue(
        Scratch.explained(files).orElseThrow().getMessage().startsWith("Cannot open files: Too"));
    Throwable natives =
        new RuntimeException(
            new NoClassDefFoundError("Could not initialize class org.xerial.snappy.Snappy"));
    String line = Scratch.explained(natives).orElseThrow().getMessage();
    assertTrue(
        line.startsWith(
            "Cannot load a native library from " + System.getProperty("java.io.tmpdir") + ": "),
        line);
    assertFalse(Scratch.explained(new NoClassDefFoundError("com/example/Gone")).isPresent());
    assertFalse(Scratch.explained(new IOException("Broken pipe")).isPresent());
  }

  /** Hadoop's own class throws an Error, which ends tasks as nobody expects. */
  @Test
  void aFullDiskIsAnIoException() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "there is no /dev/full");
    Path link = Files.createSymbolicLink(folder.resolve("link"), full);
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(link.toUri());
    Configuration hadoop = LocalFiles.using(new Configuration(false), file);
    IOException e =
        assertThrows(
            IOException.class,
            () -> {
              try (var out =
                  LocalFiles.withoutSums(file.getFileSystem(hadoop)).create(file, true)) {
                out.write(new byte[100_000]);
              }
            });
    assertEquals("No space left on device", e.getMessage());
  }
}
