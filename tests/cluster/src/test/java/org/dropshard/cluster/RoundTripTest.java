package org.dropshard.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.demo.DemoPictures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** There and back again on each kind of place: the same bytes as on the local file system. */
class RoundTripTest {
  private static final String[] OPTIONS = {
    "--kind", "element", "--drop", "0.3", "--seed", "42", "--dtype", "float32", "--copies", "2"
  };

  @TempDir static Path folder;
  private static String pictures;

  @BeforeAll
  static void draw() throws IOException {
    pictures = folder.resolve("pictures").toString();
    DemoPictures.write(Path.of(pictures), 24, 9);
  }

  @AfterAll
  static void stop() {
    Sessions.stop();
  }

  @Test
  void hdfs() throws IOException {
    try (MiniHdfs hdfs = MiniHdfs.start(folder.resolve("hdfs"))) {
      Sessions.localCluster(hdfs.settings());
      Fingerprint local = Job.augment(pictures, folder.resolve("local-1").toString(), OPTIONS);
      copy(hdfs.uri() + "/pictures");
      String output = hdfs.uri() + "/out";
      assertEquals(local, Job.augment(hdfs.uri() + "/pictures", output, OPTIONS));
      Job.verify(output, hdfs.uri() + "/pictures");
    }
  }

  @Test
  void s3a() throws IOException {
    try (S3Server server = S3Server.start(folder.resolve("s3"))) {
      Map<String, String> settings = new LinkedHashMap<>(server.settings());
      Sessions.local(settings);
      Fingerprint local = Job.augment(pictures, folder.resolve("local-2").toString(), OPTIONS);
      copy("s3a://bucket/pictures");
      assertEquals(local, Job.augment("s3a://bucket/pictures", "s3a://bucket/out", OPTIONS));
      Job.verify("s3a://bucket/out", "s3a://bucket/pictures");
    }
  }

  private static void copy(String to) throws IOException {
    org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(to);
    target
        .getFileSystem(SparkSession.active().sessionState().newHadoopConf())
        .copyFromLocalFile(new org.apache.hadoop.fs.Path(pictures), target);
  }
}
