package org.dropshard.bench.jobs;

import org.apache.spark.sql.SparkSession;

/** Local sessions. */
final class Sessions {
  private Sessions() {}

  /**
   * A session of its own.
   *
   * @param cores that tasks take
   */
  static SparkSession of(String cores) {
    return SparkSession.builder()
        .master("local[" + cores + "]")
        .appName("bench")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate();
  }

  /** Counts what is spilled from now on. */
  static Spills spills(SparkSession spark) {
    Spills spills = new Spills();
    spark.sparkContext().addSparkListener(spills);
    return spills;
  }
}
