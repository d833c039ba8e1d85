package org.dropshard.job.tables;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.util.QuotingUtils;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.catalog.CatalogErrors;
import org.dropshard.job.catalog.CatalogTable;
import org.dropshard.job.catalog.TableName;
import org.dropshard.job.config.OutputTable;
import org.dropshard.job.error.JobException;
import org.dropshard.job.record.RunRecord;

/** Tables that there are none of yet. */
final class NewTables {
  private static final String CATALOGS = "spark.sql.catalog.";

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

  /** Makes one without rows. */
  static void create(
      SparkSession spark, TableName name, OutputTable asked, StructType columns, long seed) {
    String format = format(spark, name, asked);
    String partitions =
        asked.partitionBy().stream()
            .map(QuotingUtils::quoteIdentifier)
            .collect(Collectors.joining(", "));
    List<String> properties =
        List.of(
            "'dropshard.seed' = '" + seed + "'",
            "'dropshard.contract' = '" + RunRecord.CONTRACT + "'");
    try {
      spark.sql(
          "CREATE TABLE IF NOT EXISTS "
              + name.sql()
              + " ("
              + columns.asNullable().toDDL()
              + ") USING "
              + format
              + (partitions.isEmpty() ? "" : " PARTITIONED BY (" + partitions + ")")
              + " TBLPROPERTIES ("
              + String.join(", ", properties)
              + ")");
    } catch (Exception e) { // Spark's AnalysisException is checked in Scala alone
      if (CatalogTable.find(spark, asked.name()).isEmpty()) { // else another run was faster
        throw CatalogErrors.of(spark, "make table", name, e);
      }
    }
  }
}
