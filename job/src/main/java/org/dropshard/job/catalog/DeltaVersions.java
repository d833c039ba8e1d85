package org.dropshard.job.catalog;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.config.InputTable;

/** Versions of Delta, by its history. */
final class DeltaVersions {
  private DeltaVersions() {}

  static Optional<String> of(SparkSession spark, TableName name, InputTable asked) {
    if (asked.version().isPresent()) {
      if (!asked.version().get().matches("\\d{1,18}")) {
        throw Timestamps.missing(asked, "a number");
      }
      return asked.version();
    }
    var history = spark.sql("DESCRIBE HISTORY " + name.sql()).select("version", "timestamp");
    if (asked.timestamp().isPresent()) {
      Column time = Timestamps.of(asked.timestamp().get());
      history = history.where(col("timestamp").leq(time));
    }
    List<Row> last = history.orderBy(col("version").desc()).limit(1).collectAsList();
    if (last.isEmpty()) {
      throw Timestamps.before(asked);
    }
    return Optional.of(Long.toString(last.get(0).getLong(0)));
  }
}
