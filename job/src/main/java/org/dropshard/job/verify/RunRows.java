package org.dropshard.job.verify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.sample.Source;

/**
 * The rows of a run beside the gradients of them, by sample id and copy: each at most as often, and
 * of a shape that the run's have. No tensor moves between machines for it.
 */
final class RunRows {
  /** Bad gradients that are told one by one, to every task. */
  private static final int MOST = 100_000;

  private static final int MOST_FINDINGS = 10;

  private RunRows() {}

  /**
   * The gradients that are none of a run's rows, or not one of them each.
   *
   * @param before what an output that is added to holds already; null: nothing
   * @throws JobException if there are too many to tell
   */
  static Map<GradientReader.Row, GradientReader.Expected> refused(
      SparkSession spark, AugmentConfig config, Source gradients, PastRun before) {
    PastRun run =
        PastRun.read(
            config.run().orElseThrow(), spark.sessionState().newHadoopConf(), ExitCode.INPUT);
    Dataset<Row> came = RowShapes.of(spark, gradients);
    if (before != null) {
      Dataset<Row> there =
          rows(spark, before).withColumn("shape", functions.lit(null).cast("string"));
      if (!different(spark, there, run).isEmpty()) {
        throw new JobException(
            ExitCode.OUTPUT,
            "Cannot append to output: "
                + config.output()
                + " has gradients of rows that "
                + config.run().orElseThrow()
                + " has not (it is another run by now: write to an output of its own)");
      }
      came = came.union(there);
    }
    came = came.filter(functions.col("copy").between(0, config.copies() - 1));
    List<Row> rows = different(spark, came, run).limit(MOST + 1).collectAsList();
    if (rows.size() > MOST) {
      throw new JobException(
          ExitCode.BAD_RECORDS,
          "Too many bad records: more than " + MOST + " gradients are of no row of the run");
    }
    Map<GradientReader.Row, GradientReader.Expected> refused = new HashMap<>();
    for (Row row : rows) {
      refused.put(
          new GradientReader.Row(row.getLong(0), row.getInt(1)),
          new GradientReader.Expected(
              row.getLong(2), row.isNullAt(4) ? 0 : row.getLong(4), shapes(row)));
    }
    return refused;
  }

  /** What of an output of gradients is none of its run's rows, as findings. */
  static List<String> compare(SparkSession spark, PastRun output) {
    if (output.run().rows().out() == 0) {
      return List.of();
    }
    AugmentConfig config = output.config();
    PastRun run =
        PastRun.read(
            config.run().orElseThrow(),
            spark.sessionState().newHadoopConf(),
            ExitCode.VERIFICATION);
    Dataset<Row> rows =
        RowShapes.through(
            spark, OutputSource.of(spark, output), config.pipeline(), output.layout());
    return different(spark, rows, run).limit(MOST_FINDINGS).collectAsList().stream()
        .map(
            row ->
                "sample "
                    + row.getLong(0)
                    + ", copy "
                    + row.getInt(1)
                    + (row.isNullAt(4)
                        ? ": the run has no such row"
                        : row.getLong(2) > row.getLong(4)
                            ? " stands " + row.getLong(2) + " times, in the run " + row.getLong(4)
                            : " is of a result of the shape "
                                + row.getList(3)
                                + ", in the run "
                                + shapes(row)))
        .toList();
  }

  private static List<String> shapes(Row row) {
    return row.isNullAt(5) ? List.of() : List.copyOf(row.getList(5));
  }

  /** Id, copy, how many came, of which shapes; how many the run has, of which shapes. */
  private static Dataset<Row> different(SparkSession spark, Dataset<Row> came, PastRun run) {
    Dataset<Row> made = grouped(rows(spark, run), "made", "shapes");
    return grouped(came, "came", "given")
        .join(made, new String[] {"sample_id", "copy"}, "left")
        .filter("made is null or came > made or size(array_except(given, shapes)) > 0")
        .orderBy("sample_id", "copy");
  }

  private static Dataset<Row> rows(SparkSession spark, PastRun output) {
    return output.run().rows().out() == 0
        ? spark.createDataFrame(List.of(), RowShapes.SCHEMA)
        : RowShapes.of(spark, OutputSource.of(spark, output));
  }

  private static Dataset<Row> grouped(Dataset<Row> rows, String count, String shapes) {
    return rows.groupBy("sample_id", "copy")
        .agg(
            functions.count(functions.lit(1)).as(count),
            functions.array_sort(functions.collect_set("shape")).as(shapes));
  }
}
