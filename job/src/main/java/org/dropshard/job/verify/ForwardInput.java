package org.dropshard.job.verify;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.BatchAxis;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.Sources;
import org.dropshard.job.read.sample.SampleIds;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.Values;

/** What went forward, put beside the gradients of the same sample ids. */
public final class ForwardInput {
  private static final String ID = "_dropshard_id";
  private static final StructType SCHEMA =
      new StructType()
          .add(ID, DataTypes.LongType, false)
          .add(Recipe.FORWARD, DataTypes.BinaryType, false);

  private ForwardInput() {}

  /**
   * The gradients with what went forward in one more column, where a step needs it.
   *
   * @param config of the way back
   * @throws JobException if what went forward cannot be read, or two of its samples share an id
   */
  public static Source beside(SparkSession spark, AugmentConfig config, Source gradients) {
    return beside(spark, config, gradients, null);
  }

  /**
   * As {@link #beside(SparkSession, AugmentConfig, Source)}, for an output that holds gradients.
   *
   * @param before the output; null: there is none yet
   */
  public static Source beside(
      SparkSession spark, AugmentConfig config, Source read, PastRun before) {
    if (config.pipeline().needsInput() && !hasIds(config.input(), read)) {
      throw JobException.usage(
          "Cannot go backward: "
              + config.pipeline().label()
              + " needs what went forward, and these gradients are named by their rows (give them"
              + " as a table with columns sample_id and copy)");
    }
    Map<GradientReader.Row, GradientReader.Expected> refused =
        RunRows.refused(spark, config, read, before);
    int copy = List.of(read.rows().columns()).indexOf("copy");
    Source gradients =
        refused.isEmpty()
            ? read
            : read.withReader(new GradientReader(read.reader(), copy, refused));
    if (!config.pipeline().needsInput()) {
      return gradients;
    }
    PastRun run =
        PastRun.read(
            config.run().orElseThrow(), spark.sessionState().newHadoopConf(), ExitCode.INPUT);
    AugmentConfig forward = run.config();
    InputConfig input =
        config.forward().isEmpty() ? forward.input() : forward.input().at(config.forward());
    Source source = Sources.open(spark, input, forward.share(), forward.shardBytes());
    Dataset<Row> tensors = tensors(spark, source, forward.dtype().orElse(null));
    List<Row> twice = tensors.groupBy(ID).count().filter("count > 1").limit(1).collectAsList();
    if (!twice.isEmpty()) {
      throw JobException.input(
          "Cannot go backward: "
              + twice.get(0).getLong(1)
              + " samples of "
              + String.join(", ", input.paths())
              + " have the id "
              + twice.get(0).getLong(0)
              + " (--key names them apart)");
    }
    Dataset<Row> rows = gradients.rows();
    Column id = SampleIds.column(rows, config.input().key().orElse("path"));
    return gradients.withRows(rows.join(tensors, id.equalTo(tensors.col(ID)), "left").drop(ID));
  }

  /** Whether a column tells ids apart before tensors are read. */
  private static boolean hasIds(InputConfig input, Source gradients) {
    return input.key().isPresent()
        || !gradients.isTable()
            && input.batchAxis() != BatchAxis.FIRST
            && gradients.files().stream().noneMatch(file -> file.extension().equals("npz"));
  }

  /**
   * @param dtype the type that tensors had on their way; null: as they are read
   */
  private static Dataset<Row> tensors(SparkSession spark, Source source, DType dtype) {
    return DerivedRows.of(
        spark,
        source,
        SCHEMA,
        () ->
            (sample, rows) -> {
              DType type = dtype == null ? sample.tensor().dtype() : dtype;
              byte[] npy = Npy.write(Values.convert(sample.tensor(), type));
              rows.accept(RowFactory.create(sample.id(), npy));
            });
  }
}
