package org.dropshard.job.increment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.dropshard.job.catalog.CatalogTable;
import org.dropshard.job.config.InputTable;
import org.dropshard.job.error.JobException;
import org.dropshard.job.output.Outputs;
import org.dropshard.job.record.Json;
import org.dropshard.job.store.FileSystems;

/** What is appended to a table of a catalog, as its engine streams it. */
final class NewRows {
  private NewRows() {}

  /**
   * Finds the table.
   *
   * @throws JobException if there is none, or its engine streams none
   */
  static CatalogTable table(SparkSession spark, InputTable asked) {
    CatalogTable table = CatalogTable.of(spark, asked.name());
    if (!table.format().equals(CatalogTable.ICEBERG)
        && !table.format().equals(CatalogTable.DELTA)) {
      throw JobException.invalid(
          "--incremental",
          asked.name() + " is " + table.format(),
          "Iceberg and Delta tell what was appended");
    }
    return table;
  }

  /**
   * @param batchBytes a batch ends about there, where the engine counts bytes: Delta does
   */
  static Dataset<Row> stream(SparkSession spark, CatalogTable table, long batchBytes) {
    var reader = spark.readStream();
    if (table.format().equals(CatalogTable.DELTA)) {
      reader.option("maxBytesPerTrigger", batchBytes);
    }
    return table
        .name()
        .path()
        .map(path -> reader.format(CatalogTable.DELTA).load(path.toString()))
        .orElseGet(() -> reader.table(table.name().sql()));
  }

  /**
   * The version up to which a batch has read, by the engine's own note of it.
   *
   * @param output under which Spark remembers its batches
   */
  static String version(FileSystem fileSystem, Path output, long batch) throws IOException {
    Path file = new Path(output, Outputs.CHECKPOINT + "/offsets/" + batch);
    List<String> lines = FileSystems.text(fileSystem, file).lines().toList();
    JsonNode offset = Json.parse(lines.get(lines.size() - 1));
    if (offset.has("snapshot_id")) {
      return offset.get("snapshot_id").asText();
    }
    // Delta's index −1 stands before the first file of a version.
    long version = offset.get("reservoirVersion").asLong();
    return Long.toString(offset.get("index").asLong() < 0 ? version - 1 : version);
  }
}
