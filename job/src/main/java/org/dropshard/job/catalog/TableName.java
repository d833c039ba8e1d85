package org.dropshard.job.catalog;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.util.QuotingUtils;
import org.dropshard.job.error.JobException;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The name of a table.
 *
 * @param parts catalog, where it is named, namespaces and the table's own, at least one
 */
public record TableName(List<String> parts) {
  /**
   * Reads a name as SQL does.
   *
   * @throws JobException if it is none
   */
  public static TableName of(SparkSession spark, String text) {
    try {
      return new TableName(
          List.copyOf(
              CollectionConverters.asJava(
                  spark.sessionState().sqlParser().parseMultipartIdentifier(text))));
    } catch (ParseException e) {
      throw JobException.invalid(
          "table",
          text,
          "a name as in SQL, such as cat.db.features; what else than letters, digits and _ is in it stands between `");
    }
  }

  /** The folder that a name such as {@code delta.`/data/t`} is; empty: a catalog knows it. */
  public Optional<Path> path() {
    return Optional.of(parts)
        .filter(of -> of.size() == 2 && of.get(0).equals(CatalogTable.DELTA))
        .map(of -> new Path(of.get(1)))
        .filter(Path::isAbsolute);
  }

  /** The name for SQL, whatever characters its parts hold. */
  public String sql() {
    return parts.stream().map(QuotingUtils::quoteIdentifier).collect(Collectors.joining("."));
  }

  /** A table of the engine's that tells of this one, such as {@code snapshots} of Iceberg's. */
  public String sql(String metadata) {
    return sql() + "." + QuotingUtils.quoteIdentifier(metadata);
  }
}
