package org.dropshard.job.tables;

import static org.apache.spark.sql.functions.col;

import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.catalog.CatalogErrors;
import org.dropshard.job.catalog.TableName;
import org.dropshard.job.config.OutputTable;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.output.TableCommit;
import org.dropshard.job.record.RunId;
import org.dropshard.job.record.RunRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the commits of all engines have in common. */
abstract class EngineCommit implements TableCommit {
  private static final Logger LOG = LoggerFactory.getLogger(EngineCommit.class);

  final SparkSession spark;
  final TableName name;
  final OutputTable asked;

  /** Whether a run takes the place of all rows. */
  final boolean replaces;

  EngineCommit(SparkSession spark, TableName name, OutputTable asked, boolean replaces) {
    this.spark = spark;
    this.name = name;
    this.asked = asked;
    this.replaces = replaces;
  }

  /** The table's commits. */
  abstract Dataset<Row> history();

  /** The column of {@link #history} that grows from commit to commit. */
  abstract String order();

  /** The column that others know a commit by. */
  abstract String version();

  /** What a commit says of itself. */
  abstract Column said(String property);

  @Override
  public final Optional<String> version(String commit) {
    return history()
        .where(said("commit").equalTo(commit))
        .select(version())
        .limit(1)
        .collectAsList()
        .stream()
        .findFirst()
        .map(row -> Long.toString(row.getLong(0)));
  }

  /** Whether the table, as it is, has taken in a run under a name. */
  final boolean has(RunId run) {
    Row replaced =
        history().where(said("replaces").equalTo("true")).agg(functions.max(order())).first();
    Dataset<Row> since = // runs before the last one that replaced all rows are there no more
        replaced.isNullAt(0) ? history() : history().where(col(order()).geq(replaced.get(0)));
    return !since.where(said("run-id").equalTo(run.text())).isEmpty();
  }

  /** What is written to, for SQL. */
  abstract String target();

  /** Names the commit for the engine. */
  abstract DataFrameWriterV2<Row> named(DataFrameWriterV2<Row> rows, RunRecord run, String commit);

  boolean isEmpty() {
    return spark.table(target()).isEmpty();
  }

  @Override
  public void commit(Path rows, RunRecord run, String commit) {
    StructType columns = StructType.fromDDL(run.output().columns()).asNullable();
    DataFrameWriterV2<Row> writer =
        named(spark.read().schema(columns).parquet(rows.toString()).writeTo(target()), run, commit);
    try {
      if (replaces) {
        writer.overwrite(functions.lit(true));
      } else {
        writer.append();
      }
    } catch (Exception e) { // Spark's are checked in Scala alone
      JobException told = CatalogErrors.of(spark, "write table", name, e);
      throw new JobException(ExitCode.OUTPUT, told.getMessage(), e);
    }
    if (version(commit).isEmpty()) {
      throw new JobException(
          ExitCode.OUTPUT,
          "Cannot write table: " + asked.name() + " took in a run " + run.runId() + " meanwhile");
    }
  }

  @Override
  public void describe(RunRecord run) {
    if (asked.branch().isPresent()) {
      return; // they are the table's own; the snapshot says it of the branch
    }
    try {
      spark.sql(
          "ALTER TABLE "
              + name.sql()
              + " SET TBLPROPERTIES ("
              + String.join(", ", TableTarget.properties(run))
              + ")");
    } catch (LinkageError e) { // Delta 4.1.0 on a later Spark 4.1
      LOG.warn(
          "Cannot set the properties of {}: its engine does not fit Spark {} (digest, seed and"
              + " contract stand in its commit alone)",
          asked.name(),
          spark.version());
    }
  }
}
