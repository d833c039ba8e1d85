package org.dropshard;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * The one session of this JVM's tests, two cores, Kryo without exceptions for unknown classes. It
 * lives from class to class as long as they ask for the same.
 */
public final class TestSession {
  private static final Map<String, String> COMMON =
      Map.of(
          "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
          "spark.kryo.registrationRequired", "true",
          "spark.ui.enabled", "false",
          "spark.driver.host", "127.0.0.1",
          "spark.driver.bindAddress", "127.0.0.1",
          "spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir") + "/warehouse");

  private static SparkSession session;
  private static Map<String, String> asked = Map.of();

  private TestSession() {}

  /**
   * The session, started anew if it was started with other settings, or another is there.
   *
   * @param settings beside those that all tests have
   */
  public static synchronized SparkSession of(Map<String, String> settings) {
    boolean there =
        session != null
            && asked.equals(settings)
            && !session.sparkContext().isStopped()
            && SparkSession.getDefaultSession().contains(session);
    if (!there) {
      stop();
      Map<String, String> all = new HashMap<>(COMMON);
      all.putAll(settings);
      SparkSession.Builder builder = SparkSession.builder().master("local[2]").appName("tests");
      all.forEach(builder::config);
      session = builder.getOrCreate();
      asked = Map.copyOf(settings);
    }
    return session;
  }

  /**
   * As {@link #of}, but a session that a test has started by itself serves it as long as it runs.
   */
  public static synchronized SparkSession orOwn(Map<String, String> settings) {
    Option<SparkSession> running = SparkSession.getDefaultSession();
    boolean own =
        running.isDefined()
            && running.get() != session
            && !running.get().sparkContext().isStopped();
    return own ? running.get() : of(settings);
  }

  /** Stops the session that there is, for a test that starts one of its own. */
  public static void stop() {
    if (SparkSession.getDefaultSession().isDefined()) {
      SparkSession.getDefaultSession().get().stop();
    }
  }
}
