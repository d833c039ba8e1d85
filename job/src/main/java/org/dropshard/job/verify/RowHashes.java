package org.dropshard.job.verify;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.read.sample.BadRecord;
import org.dropshard.job.read.sample.Sample;
import org.dropshard.job.read.sample.SampleReader;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.Splits;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.recipe.StepRunner;
import org.dropshard.job.record.RowDigest;
import org.dropshard.tensor.Npy;

/** The digest of every row: of an output as it stands, or of what an input has to become. */
final class RowHashes implements FlatMapFunction<Iterator<InternalRow>, Row> {
  private static final long serialVersionUID = 1L;

  private static final StructType SCHEMA =
      new StructType()
          .add("sample_id", DataTypes.LongType)
          .add("copy", DataTypes.IntegerType)
          .add("hash", DataTypes.BinaryType)
          .add("place", DataTypes.StringType);

  private final SampleReader reader;

  /** Null: rows are taken as they stand. */
  private final Recipe recipe;

  private final int copyOrdinal;

  private RowHashes(SampleReader reader, Recipe recipe, int copyOrdinal) {
    this.reader = reader;
    this.recipe = recipe;
    this.copyOrdinal = copyOrdinal;
  }

  /** The rows of an output. */
  static Dataset<Row> ofOutput(SparkSession spark, Source output) {
    int copy = List.of(output.rows().columns()).indexOf("copy");
    return of(spark, output, new RowHashes(output.reader(), null, copy));
  }

  /** The rows that an input has to become. */
  static Dataset<Row> ofInput(SparkSession spark, Source input, Recipe recipe) {
    return of(spark, input, new RowHashes(input.reader(), recipe, -1));
  }

  private static Dataset<Row> of(SparkSession spark, Source source, RowHashes hashes) {
    RDD<InternalRow> rows = Splits.rdd(spark, source);
    return spark.createDataFrame(rows.toJavaRDD().mapPartitions(hashes), SCHEMA);
  }

  @Override
  public Iterator<Row> call(Iterator<InternalRow> rows) {
    List<Row> pending = new ArrayList<>();
    StepRunner runner = recipe == null ? null : recipe.runner();
    SampleReader.Sink sink =
        new SampleReader.Sink() {
          @Override
          public void sample(Sample sample) {
            if (runner == null) {
              int copy = sample.source().getInt(copyOrdinal);
              pending.add(row(sample, copy, Npy.write(sample.tensor())));
              return;
            }
            try {
              runner.start(sample);
            } catch (IllegalArgumentException e) {
              return; // a bad record: it has no rows in the output
            }
            int first = recipe.firstCopy(sample);
            for (int copy = first; copy < first + recipe.copiesOfSample(); copy++) {
              runner.copy(copy);
              pending.add(row(sample, copy, runner.cell()));
            }
          }

          @Override
          public void bad(BadRecord record) {
            // it has no rows in the output
          }
        };
    return new PendingRows(rows, reader, sink, pending);
  }

  private static Row row(Sample sample, int copy, byte[] npy) {
    RowDigest digest = new RowDigest();
    digest.add(sample.id(), copy, npy);
    Sample.Origin origin = sample.origin().get();
    return RowFactory.create(
        sample.id(), copy, digest.value(), origin.key() + ", file " + origin.file());
  }
}
