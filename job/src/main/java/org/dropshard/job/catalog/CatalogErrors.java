package org.dropshard.job.catalog;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;

/** What a catalog refuses, in a line that says what to add. */
public final class CatalogErrors {
  private static final Map<String, String> ARTIFACTS =
      Map.of(
          "iceberg", "org.apache.iceberg:iceberg-spark-runtime-%s_2.13:VERSION",
          "delta", "io.delta:delta-spark_2.13:VERSION");

  private CatalogErrors() {}

  /**
   * Explains a failure.
   *
   * @param doing what could not be done, such as {@code read table}
   */
  public static JobException of(SparkSession spark, String doing, TableName name, Exception e) {
    if (e instanceof JobException told) {
      return told;
    }
    return new JobException(
        ExitCode.INPUT,
        "Cannot " + doing + ": " + String.join(".", name.parts()) + " " + why(spark, name, e),
        e);
  }

  private static String why(SparkSession spark, TableName name, Exception e) {
    String first = name.parts().get(0);
    Optional<String> plugin = plugin(spark, first);
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    if (plugin.isPresent() && message.contains(plugin.get())) { // it is not there, or damaged
      return "(no class "
          + plugin.get()
          + " for catalog "
          + first
          + hint(spark, plugin.get())
          + ")";
    }
    String condition = e instanceof SparkThrowable spoken ? condition(spoken) : "";
    boolean source = condition.contains("DATA_SOURCE") || condition.contains("DATASOURCE");
    boolean path = ARTIFACTS.containsKey(first) && !isSessionsOwn(spark, first);
    if (source || path && isMissing(condition, message)) {
      String format =
          ARTIFACTS.keySet().stream()
              .filter(known -> (first + " " + message).toLowerCase(Locale.ROOT).contains(known))
              .findFirst()
              .orElse("");
      return "(Spark has no such source" + hint(spark, format) + ")";
    }
    if (!isMissing(condition, message)) {
      return "(" + message + ")";
    }
    return name.parts().size() > 1 && plugin.isEmpty() && !first.equals("spark_catalog")
        ? "does not exist (no catalog "
            + first
            + " is named either: --conf spark.sql.catalog."
            + first
            + "=CLASS, and its --packages)"
        : "does not exist";
  }

  /** Whether a failure says that there is no such table, where there could be one. */
  static boolean isMissing(SparkSession spark, TableName name, Exception e) {
    String message = String.valueOf(e.getMessage());
    String first = name.parts().get(0);
    return isMissing(e instanceof SparkThrowable spoken ? condition(spoken) : "", message)
        && plugin(spark, first).filter(message::contains).isEmpty();
  }

  private static String condition(SparkThrowable spoken) {
    return String.valueOf(spoken.getCondition());
  }

  private static boolean isMissing(String condition, String message) {
    return condition.contains("NOT_FOUND")
        || condition.contains("MISSING_DELTA_TABLE")
        || condition.contains("PATH_DOES_NOT_EXIST")
        || condition.equals("REQUIRES_SINGLE_PART_NAMESPACE")
        || message.contains("NoSuchTable");
  }

  /** Whether the session's own catalog is an engine's, which finds tables by their paths. */
  private static boolean isSessionsOwn(SparkSession spark, String engine) {
    return plugin(spark, "spark_catalog")
        .filter(name -> name.toLowerCase(Locale.ROOT).contains(engine))
        .isPresent();
  }

  private static Optional<String> plugin(SparkSession spark, String catalog) {
    return Optional.ofNullable(spark.conf().get("spark.sql.catalog." + catalog, null));
  }

  /** What to add for an engine, if its name is in a text. */
  private static String hint(SparkSession spark, String text) {
    String line = spark.version().replaceAll("^(\\d+\\.\\d+).*", "$1");
    return ARTIFACTS.entrySet().stream()
        .filter(known -> text.toLowerCase(Locale.ROOT).contains(known.getKey()))
        .map(known -> ": add --packages " + String.format(known.getValue(), line))
        .findFirst()
        .orElse(": add its --packages or --jars");
  }
}
