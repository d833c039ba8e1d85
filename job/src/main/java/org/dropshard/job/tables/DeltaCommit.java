package org.dropshard.job.tables;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.get_json_object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.dropshard.job.catalog.CatalogTable;
import org.dropshard.job.catalog.TableName;
import org.dropshard.job.config.OutputTable;
import org.dropshard.job.record.Json;
import org.dropshard.job.record.RunRecord;
import org.dropshard.job.record.TableRecord;

/**
 * A version of Delta, whose metadata names run and commit. Two writers of one run meet in its
 * transaction id: Delta lets one of them through.
 */
final class DeltaCommit extends EngineCommit {
  DeltaCommit(SparkSession spark, TableName name, OutputTable asked, boolean replaces) {
    super(spark, name, asked, replaces);
  }

  @Override
  public TableRecord table() {
    return new TableRecord(asked.name(), CatalogTable.DELTA, null, List.of(), null);
  }

  @Override
  String target() {
    return name.sql();
  }

  @Override
  Dataset<Row> history() {
    return spark.sql("DESCRIBE HISTORY " + name.sql());
  }

  @Override
  String order() {
    return "version";
  }

  @Override
  String version() {
    return "version";
  }

  @Override
  Column said(String property) {
    return get_json_object(col("userMetadata"), "$['dropshard." + property + "']");
  }

  @Override
  DataFrameWriterV2<Row> named(DataFrameWriterV2<Row> rows, RunRecord run, String commit) {
    ObjectNode said = Json.object();
    said.put("dropshard.run-id", run.runId());
    said.put("dropshard.commit", commit);
    said.put("dropshard.replaces", Boolean.toString(replaces));
    said.put("dropshard.digest", run.digest());
    said.put("dropshard.seed", Long.toString(run.seed()));
    said.put("dropshard.contract", Integer.toString(run.contract()));
    // Of two writers that have seen the same version one is let through.
    long version = history().agg(functions.max("version")).first().getLong(0);
    return rows.option("txnAppId", "dropshard " + run.runId())
        .option("txnVersion", Long.toString(version + 1))
        .option("userMetadata", Json.line(said));
  }
}
