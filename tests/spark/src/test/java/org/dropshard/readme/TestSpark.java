package org.dropshard.readme;

import java.io.IOException;
import java.nio.file.Files;
import org.apache.spark.sql.SparkSession;

/** A session that is set up by {@code conf/spark-defaults.conf}. */
final class TestSpark {
  private TestSpark() {}

  /** Takes the place of any other. */
  static SparkSession start() throws IOException {
    if (SparkSession.getDefaultSession().isDefined()) {
      SparkSession.getDefaultSession().get().stop();
    }
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .appName("tests")
            .config("spark.ui.enabled", false)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1");
    for (String line : Files.readAllLines(Readme.ROOT.resolve("conf/spark-defaults.conf"))) {
      String[] property = line.strip().split("\\s+", 2);
      if (property.length == 2 && !line.startsWith("#")) {
        builder.config(property[0], property[1]);
      }
    }
    return builder.getOrCreate();
  }
}
