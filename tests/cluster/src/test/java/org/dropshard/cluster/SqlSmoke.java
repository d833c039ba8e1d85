package org.dropshard.cluster;

import org.apache.spark.sql.SparkSession;

/** An application of somebody's that calls the SQL functions; prints what they answer. */
public final class SqlSmoke {
  private SqlSmoke() {}

  public static void main(String[] arguments) {
    SparkSession spark = SparkSession.builder().appName("smoke").getOrCreate();
    for (String query : arguments) {
      System.out.println(
          "answer " + spark.sql(query).collectAsList().stream().map(Object::toString).toList());
    }
    System.out.println("spark " + spark.version());
    spark.stop();
  }
}
