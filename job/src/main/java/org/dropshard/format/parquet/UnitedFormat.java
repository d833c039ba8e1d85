package org.dropshard.format.parquet;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import org.apache.parquet.HadoopReadOptions;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.dropshard.format.EachFile;
import org.dropshard.format.RecordColumns;
import scala.Function1;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;

/**
 * Parquet files, each with columns and types of its own, as rows of one table: by Parquet's record
 * reader, which knows all encodings, and with types that Spark's readers refuse. A column that a
 * file has not is null in its rows; a number is widened to the table's type.
 */
final class UnitedFormat implements FileFormat, Serializable {
  private static final long serialVersionUID = 1L;

  @Override
  public Option<StructType> inferSchema(
      SparkSession spark, Map<String, String> options, Seq<FileStatus> files) {
    throw new UnsupportedOperationException("the columns are given");
  }

  @Override
  public OutputWriterFactory prepareWrite(
      SparkSession spark, Job job, Map<String, String> options, StructType columns) {
    throw new UnsupportedOperationException("it is read alone");
  }

  @Override
  public boolean isSplitable(SparkSession spark, Map<String, String> options, Path file) {
    return true;
  }

  @Override
  public Seq<StructField> metadataSchemaFields() {
    return RecordColumns.ofMetadata();
  }

  @Override
  public Function1<PartitionedFile, Iterator<InternalRow>> buildReader(
      SparkSession spark,
      StructType data,
      StructType partition,
      StructType required,
      Seq<Filter> filters,
      Map<String, String> options,
      Configuration hadoop) {
    Broadcast<SerializableConfiguration> conf = EachFile.broadcast(spark, hadoop);
    return (Function1<PartitionedFile, Iterator<InternalRow>> & Serializable)
        file -> {
          try {
            Configuration own = conf.value().value();
            PartFile part = new PartFile(file, own, HadoopReadOptions.builder(own, file.toPath()));
            return new RecordRows(part.file(), part::next, required);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
  }
}
