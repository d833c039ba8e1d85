package org.dropshard.job.read.scan;

import org.apache.spark.sql.SparkSession;

/** A setting of the session for a while. */
public final class SessionSetting implements AutoCloseable {
  private final SparkSession spark;
  private final String key;
  private final String before;

  private SessionSetting(SparkSession spark, String key, String before) {
    this.spark = spark;
    this.key = key;
    this.before = before;
  }

  /**
   * Sets {@code key}, unless the user has.
   *
   * @param sparksOwn the value if nobody has set it
   */
  public static SessionSetting set(SparkSession spark, String key, String sparksOwn, String value) {
    String before = spark.conf().get(key, sparksOwn);
    boolean ours = before.equals(sparksOwn) && !spark.sparkContext().conf().contains(key);
    if (ours) {
      spark.conf().set(key, value);
    }
    return new SessionSetting(spark, key, ours ? before : null);
  }

  /** Sets it back. */
  @Override
  public void close() {
    if (before != null) {
      spark.conf().set(key, before);
    }
  }
}
