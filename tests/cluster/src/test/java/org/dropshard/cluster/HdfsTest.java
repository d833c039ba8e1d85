package org.dropshard.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.dropshard.job.demo.DemoPictures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** There and back again on HDFS, by executors that are processes of their own. */
class HdfsTest {
  private static final String[] OPTIONS = {
    "--kind", "element", "--drop", "0.3", "--seed", "42", "--dtype", "float32"
  };

  @TempDir static Path folder;
  private static MiniHdfs hdfs;
  private static String pictures;
  private static Fingerprint local;

  @BeforeAll
  static void start() throws IOException {
    hdfs = MiniHdfs.start(folder.resolve("hdfs"));
    Sessions.localCluster(hdfs.settings());
    Path drawn = folder.resolve("pictures");
    DemoPictures.write(drawn, 24, 9);
    local = Job.augment(drawn.toString(), folder.resolve("local").toString(), OPTIONS);
    pictures = hdfs.uri() + "/pictures";
    hdfs.fileSystem()
        .copyFromLocalFile(
            new org.apache.hadoop.fs.Path(drawn.toString()),
            new org.apache.hadoop.fs.Path(pictures));
  }

  @AfterAll
  static void stop() {
    Sessions.stop();
    if (hdfs != null) {
      hdfs.close();
    }
  }

  @Test
  void theSameBytesAsOnTheLocalFileSystem() throws IOException {
    String output = hdfs.uri() + "/out";
    assertEquals(local, Job.augment(pictures, output, OPTIONS));
    Job.verify(output, pictures);
  }

  @Test
  @Tag("cluster")
  void aDataNodeThatStopsMidway() throws Exception {
    String output = hdfs.uri() + "/stopped";
    FutureTask<Fingerprint> run =
        new FutureTask<>(
            () ->
                Job.augment(
                    pictures, output, Tables.with(OPTIONS, "--shard-rows", "4", "--copies", "8")));
    new Thread(run).start();
    while (!run.isDone() && !isBegun("stopped")) {
      Child.pause();
    }
    assertFalse(run.isDone(), "the run was over before the data node was stopped");
    MiniDFSCluster.DataNodeProperties stopped = hdfs.stopDataNode(1);
    try {
      Fingerprint found = run.get(3, TimeUnit.MINUTES);
      assertEquals(
          Job.augment(
              folder.resolve("pictures").toString(),
              folder.resolve("local-8").toString(),
              Tables.with(OPTIONS, "--copies", "8")),
          found);
      Job.verify(output, pictures);
    } finally {
      hdfs.restartDataNode(stopped);
    }
  }

  /** Whether a shard is being written. */
  private static boolean isBegun(String output) throws IOException {
    FileStatus[] found =
        hdfs.fileSystem()
            .globStatus(
                new org.apache.hadoop.fs.Path("/." + output + ".dropshard-*/_temporary/0/*/*/*"));
    return found != null && found.length > 0;
  }
}
