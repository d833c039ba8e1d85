package org.dropshard.connect;

import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** What a client does, in a JVM that has nothing of Dropshard: prints a line for each answer. */
final class ConnectClient {
  private ConnectClient() {}

  public static void main(String[] arguments) throws IOException {
    SparkSession spark = SparkSession.builder().remote(arguments[0]).getOrCreate();
    try {
      print(spark.sql("SELECT element_dropout(array(1F, 2F, 3F, 4F, 5F, 6F), 0.5, 42, 5)"));
      print(
          spark.sql(
              "SELECT dropshard.spatial_dropout("
                  + "array(1F, 2F, 3F, 4F, 5F, 6F), 3, 'HWC', 0.5, 42, 5)"));
      print(
          spark
              .range(5, 6)
              .select(
                  functions.call_function(
                      "element_dropout",
                      functions.expr("array(1F, 2F, 3F, 4F, 5F, 6F)"),
                      functions.lit(0.5),
                      functions.lit(42),
                      functions.col("id"))));
      print(spark.sql("SELECT inline(channel_stats(array(1F, 10F, 3F, 10F), 2, 'HWC'))"));
      try {
        print(spark.sql("SELECT element_dropout(array(1F), 'half', 42, 5)"));
      } catch (Exception e) {
        System.out.println(e.getMessage().lines().findFirst().orElse(""));
      }
    } finally {
      spark.close();
    }
  }

  private static void print(Dataset<Row> rows) {
    for (Row row : rows.collectAsList()) {
      System.out.println(row.mkString(" ").replaceAll("(Mutable)?ArraySeq", ""));
    }
  }
}
