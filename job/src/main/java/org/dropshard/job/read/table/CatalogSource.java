package org.dropshard.job.read.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.catalog.CatalogTable;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.InputTable;
import org.dropshard.job.config.Share;
import org.dropshard.job.read.sample.Probe;
import org.dropshard.job.read.sample.SampleIds;
import org.dropshard.job.read.sample.SampleSelection;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.Where;

/** Tables of catalogs, at one version each. */
public final class CatalogSource {
  private CatalogSource() {}

  /**
   * Opens the table that a configuration names.
   *
   * @throws org.dropshard.job.error.JobException if it, its version or its tensor column is not
   *     there
   */
  public static Source open(SparkSession spark, InputConfig config, Share share, long shardBytes) {
    InputTable asked = config.table().orElseThrow();
    CatalogTable table = CatalogTable.of(spark, asked.name());
    Optional<String> version = table.version(spark, asked);
    return of(spark, config, share, shardBytes, table, version, table.rows(spark, version, asked));
  }

  /**
   * Some rows of a table.
   *
   * @param version up to which they were read
   * @param all they, in all the table's columns
   */
  public static Source of(
      SparkSession spark,
      InputConfig config,
      Share share,
      long shardBytes,
      CatalogTable table,
      Optional<String> version,
      Dataset<Row> all) {
    Selection selection = Selection.of(all.schema(), config);
    StructType columns = selection.columns();
    Optional<String> where = config.select().where();
    Dataset<Row> wanted = where.map(text -> Where.filter(all, all.schema(), text)).orElse(all);
    Dataset<Row> rows = wanted.select(selection.of(wanted).toArray(Column[]::new));
    SampleIds ids =
        SampleIds.of(config.key(), share, columns).splitBy(config.select().splitGroup(), columns);
    List<InternalRow> first = TableSource.first(spark, rows);
    TensorColumn tensor = TensorColumn.of(columns, config, first, TableFooters.none());
    String name = tensor.field().name();
    AlsoCells also = AlsoCells.of(columns, config, name, first, TableFooters.none());
    StructType passThrough = new StructType();
    List<Integer> ordinals = new ArrayList<>();
    for (int i = 0; i < columns.length(); i++) {
      boolean isTensor = columns.apply(i).name().equals(name);
      if (isTensor || Selection.passes(columns.apply(i).name(), config, share)) {
        passThrough = passThrough.add(columns.apply(i));
        ordinals.add(isTensor ? -1 : i);
      }
    }
    CatalogReader reader =
        new CatalogReader(
            new CellSamples(tensor.cells(), columns.fieldIndex(name), also, ids),
            String.join(".", table.name().parts()));
    return new Source(
        new CatalogFormat(table.format()),
        rows,
        passThrough,
        ordinals.stream().mapToInt(Integer::intValue).toArray(),
        name,
        reader,
        SampleSelection.of(config.select(), ids),
        tensor.pictures(),
        tensor.cells(),
        shardBytes,
        tensor.layout(),
        Probe.of(reader, first),
        List.of(),
        List.of(),
        List.of(),
        where.isPresent() ? OptionalLong.of(all.count()) : OptionalLong.empty(),
        version,
        Map.of(),
        also.columns(),
        Optional.empty());
  }
}
