package org.dropshard.job.catalog;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.dropshard.job.config.InputTable;

/** Snapshots of Iceberg, by the tables that it keeps of each table. */
final class IcebergVersions {
  private IcebergVersions() {}

  static Optional<String> of(SparkSession spark, TableName name, InputTable asked) {
    if (asked.timestamp().isPresent()) {
      Column time = Timestamps.of(asked.timestamp().get());
      Optional<Row> then =
          first(
              spark
                  .table(name.sql("history"))
                  .where(col("made_current_at").leq(time))
                  .orderBy(col("made_current_at").desc())
                  .select("snapshot_id")
                  .limit(1)
                  .collectAsList());
      return Optional.of(id(then.orElseThrow(() -> Timestamps.before(asked))));
    }
    String version = asked.version().orElse("main");
    if (version.matches("\\d+")) {
      Column same = col("snapshot_id").cast("string").equalTo(version);
      if (first(spark.table(name.sql("snapshots")).where(same).limit(1).collectAsList())
          .isEmpty()) {
        throw Timestamps.missing(asked, "a snapshot, tag or branch of it");
      }
      return asked.version();
    }
    Optional<String> head =
        first(
                spark
                    .table(name.sql("refs"))
                    .where(col("name").equalTo(functions.lit(version)))
                    .select("snapshot_id")
                    .collectAsList())
            .map(IcebergVersions::id);
    if (head.isEmpty() && asked.version().isPresent()) {
      throw Timestamps.missing(asked, "a snapshot, tag or branch of it");
    }
    return head;
  }

  private static Optional<Row> first(List<Row> rows) {
    return rows.stream().findFirst();
  }

  private static String id(Row row) {
    return Long.toString(row.getLong(0));
  }
}
