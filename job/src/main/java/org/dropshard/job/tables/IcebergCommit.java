package org.dropshard.job.tables;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.catalog.CatalogTable;
import org.dropshard.job.catalog.TableName;
import org.dropshard.job.config.OutputTable;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.record.TableRecord;

/** A snapshot of Iceberg, whose summary names run and commit. */
final class IcebergCommit extends EngineCommit {
  private static final String PROPERTY = "snapshot-property.dropshard.";

  IcebergCommit(SparkSession spark, TableName name, OutputTable asked, boolean replaces) {
    super(spark, name, asked, replaces);
  }

  @Override
  public TableRecord table() {
    return new TableRecord(
        asked.name(), CatalogTable.ICEBERG, asked.branch().orElse(null), List.of(), null);
  }

  @Override
  String target() {
    return asked.branch().map(branch -> name.sql("branch_" + branch)).orElseGet(name::sql);
  }

  @Override
  boolean isEmpty() {
    return spark.table(name.sql("refs")).where(col("name").equalTo(branch())).isEmpty()
        || super.isEmpty();
  }

  @Override
  Dataset<Row> history() {
    return spark.table(name.sql("snapshots")).where(said("branch").equalTo(branch()));
  }

  @Override
  String order() {
    return "committed_at";
  }

  @Override
  String version() {
    return "snapshot_id";
  }

  private String branch() {
    return asked.branch().orElse("main");
  }

  @Override
  Column said(String property) {
    return element_at(col("summary"), lit("dropshard." + property));
  }

  @Override
  DataFrameWriterV2<Row> named(DataFrameWriterV2<Row> rows, RunRecord run, String commit) {
    return rows.option(PROPERTY + "run-id", run.runId())
        .option(PROPERTY + "commit", commit)
        .option(PROPERTY + "branch", branch())
        .option(PROPERTY + "replaces", Boolean.toString(replaces))
        .option(PROPERTY + "digest", run.digest())
        .option(PROPERTY + "seed", Long.toString(run.seed()))
        .option(PROPERTY + "contract", Integer.toString(run.contract()));
  }
}
