package org.dropshard.job.tables;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.util.QuotingUtils;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.catalog.CatalogErrors;
import org.dropshard.job.catalog.CatalogTable;
import org.dropshard.job.catalog.TableName;
import org.dropshard.job.config.OutputTable;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.record.RunRecord;

/** Tables that there are none of yet. */
final class NewTables {
  private static final String CATALOGS = "spark.sql.catalog.";

  /** How long another run may take to write a table's first version. */
  private static final int OTHERS_MILLIS = 3_000;

  private static final int STEP_MILLIS = 100;

  private NewTables() {}

  /**
   * What a catalog makes tables of.
   *
   * @throws JobException if that takes in a run by no one commit
   */
  static String format(SparkSession spark, TableName name, OutputTable asked) {
    String first = name.parts().get(0);
    String plugin = spark.conf().get(CATALOGS + first, "");
    if (plugin.isEmpty()) {
      plugin = spark.conf().get(CATALOGS + "spark_catalog", "");
      if (name.parts().size() > 2 && !first.equals("spark_catalog")) {
        CatalogTable.of(spark, asked.name()); // says that there is no such catalog
      }
    }
    String known = plugin.toLowerCase(Locale.ROOT);
    if (known.contains(CatalogTable.ICEBERG)) {
      return CatalogTable.ICEBERG;
    }
    if (known.contains(CatalogTable.DELTA) || known.contains("unitycatalog")) {
      return CatalogTable.DELTA;
    }
    throw JobException.usage(
        "Cannot make table: "
            + asked.name()
            + " (its catalog is neither Iceberg's nor Delta's: make it first, or name one by --conf "
            + CATALOGS
            + "NAME=CLASS)");
  }

  /**
   * Makes one without rows. While another run makes it, or after one that died at it, Delta takes
   * the path of a log without a version for a table or for a folder that is taken, as it falls.
   *
   * @throws JobException if it cannot be made
   */
  static void create(
      SparkSession spark, TableName name, OutputTable asked, StructType columns, long seed) {
    String format = format(spark, name, asked);
    String statement = statement(name, format, asked, columns, seed);
    Optional<JobException> failed = make(spark, name, statement);
    boolean made = exists(spark, asked);
    if (format.equals(CatalogTable.DELTA)) {
      for (int waited = 0; !made && waited < OTHERS_MILLIS; waited += STEP_MILLIS) {
        pause();
        made = exists(spark, asked);
      }
      if (!made && failed.isEmpty()) {
        name.path().ifPresent(table -> clear(spark, new Path(table, "_delta_log")));
        failed = make(spark, name, statement);
        made = exists(spark, asked);
      }
    }
    if (!made) {
      throw failed.orElseGet(() -> refused(asked.name() + " is being made by another run", null));
    }
  }

  /** Takes away a log that is empty; not what it holds, as a slow run may have ended meanwhile. */
  private static void clear(SparkSession spark, Path log) {
    try {
      log.getFileSystem(spark.sessionState().newHadoopConf()).delete(log, false);
    } catch (IOException e) {
      throw refused(log + " has no version (another run is at it, or died at it)", e);
    }
  }

  private static JobException refused(String why, IOException e) {
    return new JobException(ExitCode.OUTPUT, "Cannot make table: " + why, e);
  }

  private static void pause() {
    try {
      Thread.sleep(STEP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean exists(SparkSession spark, OutputTable asked) {
    return CatalogTable.find(spark, asked.name()).isPresent();
  }

  /** Why it could not be made, if it could not; another run may have been faster. */
  private static Optional<JobException> make(SparkSession spark, TableName name, String statement) {
    try {
      spark.sql(statement);
      return Optional.empty();
    } catch (Exception e) { // Spark's AnalysisException is checked in Scala alone
      return Optional.of(CatalogErrors.of(spark, "make table", name, e));
    }
  }

  private static String statement(
      TableName name, String format, OutputTable asked, StructType columns, long seed) {
    String partitions =
        asked.partitionBy().stream()
            .map(QuotingUtils::quoteIdentifier)
            .collect(Collectors.joining(", "));
    List<String> properties =
        List.of(
            "'dropshard.seed' = '" + seed + "'",
            "'dropshard.contract' = '" + RunRecord.CONTRACT + "'");
    return "CREATE TABLE IF NOT EXISTS "
        + name.sql()
        + " ("
        + columns.asNullable().toDDL()
        + ") USING "
        + format
        + (partitions.isEmpty() ? "" : " PARTITIONED BY (" + partitions + ")")
        + " TBLPROPERTIES ("
        + String.join(", ", properties)
        + ")";
  }
}
