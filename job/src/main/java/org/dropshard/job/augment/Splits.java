package org.dropshard.job.augment;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;

/** Lets Spark cut files into partitions of a given size, unless the user has set another. */
public final class Splits {
  private static final String KEY = "spark.sql.files.maxPartitionBytes";
  private static final String SPARKS_OWN = "134217728b";
  private static final long SMALLEST = 1L << 20;

  private Splits() {}

  /** The rows' RDD, its partitions fixed; the session is left as it was. */
  public static RDD<InternalRow> rdd(SparkSession spark, Dataset<Row> rows, long splitBytes) {
    String before = spark.conf().get(KEY);
    boolean ours = before.equals(SPARKS_OWN) && !spark.sparkContext().conf().contains(KEY);
    if (ours) {
      spark.conf().set(KEY, Math.max(SMALLEST, splitBytes) + "b");
    }
    try {
      RDD<InternalRow> rdd =
          ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().toRdd();
      rdd.getNumPartitions();
      return rdd;
    } finally {
      if (ours) {
        spark.conf().set(KEY, before);
      }
    }
  }
}
