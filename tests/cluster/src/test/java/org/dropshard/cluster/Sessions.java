package org.dropshard.cluster;

import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.JobKryoRegistrator;
import scala.Option;

/** The session of this JVM, of which there is one at a time. */
final class Sessions {
  private Sessions() {}

  static SparkSession local(Map<String, String> settings) {
    return of("local[2]", settings);
  }

  /** Two executors of one core, each a process, with this JVM's class path. */
  static SparkSession localCluster(Map<String, String> settings) {
    return of("local-cluster[2,1,1024]", settings);
  }

  /** A new session; one that was there is stopped. */
  static SparkSession of(String master, Map<String, String> settings) {
    stop();
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(master)
            .appName("tests")
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config("spark.kryo.registrator", JobKryoRegistrator.class.getName())
            .config("spark.kryo.registrationRequired", "true")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.executor.extraClassPath", Submission.ownClassPath())
            .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/warehouse");
    settings.forEach(builder::config);
    return builder.getOrCreate();
  }

  static void stop() {
    Option<SparkSession> session = SparkSession.getDefaultSession();
    if (session.isDefined()) {
      session.get().stop();
    }
    SparkSession.clearDefaultSession();
    SparkSession.clearActiveSession();
  }
}
