package org.dropshard.format;

import java.util.Map;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** A format of records that is written, too. */
public abstract class ShardRecordFormat extends RecordFormat implements ShardFormat {
  private static final long serialVersionUID = 1L;

  @Override
  public OutputWriterFactory prepare(
      SparkSession spark, Job job, ShardSchema schema, Map<String, String> options) {
    return prepareWrite(
        spark,
        job,
        scala.collection.immutable.Map.from(CollectionConverters.asScala(options)),
        schema.columns());
  }

  /**
   * Makes writers of files that are gzip where option {@code compression} says so.
   *
   * @param ending of the files, with its dot
   */
  protected final OutputWriterFactory shards(
      scala.collection.immutable.Map<String, String> options,
      String ending,
      ShardFactory.Opening opening) {
    boolean gzip = new FormatOptions(options).choice(COMPRESSION, compressions()).equals("gzip");
    return new ShardFactory(gzip ? ending + ".gz" : ending, gzip, opening);
  }

  @Override
  public abstract OutputWriterFactory prepareWrite(
      SparkSession spark,
      Job job,
      scala.collection.immutable.Map<String, String> options,
      StructType columns);
}
