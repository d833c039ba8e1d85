package org.dropshard.bench.jobs;

import static org.apache.spark.sql.functions.col;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.dropshard.job.cli.Application;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.image.Channels;
import org.dropshard.job.image.ImageDecoder;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** The jobs that are compared: each reads a dataset and writes another. */
final class Jobs {
  private Jobs() {}

  /** By name, from an input to an output. */
  static Map<String, BiConsumer<Path, Path>> of(SparkSession spark, Data data) {
    return Map.of(
        "copy", (in, out) -> write(read(spark, in), out),
        "copy-same-options", (in, out) -> writeAsTheJob(read(spark, in), out),
        "element", (in, out) -> dropshard("element", data, in, out),
        "spatial", (in, out) -> dropshard("spatial", data, in, out),
        "boxed-udf", (in, out) -> write(boxed(spark, read(spark, in)), out),
        "sql-builtins", (in, out) -> write(builtins(read(spark, in)), out),
        "decode", (in, out) -> decode(spark, in));
  }

  private static Dataset<Row> read(SparkSession spark, Path in) {
    return spark.read().parquet(in.toString());
  }

  private static void write(Dataset<Row> rows, Path out) {
    rows.write().mode("overwrite").parquet(out.toString());
  }

  /** Spark's writer with what the job sets for large cells. */
  private static void writeAsTheJob(Dataset<Row> rows, Path out) {
    rows.write()
        .mode("overwrite")
        .option("parquet.enable.dictionary#x", "false")
        .option("parquet.column.statistics.enabled#x", "false")
        .option("parquet.block.size", 64 << 20)
        .option("parquet.page.size", 256 << 10)
        .option("parquet.block.row.count.limit", 4096)
        .option("parquet.block.size.row.check.min", 1)
        .option("parquet.block.size.row.check.max", 64)
        .option("parquet.page.size.row.check.min", 1)
        .option("parquet.page.size.row.check.max", 64)
        .parquet(out.toString());
  }

  /** The job as its users call it. */
  static void dropshard(String kind, Data data, Path in, Path out) {
    List<String> arguments =
        new ArrayList<>(List.of("augment", "--input", in.toString(), "--output", out.toString()));
    arguments.addAll(List.of("--kind", kind, "--drop", "0.3", "--seed", "42"));
    arguments.addAll(List.of("--if-exists", "overwrite", "--progress", "none"));
    if (data.holder() != Data.Holder.JPEG) {
      arguments.addAll(List.of("--layout", "CHW", "--key", "id"));
    }
    if (data.holder() == Data.Holder.ARRAYS) {
      arguments.addAll(List.of("--cell-shape", data.axes(",")));
    }
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    ExitCode code = Application.run(arguments.toArray(new String[0]), nowhere, System.err);
    if (code != ExitCode.DONE) {
      throw new IllegalStateException("augment ended with " + code);
    }
  }

  /** Reads and decodes pictures, and no more. */
  private static void decode(SparkSession spark, Path in) {
    MapFunction<byte[], Integer> size =
        file -> ImageDecoder.decode(file, Channels.RGB, Long.MAX_VALUE).byteLength();
    spark
        .read()
        .format("binaryFile")
        .option("pathGlobFilter", "*.jpg")
        .load(in.toString())
        .select("content")
        .as(Encoders.BINARY())
        .map(size, Encoders.INT())
        .agg(functions.sum("value"))
        .head();
  }

  /** What one writes first: a Java function over a column of boxed floats. */
  private static Dataset<Row> boxed(SparkSession spark, Dataset<Row> rows) {
    UDF1<Seq<Float>, List<Float>> drop =
        values -> {
          Random random = new Random(42);
          return CollectionConverters.asJava(values).stream()
              .map(value -> random.nextFloat() < 0.3f ? 0f : value / 0.7f)
              .toList();
        };
    spark
        .udf()
        .register("boxed_dropout", drop, DataTypes.createArrayType(DataTypes.FloatType, false));
    return rows.withColumn("x", functions.callUDF("boxed_dropout", col("x")));
  }

  private static Dataset<Row> builtins(Dataset<Row> rows) {
    return rows.withColumn(
        "x", functions.expr("transform(x, v -> if(rand() < 0.3, 0f, float(v / 0.7)))"));
  }
}
