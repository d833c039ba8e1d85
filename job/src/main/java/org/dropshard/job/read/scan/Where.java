package org.dropshard.job.read.scan;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.trees.TreePattern;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.error.JobException;

/**
 * Rows for which an SQL expression holds. It means the same in every session: times are of UTC, and
 * what cannot be computed is an error ({@code spark.sql.ansi.enabled}).
 */
public final class Where {
  private static final Map<String, String> MEANING =
      Map.of("spark.sql.session.timeZone", "UTC", "spark.sql.ansi.enabled", "true");

  private Where() {}

  /**
   * The rows for which it holds.
   *
   * @param columns those that it may speak of
   * @throws JobException if it is no such expression, or does not depend on the row alone
   */
  public static Dataset<Row> filter(Dataset<Row> rows, StructType columns, String where) {
    return meaning(
        rows.sparkSession(),
        () -> {
          check(rows.sparkSession(), columns, where);
          return rows.where(where);
        });
  }

  /**
   * All rows, with a column that says whether it holds.
   *
   * @param columns those that it may speak of
   * @param name the column, which is new
   * @throws JobException as {@link #filter} does
   */
  public static Dataset<Row> mark(
      Dataset<Row> rows, StructType columns, String where, String name) {
    return meaning(
        rows.sparkSession(),
        () -> {
          check(rows.sparkSession(), columns, where);
          return rows.withColumn(name, functions.expr(where).cast(DataTypes.BooleanType));
        });
  }

  private static void check(SparkSession spark, StructType columns, String where) {
    Expression condition;
    try {
      Dataset<Row> none = spark.createDataFrame(List.<Row>of(), columns).where(where);
      condition =
          ((Filter) ((org.apache.spark.sql.classic.Dataset<Row>) none).queryExecution().analyzed())
              .condition();
    } catch (Exception e) { // AnalysisException is checked in Scala alone
      throw refused(
          where, e.getMessage().lines().filter(line -> !line.isBlank()).findFirst().orElse(""));
    }
    if (!condition.deterministic() || condition.containsPattern(TreePattern.CURRENT_LIKE())) {
      throw refused(where, "it has to say the same of a row whenever it is asked");
    }
    if (SubqueryExpression.hasSubquery(condition)) {
      throw refused(where, "it holds a query, and what that finds may change");
    }
  }

  private static JobException refused(String where, String rule) {
    return JobException.invalid("--where", where, rule);
  }

  /** An expression keeps the meaning that it was analyzed with. */
  private static Dataset<Row> meaning(SparkSession spark, Supplier<Dataset<Row>> analysis) {
    Map<String, String> before = new TreeMap<>();
    for (String key : MEANING.keySet()) {
      before.put(key, spark.conf().get(key));
    }
    MEANING.forEach(spark.conf()::set);
    try {
      return analysis.get();
    } finally {
      before.forEach(spark.conf()::set);
    }
  }
}
