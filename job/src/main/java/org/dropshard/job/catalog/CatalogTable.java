package org.dropshard.job.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.config.InputTable;

/**
 * A table of a catalog, as the session finds it. It is asked by SQL alone, so that nothing of an
 * engine is needed but where its tables are.
 *
 * @param name the table's
 * @param format what holds it, in lower case, such as {@code iceberg}; of a view {@code view}
 * @param location where its files lie, if it says so
 */
public record CatalogTable(TableName name, String format, Optional<String> location) {
  public static final String ICEBERG = "iceberg";
  public static final String DELTA = "delta";

  private static final String DETAILS = "# Detailed Table Information";

  /**
   * Finds a table.
   *
   * @throws org.dropshard.job.error.JobException if there is none, or its catalog or engine is
   *     missing
   */
  public static CatalogTable of(SparkSession spark, String text) {
    TableName name = TableName.of(spark, text);
    try {
      return described(spark, name);
    } catch (Exception e) { // Spark's AnalysisException is checked in Scala alone
      throw CatalogErrors.of(spark, "read table", name, e);
    }
  }

  /**
   * Looks for a table.
   *
   * @return empty if there is none of the name
   * @throws org.dropshard.job.error.JobException if its catalog or engine is missing
   */
  public static Optional<CatalogTable> find(SparkSession spark, String text) {
    TableName name = TableName.of(spark, text);
    try {
      return Optional.of(described(spark, name));
    } catch (Exception e) { // likewise
      if (CatalogErrors.isMissing(spark, name, e)) {
        return Optional.empty();
      }
      throw CatalogErrors.of(spark, "read table", name, e);
    }
  }

  private static CatalogTable described(SparkSession spark, TableName name) {
    List<Row> rows = spark.sql("DESCRIBE TABLE EXTENDED " + name.sql()).collectAsList();
    String type = detail(rows, "Type").orElse("").toLowerCase(Locale.ROOT);
    return new CatalogTable(
        name,
        type.equals("view")
            ? type
            : detail(rows, "Provider").orElse("table").toLowerCase(Locale.ROOT),
        detail(rows, "Location"));
  }

  private static Optional<String> detail(List<Row> rows, String key) {
    return rows.stream()
        .dropWhile(row -> !DETAILS.equals(row.getString(0)))
        .filter(row -> key.equals(row.getString(0)))
        .map(row -> row.getString(1))
        .findFirst();
  }

  /**
   * The version to read, fixed: what is written meanwhile is not in it.
   *
   * @return the catalog's own name for it; empty if its tables have no versions, or this none yet
   * @throws org.dropshard.job.error.JobException if there is no such version
   */
  public Optional<String> version(SparkSession spark, InputTable asked) {
    return switch (format) {
      case ICEBERG -> IcebergVersions.of(spark, name, asked);
      case DELTA -> DeltaVersions.of(spark, name, asked);
      default -> asked.version();
    };
  }

  /**
   * The rows of a version.
   *
   * @param version as {@link #version} gives it
   * @param asked by which moment a catalog finds it that does not say its versions
   */
  public Dataset<Row> rows(SparkSession spark, Optional<String> version, InputTable asked) {
    var reader = spark.read();
    version.ifPresent(fixed -> reader.option("versionAsOf", fixed));
    if (version.isEmpty()) {
      asked.timestamp().ifPresent(time -> reader.option("timestampAsOf", time));
    }
    try {
      return reader.table(name.sql());
    } catch (Exception e) { // Spark's AnalysisException is checked in Scala alone
      throw CatalogErrors.of(spark, "read table", name, e);
    }
  }
}
