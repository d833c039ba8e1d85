package org.dropshard.job.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.read.Sources;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.record.LearnedGradients;
import org.dropshard.job.record.ParametersArchive;

/** Makes the rows of an output again from its input, and finds those that differ. */
final class InputComparison {
  private static final int MOST_FINDINGS = 10;

  private InputComparison() {}

  static List<String> run(SparkSession spark, PastRun past, List<String> inputs) {
    AugmentConfig config = past.config();
    Source output = OutputSource.of(spark, past);
    Source given =
        Sources.open(spark, config.input().at(inputs), config.share(), config.shardBytes());
    Source input = config.run().isPresent() ? ForwardInput.beside(spark, config, given) : given;
    Recipe recipe = Recipe.of(config, output.layout().orElseThrow(), input);
    Dataset<Row> expected = counted(RowHashes.ofInput(spark, input, recipe), "expected");
    Dataset<Row> found = counted(RowHashes.ofOutput(spark, output), "found");
    List<String> findings = new ArrayList<>();
    for (Row row :
        expected
            .join(found, new String[] {"sample_id", "copy", "hash"}, "full_outer")
            .filter("expected is null or found is null or expected != found")
            .orderBy(
                functions.col("found").isNull(), functions.col("sample_id"), functions.col("copy"))
            .limit(MOST_FINDINGS)
            .collectAsList()) {
      String where =
          row.getAs("found_place") == null ? row.getAs("expected_place") : row.getAs("found_place");
      findings.add(
          (row.getAs("found") == null
                  ? "row is missing: copy "
                  : row.getAs("expected") == null
                      ? "row is not what the input becomes: copy "
                      : "row stands " + row.getAs("found") + " times: copy ")
              + row.getAs("copy")
              + " of sample "
              + where);
    }
    if (findings.isEmpty() && config.parameters()) {
      ParametersArchive made = ParametersArchive.of(LearnedSums.of(spark, input, recipe));
      if (!Arrays.equals(made.npz(), past.account().bytes(LearnedGradients.ARCHIVE))) {
        findings.add("gradients of parameters are not those of the input");
      }
    }
    return findings;
  }

  private static Dataset<Row> counted(Dataset<Row> rows, String name) {
    return rows.groupBy("sample_id", "copy", "hash")
        .agg(
            functions.count(functions.lit(1)).as(name), functions.min("place").as(name + "_place"));
  }
}
