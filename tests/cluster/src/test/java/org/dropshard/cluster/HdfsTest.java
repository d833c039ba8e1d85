package org.dropshard.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.demo.DemoPictures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** There and back again on HDFS, by executors that are processes of their own. */
class HdfsTest {
  private static final String[] OPTIONS = {
    "--kind", "element", "--drop", "0.3", "--seed", "42", "--dtype", "float32", "--copies", "2"
  };

  @TempDir Path folder;

  @AfterAll
  static void stop() {
    Sessions.stop();
  }

  @Test
  void theSameBytesAsOnTheLocalFileSystem() throws IOException {
    String pictures = folder.resolve("pictures").toString();
    DemoPictures.write(Path.of(pictures), 24, 9);
    try (MiniHdfs hdfs = MiniHdfs.start(folder.resolve("hdfs"))) {
      Sessions.localCluster(hdfs.settings());
      Fingerprint local = Job.augment(pictures, folder.resolve("local").toString(), OPTIONS);
      org.apache.hadoop.fs.Path there = new org.apache.hadoop.fs.Path(hdfs.uri() + "/pictures");
      there
          .getFileSystem(SparkSession.active().sessionState().newHadoopConf())
          .copyFromLocalFile(new org.apache.hadoop.fs.Path(pictures), there);
      String output = hdfs.uri() + "/out";
      assertEquals(local, Job.augment(there.toString(), output, OPTIONS));
      Job.verify(output, there.toString());
    }
  }
}
