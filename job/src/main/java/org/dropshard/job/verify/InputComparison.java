package org.dropshard.job.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.augment.SampleRows;
import org.dropshard.job.config.AugmentConfig;
import org.dropshard.job.config.NodataConfig;
import org.dropshard.job.read.Sources;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.recipe.Recipe;
import org.dropshard.job.record.LearnedGradients;
import org.dropshard.job.record.NormalizationRecord;
import org.dropshard.job.record.OutputRecord;
import org.dropshard.job.record.ParametersArchive;
import org.dropshard.job.record.ShardSummary;
import org.dropshard.job.record.StatsRecord;

/** Makes the rows of an output again from its input, and finds those that differ. */
final class InputComparison {
  private static final int MOST_FINDINGS = 10;

  private InputComparison() {}

  static List<String> run(SparkSession spark, PastRun past, GivenInput asked) {
    AugmentConfig config = past.config();
    OutputRecord said = past.run().output();
    Source given =
        Sources.open(spark, asked.as(config.input()), config.share(), config.shardBytes());
    Source input =
        (config.run().isPresent()
                ? ForwardInput.beside(spark, config, given)
                : given.consistent(
                    config.nodataConfig().flatMap(NodataConfig::ofFiles), config.channelNames()))
            .orLayout(Optional.of(past.layout()));
    Recipe recipe = Recipe.of(config, past.layout(), input);
    SampleRows rows = new SampleRows(config, input, Optional.of(said.encoding()));
    if (!rows.columns().toDDL().equals(said.columns())) {
      return List.of(
          "columns: the account says "
              + said.columns()
              + ", the input gives "
              + rows.columns().toDDL());
    }
    StructType compared =
        new StructType(
            Arrays.stream(rows.columns().fields())
                .filter(field -> !field.name().equals(said.tensorColumn()))
                .toArray(StructField[]::new));
    Source output = OutputSource.whole(spark, past);
    RowValues found;
    try {
      found = new RowValues(compared, output.rows().schema(), rows.hasNulls());
    } catch (IllegalArgumentException e) {
      return List.of(e.getMessage());
    }
    Optional<String> extra = extraColumn(output, rows.columns(), said.partitionBy());
    if (extra.isPresent()) {
      return List.of("column is not one of the input's: " + extra.get());
    }
    List<String> findings =
        compare(
            RowHashes.ofInput(
                spark,
                input,
                recipe,
                rows,
                new RowValues(compared, rows.columns(), rows.hasNulls()),
                config.shards().isExact()),
            RowHashes.ofOutput(
                spark,
                output,
                found,
                config.table().isPresent() ? null : past.folder(),
                config.shards().isExact()),
            found.names());
    if (findings.isEmpty()) {
      before(spark, past, input, recipe, rows).ifPresent(findings::add);
    }
    if (findings.isEmpty() && config.parameters()) {
      ParametersArchive made = ParametersArchive.of(LearnedSums.of(spark, input, recipe));
      if (!Arrays.equals(made.npz(), past.account().bytes(LearnedGradients.ARCHIVE))) {
        findings.add("gradients of parameters are not those of the input");
      }
    }
    return findings;
  }

  /** Parquet says itself what columns it has. */
  private static Optional<String> extraColumn(
      Source output, StructType columns, List<String> folders) {
    List<String> known = new ArrayList<>(List.of(columns.fieldNames()));
    known.addAll(folders);
    return Arrays.stream(output.passThrough().fieldNames())
        .filter(name -> !known.contains(name))
        .findFirst();
  }

  private static Optional<String> before(
      SparkSession spark, PastRun past, Source input, Recipe recipe, SampleRows rows) {
    boolean allGood = past.run().rows().bad() == 0;
    ShardSummary made =
        InputStatistics.of(
            spark,
            input,
            recipe,
            rows,
            recipe.direction().back() ? Optional.empty() : past.config().statsBy(),
            allGood);
    StatsRecord.Before said = past.account().stats().before();
    return NormalizationRecord.isAsSaid(said, StatsRecord.of(made, past.layout()).before())
        ? Optional.empty()
        : Optional.of("statistics before dropout: the account's are not those of the input");
  }

  private static List<String> compare(
      Dataset<Row> expected, Dataset<Row> found, List<String> columns) {
    List<Row> different =
        counted(expected, "expected")
            .join(counted(found, "found"), new String[] {"sample_id", "copy", "hash"}, "full_outer")
            .filter("expected is null or found is null or expected != found")
            .orderBy(
                functions.col("sample_id"), functions.col("copy"), functions.col("found").isNull())
            .limit(2 * MOST_FINDINGS)
            .collectAsList();
    List<String> findings = new ArrayList<>();
    for (int i = 0; i < different.size(); i++) {
      Row row = different.get(i);
      Row next = i + 1 < different.size() ? different.get(i + 1) : null;
      if (next != null && isWanted(next, row)) {
        findings.add(changed(row, next, columns) + where(row, "found"));
        i++;
      } else if (row.getAs("found") == null) {
        findings.add("row is missing:" + where(row, "expected"));
      } else if (row.getAs("expected") == null) {
        findings.add("row is not one of the input's:" + where(row, "found"));
      } else {
        findings.add("row stands " + row.getAs("found") + " times:" + where(row, "found"));
      }
    }
    return findings;
  }

  /** Whether a row that is missing is what another should have been. */
  private static boolean isWanted(Row missing, Row other) {
    return missing.getAs("found") == null
        && other.getAs("expected") == null
        && missing.getAs("sample_id").equals(other.getAs("sample_id"))
        && missing.getAs("copy").equals(other.getAs("copy"));
  }

  private static String changed(Row found, Row expected, List<String> columns) {
    List<Integer> is = found.getList(found.fieldIndex("found_parts"));
    List<Integer> wanted = expected.getList(expected.fieldIndex("expected_parts"));
    if (!is.get(RowHashes.TENSOR).equals(wanted.get(RowHashes.TENSOR))) {
      return "row is not what the input becomes:";
    }
    if (!is.get(RowHashes.FOLDER).equals(wanted.get(RowHashes.FOLDER))) {
      return "row lies in another folder than the input says:";
    }
    return IntStream.range(0, columns.size())
        .filter(i -> !is.get(RowHashes.COLUMNS + i).equals(wanted.get(RowHashes.COLUMNS + i)))
        .mapToObj(columns::get)
        .collect(Collectors.joining(", ", "column is not the input's: ", ","));
  }

  private static String where(Row row, String side) {
    return " copy " + row.getAs("copy") + " of sample " + row.getAs(side + "_place");
  }

  private static Dataset<Row> counted(Dataset<Row> rows, String name) {
    return rows.groupBy("sample_id", "copy", "hash")
        .agg(
            functions.count(functions.lit(1)).as(name),
            functions.min("place").as(name + "_place"),
            functions.first("parts").as(name + "_parts"));
  }
}
