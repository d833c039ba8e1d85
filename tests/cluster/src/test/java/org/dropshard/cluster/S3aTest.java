package org.dropshard.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.demo.DemoPictures;
import org.dropshard.job.error.ExitCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Outputs on an object store, where a rename is a copy: committed by uploads that appear at once.
 */
class S3aTest {
  private static final String[] OPTIONS = {
    "--kind", "element", "--drop", "0.3", "--seed", "42", "--dtype", "float32", "--copies", "2"
  };

  private static final String REPORTS = "s3a://bucket/reports";

  @TempDir static Path folder;
  private static S3Server server;
  private static Map<String, String> settings;
  private static String pictures;
  private static Fingerprint local;

  @BeforeAll
  static void start() throws IOException {
    server = S3Server.start(folder.resolve("s3"));
    settings = new HashMap<>(server.settings());
    settings.put("spark.hadoop.fs.s3a.committer.summary.report.directory", REPORTS);
    Sessions.local(settings);
    pictures = folder.resolve("pictures").toString();
    DemoPictures.write(Path.of(pictures), 24, 9);
    Files.write(Path.of(pictures, "broken.png"), new byte[100]);
    local = Job.augment(pictures, folder.resolve("local").toString(), with("drop"));
    org.apache.hadoop.fs.Path there = path("s3a://bucket/pictures");
    fileSystem(there).copyFromLocalFile(path(pictures), there);
  }

  @AfterAll
  static void stop() {
    Sessions.stop();
    if (server != null) {
      server.close();
    }
  }

  @Test
  void theMagicCommitterWritesWhatALocalRunWrites() throws IOException {
    String output = "s3a://bucket/magic";
    assertEquals(local, Job.augment("s3a://bucket/pictures", output, with("quarantine")));
    Job.verify(output, "s3a://bucket/pictures");
    assertEquals("magic", committer());
    FileStatus[] bad = fileSystem(path(output)).listStatus(path(output + "/_dropshard/quarantine"));
    assertEquals(1, bad.length);
    assertTrue(bad[0].getLen() > 0, "an empty quarantine file");
  }

  @Test
  void aCommitterOfTheUsersChoiceIsUsedIfItIsSafe() throws IOException {
    SparkSession.active().conf().set("fs.s3a.committer.name", "directory");
    try {
      String output = "s3a://bucket/directory";
      assertEquals(local, Job.augment(pictures, output, with("drop")));
      Job.verify(output, pictures);
      assertEquals("directory", committer());
    } finally {
      SparkSession.active().conf().unset("fs.s3a.committer.name");
    }
  }

  @Test
  void planRefusesWhatAStoreCannotDo() {
    String renaming = "org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter";
    for (Map.Entry<String, String> unsafe :
        Map.of(
                "spark.sql.sources.partitionOverwriteMode",
                "DYNAMIC",
                "fs.s3a.committer.name",
                "file",
                "fs.s3a.committer.magic.enabled",
                "false",
                "spark.sql.sources.outputCommitterClass",
                renaming,
                "mapreduce.outputcommitter.factory.scheme.s3a",
                renaming + "Factory")
            .entrySet()) {
      SparkSession.active().conf().set(unsafe.getKey(), unsafe.getValue());
      try {
        String[] arguments = Job.augmentArguments(pictures, "s3a://bucket/refused", with("drop"));
        for (String command : new String[] {"plan", "augment"}) {
          arguments[0] = command;
          Job job = Job.of(arguments);
          assertEquals(ExitCode.USAGE, job.code(), job.err());
          assertEquals(1, job.err().lines().count(), job.err());
          assertTrue(
              job.err().contains("Invalid " + unsafe.getKey() + ": " + unsafe.getValue()),
              job.err());
        }
        arguments = Job.augmentArguments(pictures, folder.resolve("free").toString(), with("drop"));
        arguments[0] = "plan";
        assertEquals(ExitCode.DONE, Job.of(arguments).code(), "no store, no refusal");
      } finally {
        SparkSession.active().conf().unset(unsafe.getKey());
      }
    }
  }

  @Test
  @Tag("cluster")
  void executorsOfTheirOwnCommitThroughTheShadedJar() throws IOException {
    String output = "s3a://bucket/cluster";
    new Submission(folder.resolve("submission"))
        .master("local-cluster[2,1,1024]")
        .with(Parts.s3a())
        .set(settings)
        .set("spark.sql.files.minPartitionNum", "4")
        .run(0, Job.augmentArguments("s3a://bucket/pictures", output, with("drop")));
    assertEquals(local, Fingerprint.of(output));
    Job.verify(output, "s3a://bucket/pictures");
    assertEquals("magic", committer());
  }

  @Test
  @Tag("cluster")
  void aDeadEndpointFailsSoonWithOneLine() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    long start = System.nanoTime();
    String log =
        new Submission(folder.resolve("dead"))
            .with(Parts.s3a())
            .set(settings)
            .set("spark.hadoop.fs.s3a.endpoint", "http://127.0.0.1:" + port)
            .run(2, "stats", "--input", "s3a://bucket/pictures", "--layout", "HWC");
    assertTrue(System.nanoTime() - start < Duration.ofSeconds(90).toNanos(), "Hadoop's own: 140 s");
    assertEquals(1, log.lines().filter(line -> line.startsWith("dropshard: ")).count(), log);
    assertTrue(log.contains("Connection refused"), log);
  }

  private static String[] with(String onError) {
    String[] all = Arrays.copyOf(OPTIONS, OPTIONS.length + 2);
    all[OPTIONS.length] = "--on-error";
    all[OPTIONS.length + 1] = onError;
    return all;
  }

  /** Hadoop's committers for S3A leave a report of each job, which says who they are. */
  private static String committer() throws IOException {
    org.apache.hadoop.fs.Path reports = path(REPORTS);
    FileStatus[] all = fileSystem(reports).listStatus(reports);
    assertEquals(1, all.length, "reports");
    try (FSDataInputStream in = fileSystem(reports).open(all[0].getPath())) {
      return new ObjectMapper()
          .readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .path("committer")
          .asText();
    } finally {
      fileSystem(reports).delete(reports, true);
    }
  }

  private static org.apache.hadoop.fs.Path path(String text) {
    return new org.apache.hadoop.fs.Path(text);
  }

  private static FileSystem fileSystem(org.apache.hadoop.fs.Path path) throws IOException {
    return path.getFileSystem(SparkSession.active().sessionState().newHadoopConf());
  }
}
