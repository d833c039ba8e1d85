package org.dropshard.job.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCatalog;
import org.apache.spark.sql.connector.catalog.TableChange;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.dropshard.job.JobRun;
import org.dropshard.job.catalog.TableName;
import org.dropshard.job.config.OutputTable;
import org.dropshard.job.error.JobException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that an engine makes, or does not. */
class NewTablesTest {
  /** Says that it makes tables and has none, as while another run is at them. */
  public static final class DeltaCatalog implements TableCatalog {
    @Override
    public void initialize(String name, CaseInsensitiveStringMap options) {}

    @Override
    public String name() {
      return "slow";
    }

    @Override
    public Identifier[] listTables(String[] namespace) {
      return new Identifier[0];
    }

    @Override
    public Table loadTable(Identifier table) throws NoSuchTableException {
      throw new NoSuchTableException(table);
    }

    @Override
    @SuppressWarnings("deprecation") // Spark 4.0 has no other
    public Table createTable(
        Identifier table,
        Column[] columns,
        Transform[] partitions,
        Map<String, String> properties) {
      return null;
    }

    @Override
    public Table alterTable(Identifier table, TableChange... changes) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean dropTable(Identifier table) {
      return false;
    }

    @Override
    public void renameTable(Identifier from, Identifier to) {}
  }

  @ParameterizedTest
  @CsvSource({
    "delta, /data/t, /data/t",
    "delta, s3a://bucket/t, s3a://bucket/t",
    "delta, t,",
    "lake, /data/t,"
  })
  void aPathIsNamedAsATableOfDeltas(String first, String second, Path path) {
    assertEquals(Optional.ofNullable(path), new TableName(List.of(first, second)).path());
  }

  @Test
  void noFolderIsLookedAtForATableOfACatalog() {
    SparkSession spark = JobRun.spark();
    RuntimeConfig conf = spark.conf();
    conf.set("spark.sql.catalog.slow", DeltaCatalog.class.getName());
    conf.set("fs.defaultFS", "none:///"); // whatever is not of a scheme cannot be looked at
    try {
      OutputTable asked =
          new OutputTable("slow.db.t", Optional.empty(), Optional.empty(), List.of());
      JobException e =
          assertThrows(
              JobException.class,
              () ->
                  NewTables.create(
                      spark,
                      TableName.of(spark, asked.name()),
                      asked,
                      new StructType().add("id", "long"),
                      42));
      assertEquals("Cannot make table: slow.db.t is being made by another run", e.getMessage());
    } finally {
      conf.unset("fs.defaultFS");
      conf.unset("spark.sql.catalog.slow");
    }
  }
}
