package org.dropshard.job.read.scan;

import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.dropshard.job.read.sample.Source;

/** Lets Spark cut files into parts that suit tensors, unless the user has said how. */
public final class Splits {
  private static final String PARTITION_BYTES = "spark.sql.files.maxPartitionBytes";
  private static final String OPEN_COST = "spark.sql.files.openCostInBytes";
  private static final String SPARKS_BYTES = "134217728b";
  private static final String SPARKS_COST = "4194304b";
  private static final long SMALLEST = 1L << 20;

  /** A local file opens and tells its columns in some ½ ms, in which as many bytes are read. */
  private static final long LOCAL_OPENING = 256 << 10;

  private Splits() {}

  /** The source's rows as an RDD, its partitions fixed; the session is left as it was. */
  public static RDD<InternalRow> rdd(SparkSession spark, Source source) {
    return rdd(spark, source.rows(), source);
  }

  /** The same of other rows of the source. */
  public static RDD<InternalRow> rdd(SparkSession spark, Dataset<Row> rows, Source source) {
    boolean local = // a catalog's files are its own affair
        !source.files().isEmpty()
            && source.files().stream().allMatch(file -> file.path().startsWith("file:"));
    try (SessionSetting opening =
            SessionSetting.set(
                spark, OPEN_COST, SPARKS_COST, local ? LOCAL_OPENING + "b" : SPARKS_COST);
        SessionSetting bytes =
            SessionSetting.set(
                spark,
                PARTITION_BYTES,
                SPARKS_BYTES,
                Math.max(SMALLEST, even(spark, source)) + "b");
        SessionSetting batch = Batches.ofTensors(spark, source.probe().meanBytes())) {
      RDD<InternalRow> rdd = BatchRows.of(spark, rows);
      rdd.getNumPartitions();
      return rdd;
    }
  }

  /**
   * The source's split, or less, so that all cores have as many: five tasks take two cores as long
   * as six.
   */
  private static long even(SparkSession spark, Source source) {
    if (source.files().isEmpty()) { // a catalog's own
      return source.splitBytes();
    }
    long opening = JavaUtils.byteStringAsBytes(spark.conf().get(OPEN_COST)); // as Spark counts
    double all = source.bytes() + (double) opening * source.files().size();
    int cores = spark.sparkContext().defaultParallelism();
    double rounds = Math.ceil(all / ((double) cores * source.splitBytes()));
    return Math.min(source.splitBytes(), (long) Math.ceil(all / (rounds * cores)));
  }
}
