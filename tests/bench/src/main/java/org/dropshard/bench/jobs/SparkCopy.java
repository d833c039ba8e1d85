package org.dropshard.bench.jobs;

import org.apache.spark.sql.SparkSession;

/** Spark's own copy of a folder of Parquet, as a program: {@code SparkCopy INPUT OUTPUT}. */
public final class SparkCopy {
  private SparkCopy() {}

  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().getOrCreate();
    try {
      spark.read().parquet(args[0]).write().parquet(args[1]);
    } finally {
      spark.stop();
    }
  }
}
