package org.dropshard.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.dropshard.job.demo.DemoPictures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What looks like a credential is nowhere to be read; what a run leaves is its output alone. */
@Tag("cluster")
class SecretsTest {
  private static final String SECRET = "q7VnTk3Zx9";

  @TempDir Path folder;

  private Submission submission() {
    return new Submission(folder.resolve("driver"))
        .with(Parts.s3a())
        .set("spark.hadoop.fs.s3a.access.key", "AKIA" + SECRET)
        .set("spark.hadoop.fs.s3a.secret.key", SECRET)
        .set("spark.hadoop.fs.s3a.bucket.photos.secret.key", SECRET)
        .set("spark.hadoop.fs.s3a.endpoint", "http://127.0.0.1:9")
        .set("spark.hadoop.fs.s3a.endpoint.region", "us-east-1");
  }

  @Test
  void aRunKeepsThemToItself() throws IOException {
    Path pictures = folder.resolve("pictures");
    DemoPictures.write(pictures, 3, 9);
    Files.write(pictures.resolve("broken.png"), new byte[50]);
    Path output = folder.resolve("out");
    Fault.disarm(folder.resolve("faults"));
    String place = "faulty://user:" + SECRET + "@host";
    String log =
        submission()
            .with(List.of(Parts.faults()))
            .set(FaultyFileSystem.settings(folder.resolve("faults")))
            .run(
                0,
                Job.augmentArguments(
                    place + pictures,
                    place + output,
                    "--kind",
                    "spatial",
                    "--drop",
                    "0.3",
                    "--seed",
                    "42",
                    "--on-error",
                    "quarantine"));
    assertFalse(log.contains(SECRET), log);
    assertNowhere(output);
    assertTrue(Files.exists(output.resolve("_dropshard/quarantine")), "nothing was quarantined");
  }

  @Test
  void anErrorKeepsThemToItself() {
    for (List<String> arguments :
        List.of(
            List.of(
                "stats",
                "--debug",
                "--input",
                "s3a://key:a/" + SECRET + "@photos/x",
                "--layout",
                "HWC"),
            List.of("stats", "--debug", "--input", "x?token=" + SECRET, "--layout", "HWC"),
            List.of("verify", "--output", "hdfs://me:" + SECRET + "@127.0.0.1:9/out"),
            List.of("stats", "--input", "x", "--set", "fs.s3a.secret.key=" + SECRET),
            List.of("stats", "--config", "hdfs://me:" + SECRET + "@127.0.0.1:9/conf"))) {
      try (Child child = submission().start(arguments.toArray(new String[0]))) {
        int code = child.await(Duration.ofMinutes(4));
        String log = child.log();
        assertTrue(code > 0 && code < 10, arguments + " ended with " + code + ":\n" + log);
        assertFalse(log.contains(SECRET), log);
        assertEquals(1, log.lines().filter(line -> line.startsWith("dropshard: ")).count(), log);
      }
    }
  }

  @Test
  void nothingIsLeftOutsideTheOutput() throws IOException {
    Path pictures = folder.resolve("pictures");
    DemoPictures.write(pictures, 6, 9);
    Files.write(pictures.resolve("broken.png"), new byte[50]);
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Path outputs = Files.createDirectories(folder.resolve("outputs"));
    Path driver = folder.resolve("driver");
    new Submission(driver)
        .option("-Djava.io.tmpdir=" + temporary)
        .option("-XX:-UsePerfData")
        .run(
            0,
            Job.augmentArguments(
                pictures.toString(),
                outputs.resolve("out").toString(),
                "--kind",
                "spatial",
                "--drop",
                "0.3",
                "--seed",
                "42",
                "--on-error",
                "quarantine"));
    assertEquals(List.of(), below(temporary), "java.io.tmpdir");
    assertEquals(List.of(outputs.resolve("out")), list(outputs), "beside the output");
    assertEquals(
        List.of(driver.resolve("log")),
        below(driver).stream().filter(Files::isRegularFile).toList(),
        "the working directory, but for Spark's own and the log of this test");
  }

  private static void assertNowhere(Path output) throws IOException {
    for (Path file : below(output).stream().filter(Files::isRegularFile).toList()) {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      assertFalse(text.contains(SECRET), file.toString());
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> !file.equals(folder)).toList();
    }
  }
}
