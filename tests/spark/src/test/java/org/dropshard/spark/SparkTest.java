package org.dropshard.spark;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dropshard.TestSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A session with everything of ours switched on, Kryo without registration refused. */
abstract class SparkTest {
  static SparkSession spark;

  /** Of its own are the settings and views of a class, not the context. */
  @BeforeAll
  static void start() {
    spark =
        TestSession.of(
                Map.of(
                    "spark.sql.shuffle.partitions", "3",
                    "spark.sql.extensions", DropshardExtensions.class.getName(),
                    "spark.sql.catalog.dropshard", DropshardCatalog.class.getName(),
                    "spark.kryo.registrator", DropshardKryoRegistrator.class.getName()))
            .newSession();
    SparkSession.setActiveSession(spark);
  }

  @AfterAll
  static void end() {
    SparkSession.clearActiveSession();
  }

  static List<Row> rows(String query) {
    return spark.sql(query).collectAsList();
  }

  static Object value(String query) {
    return rows(query).get(0).get(0);
  }

  /** The one line that a user would look for: the message of the innermost cause. */
  static String message(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage();
  }
}
