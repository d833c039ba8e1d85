package org.dropshard.spark;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import scala.Option;

/** A session with everything of ours switched on, Kryo without registration refused. */
abstract class SparkTest {
  static SparkSession spark;

  @BeforeAll
  static void start() {
    Option<SparkSession> other = SparkSession.getDefaultSession();
    if (other.isDefined()) {
      other.get().stop(); // extensions and serializer are a session's from its start
    }
    spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("dropshard-tests")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 3)
            .config("spark.sql.warehouse.dir", "target/warehouse")
            .config("spark.sql.extensions", DropshardExtensions.class.getName())
            .config("spark.sql.catalog.dropshard", DropshardCatalog.class.getName())
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config("spark.kryo.registrationRequired", true)
            .config("spark.kryo.registrator", DropshardKryoRegistrator.class.getName())
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
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
