package org.dropshard.job.read.table;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.util.QuotingUtils;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.Share;
import org.dropshard.job.error.JobException;
import org.dropshard.tensor.Invalid;

/**
 * The columns of a table as they are read.
 *
 * @param columns they
 * @param choice columns of which the first that is not null is the tensor, named as the first; or
 *     none
 */
record Selection(StructType columns, List<String> choice) {
  /**
   * Chooses them.
   *
   * @param there all columns
   * @throws JobException if one is named that is not there, or no choice of binary columns
   */
  static Selection of(StructType there, InputConfig config) {
    List<String> names = Arrays.asList(there.fieldNames());
    for (String name : config.columns()) {
      if (!names.contains(name)) {
        throw JobException.invalid("--columns", name, "there are " + String.join(", ", names));
      }
    }
    List<String> choice = config.columnChoice().size() > 1 ? config.columnChoice() : List.of();
    for (String name : choice) {
      if (!names.contains(name) || !(there.apply(name).dataType() instanceof BinaryType)) {
        throw JobException.input(
            Invalid.message(
                "--column",
                name,
                "one of several is binary; there are " + String.join(", ", names)));
      }
    }
    List<String> merged = choice.isEmpty() ? choice : choice.subList(1, choice.size());
    return new Selection(
        new StructType(
            Arrays.stream(there.fields())
                .filter(field -> !merged.contains(field.name()))
                .toArray(StructField[]::new)),
        choice);
  }

  /** Whether a column that is not the tensor goes into the output. */
  static boolean passes(String name, InputConfig config, Share share) {
    return config.columns().isEmpty()
        || config.columns().contains(name)
        || config.also().stream().anyMatch(also -> also.column().equals(name))
        || share.scope() == Share.Scope.GROUP && share.column().equals(name)
        || config.select().splitGroup().filter(name::equals).isPresent();
  }

  /** The columns of a query that has them all. */
  List<Column> of(Dataset<Row> table) {
    return Arrays.stream(columns.fieldNames())
        .map(
            name ->
                !choice.isEmpty() && name.equals(choice.get(0))
                    ? functions
                        .coalesce(choice.stream().map(n -> column(table, n)).toArray(Column[]::new))
                        .as(name)
                    : column(table, name))
        .toList();
  }

  private static Column column(Dataset<Row> table, String name) {
    return table.col(QuotingUtils.quoteIdentifier(name));
  }
}
