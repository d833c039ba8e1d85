package org.dropshard.format.parquet;

import java.util.Arrays;
import java.util.Map.Entry;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.OutputWriter;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.LeafTypes;
import scala.collection.immutable.Map;

/** Parquet with Spark's columns, set up for rows that are large. */
final class ParquetShards {
  /** Row groups hold about this many bytes; a reader that wants a row reads a group. */
  private static final long ROW_GROUP_BYTES = 64L << 20;

  /** And no more rows than this, where rows are small. */
  private static final int ROW_GROUP_ROWS = 4096;

  /** A page is gone over a few times on its way out, in the processor's cache if it fits there. */
  private static final long PAGE_BYTES = 256L << 10;

  /** What {@link ParquetShard} is not told of; Spark's own writer is. */
  private static final Set<String> SPARKS_OWN =
      Set.of(
          "parquet.bloom.filter.",
          "parquet.crypto.",
          "parquet.encryption.",
          "parquet.writer.version",
          "parquet.enable.bytestreamsplit",
          "parquet.page.size.check.estimate",
          "parquet.page.value.count.threshold",
          "parquet.size.statistics.enabled",
          "parquet.columnindex.truncate.length",
          "parquet.statistics.truncate.length",
          "parquet.writer.max-padding");

  private static final String TIMESTAMPS = "spark.sql.parquet.outputTimestampType";

  private ParquetShards() {}

  /**
   * Prepares {@code job} for writing rows of {@code schema}. What the user has set for Parquet in
   * Spark's or Hadoop's configuration is kept.
   *
   * @param tensorColumn the column whose values never repeat, and get no dictionary and no
   *     statistics
   * @param options of Spark's Parquet writer
   * @param footer entries of each file's footer
   * @param unsignedBits the width of the tensor column's elements if it holds lists of unsigned
   *     integers, which takes a footer; else 0
   */
  static OutputWriterFactory prepare(
      SparkSession spark,
      Job job,
      StructType schema,
      String tensorColumn,
      Map<String, String> options,
      java.util.Map<String, String> footer,
      int unsignedBits) {
    Configuration hadoop = job.getConfiguration();
    String values = values(schema, tensorColumn);
    boolean sparksOwn =
        asksForSparksOwn(hadoop) || holdsVariants(schema) || !isPlain(schema, tensorColumn);
    hadoop.setIfUnset("parquet.enable.dictionary#" + values, "false");
    hadoop.setIfUnset("parquet.column.statistics.enabled#" + values, "false");
    hadoop.setIfUnset("parquet.block.size", Long.toString(ROW_GROUP_BYTES));
    hadoop.setIfUnset("parquet.block.row.count.limit", Integer.toString(ROW_GROUP_ROWS));
    hadoop.setIfUnset("parquet.page.size", Long.toString(PAGE_BYTES));
    // The writer looks at its memory after this many rows, 100 by default: too late for rows of
    // megabytes.
    hadoop.setIfUnset("parquet.block.size.row.check.min", "1");
    hadoop.setIfUnset("parquet.block.size.row.check.max", "64");
    hadoop.setIfUnset("parquet.page.size.row.check.min", "1");
    hadoop.setIfUnset("parquet.page.size.row.check.max", "64");
    OutputWriterFactory factory = new ParquetFileFormat().prepareWrite(spark, job, options, schema);
    boolean restored = Arrays.stream(schema.fields()).anyMatch(f -> !LeafTypes.of(f).isEmpty());
    if (!spark.conf().contains(TIMESTAMPS)) {
      hadoop.set(TIMESTAMPS, "TIMESTAMP_MICROS"); // INT96 is naive elsewhere, and ends in 2262
    }
    if (!footer.isEmpty() || restored) {
      hadoop.set(ParquetOutputFormat.WRITE_SUPPORT_CLASS, TensorWriteSupport.class.getName());
      footer.forEach((key, value) -> hadoop.set(TensorWriteSupport.FOOTER + key, value));
    }
    if (unsignedBits > 0) {
      hadoop.set(TensorWriteSupport.UNSIGNED_COLUMN, tensorColumn);
      hadoop.setInt(TensorWriteSupport.UNSIGNED_BITS, unsignedBits);
    }
    return sparksOwn ? factory : new Factory(factory, tensorColumn);
  }

  /** Parquet's name of what holds the column's values: of a list, the elements. */
  private static String values(StructType schema, String column) {
    StringBuilder path = new StringBuilder(column);
    DataType type = schema.apply(column).dataType();
    while (type instanceof ArrayType list) {
      path.append(".list.element");
      type = list.elementType();
    }
    if (type instanceof StructType file && file.apply(0).dataType() instanceof BinaryType) {
      path.append('.').append(file.apply(0).name()); // of a picture
    }
    return path.toString();
  }

  /** Whether the user has set for Parquet what is seldom set. */
  private static boolean asksForSparksOwn(Configuration hadoop) {
    for (Entry<String, String> entry : hadoop) {
      String key = entry.getKey();
      if (key.startsWith("parquet.")
          && (SPARKS_OWN.stream().anyMatch(key::startsWith) || key.contains("#"))) {
        return true;
      }
    }
    return false;
  }

  /** Whether the column holds what {@link TensorPages} writes. */
  private static boolean isPlain(StructType schema, String column) {
    DataType type = schema.apply(column).dataType();
    return type instanceof BinaryType || Elements.of(type) != null;
  }

  /** Spark may take these apart when it writes them. */
  private static boolean holdsVariants(StructType schema) {
    return schema.sql().contains("VARIANT");
  }

  /** Opens {@link ParquetShard}s. */
  private static final class Factory extends OutputWriterFactory {
    private static final long serialVersionUID = 1L;
    private final OutputWriterFactory sparks;
    private final String tensorColumn;

    Factory(OutputWriterFactory sparks, String tensorColumn) {
      this.sparks = sparks;
      this.tensorColumn = tensorColumn;
    }

    @Override
    public String getFileExtension(TaskAttemptContext context) {
      return sparks.getFileExtension(context);
    }

    @Override
    public OutputWriter newInstance(String path, StructType schema, TaskAttemptContext context) {
      return new ParquetShard(path, context.getConfiguration(), schema, tensorColumn);
    }
  }
}
