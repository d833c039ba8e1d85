package org.dropshard.job.read.table;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.config.BadRecords;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.Share;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.cell.CellEncoding;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.InputRoot;
import org.dropshard.job.read.listing.Listing;
import org.dropshard.job.read.sample.Failures;
import org.dropshard.job.read.sample.Probe;
import org.dropshard.job.read.sample.SampleIds;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.Batches;
import org.dropshard.job.read.scan.Passing;

/** Tables with a tensor column, in any format that Spark reads as rows. */
public final class TableSource {
  private static final String FILE = "_dropshard_file";
  private static final String ROW = "_dropshard_row";

  /** Says of a record that it could not be read, and why. */
  private static final String BAD = "_dropshard_bad";

  private TableSource() {}

  /**
   * Opens a table.
   *
   * @param some whether the listing's files are some of the input's alone
   * @param schema its columns; null: as its files say
   */
  public static Source open(
      SparkSession spark,
      InputConfig config,
      Share share,
      Listing listing,
      boolean some,
      long shardBytes,
      TableFormat format,
      StructType schema) {
    List<InputFile> named = listing.files().stream().filter(format::matches).toList();
    // Parquet has gone by other names, so files of any are read.
    boolean filtered =
        format != TableFormat.PARQUET && !named.isEmpty() && named.size() < listing.files().size();
    List<InputFile> all = filtered ? named : listing.files();
    Map<String, String> unreadable =
        format == TableFormat.PARQUET
            ? ParquetFooters.unreadable(spark, all, config.badRecords().policy())
            : Map.of();
    List<InputFile> files =
        all.stream().filter(file -> !unreadable.containsKey(file.path())).toList();
    if (files.isEmpty()
        || config.badRecords().policy() == BadRecords.Policy.FAIL && !unreadable.isEmpty()) {
      Map.Entry<String, String> first = unreadable.entrySet().iterator().next();
      throw JobException.input(first.getValue() + ", file " + first.getKey());
    }
    DataFrameReader reader = reader(spark, format, schema);
    if (filtered) {
      reader.option("pathGlobFilter", format.glob());
    }
    Dataset<Row> table =
        some
            ? load(config, () -> files(reader, listing.roots(), files))
            : load(config, () -> table(spark, reader, listing, files, unreadable.keySet()));
    boolean bad = Arrays.asList(table.schema().fieldNames()).contains(BAD);
    StructType columns =
        new StructType(
            Arrays.stream(table.schema().fields())
                .filter(field -> !field.name().equals(BAD))
                .toArray(StructField[]::new));
    Dataset<Row> rows = table.select(selection(table, columns, bad));
    if (!unreadable.isEmpty()) {
      rows = rows.union(fileRows(spark, rows.schema(), unreadable.keySet()));
    }
    SampleIds ids = SampleIds.of(config.key(), share, columns);
    List<InternalRow> first = first(spark, rows);
    if (bad && columns.isEmpty() && !first.isEmpty()) { // no file says what its columns are
      InternalRow row = first.get(0);
      throw JobException.input(
          row.getUTF8String(2) + ", file " + new Path(URI.create(row.getUTF8String(0).toString())));
    }
    boolean parquet = format == TableFormat.PARQUET;
    TensorColumn tensor =
        TensorColumn.of(
            columns,
            config,
            first.stream().filter(row -> row.getLong(columns.length() + 1) >= 0).toList(),
            parquet ? TableFooters.of(spark, files) : TableFooters.none());
    TableReader samples =
        new TableReader(
            tensor.cells(),
            columns.fieldIndex(tensor.field().name()),
            ids,
            columns.length(),
            bad ? columns.length() + 2 : -1,
            listing.roots().stream().map(root -> root.folder().toString()).toList(),
            unreadable);
    StructType passThrough = new StructType();
    List<Integer> ordinals = new ArrayList<>();
    for (int i = 0; i < columns.length(); i++) {
      String name = columns.apply(i).name();
      if (parquet || !tensor.parts().contains(name)) {
        passThrough = passThrough.add(columns.apply(i));
        ordinals.add(name.equals(tensor.field().name()) ? -1 : i);
      }
    }
    return new Source(
        format.label(),
        rows,
        passThrough,
        ordinals.stream().mapToInt(Integer::intValue).toArray(),
        tensor.field().name(),
        samples,
        parquet ? tensor.cells() : CellEncoding.NPY, // others hold no tensors of their own
        shardBytes,
        tensor.layout(),
        Probe.of(samples, first),
        all,
        listing.files().size() - all.size());
  }

  private static Column[] selection(Dataset<Row> table, StructType columns, boolean bad) {
    List<Column> selection = new ArrayList<>();
    for (String name : columns.fieldNames()) {
      selection.add(table.col("`" + name + "`"));
    }
    selection.add(functions.col("_metadata.file_path").as(FILE));
    selection.add(functions.col("_metadata.row_index").as(ROW));
    if (bad) {
      selection.add(functions.col(BAD));
    }
    return selection.toArray(new Column[0]);
  }

  private static DataFrameReader reader(SparkSession spark, TableFormat format, StructType schema) {
    DataFrameReader reader = spark.read().format(format.label());
    if (format != TableFormat.PARQUET) {
      reader.option("mode", "PERMISSIVE").option("columnNameOfCorruptRecord", BAD);
      if (schema != null) {
        reader.schema(schema.add(BAD, DataTypes.StringType));
      }
    }
    return reader;
  }

  private interface Loading {
    Dataset<Row> load();
  }

  private static Dataset<Row> load(InputConfig config, Loading loading) {
    try {
      return loading.load();
    } catch (Exception e) { // Spark's AnalysisException is checked in Scala alone
      throw new JobException(
          ExitCode.INPUT,
          "Cannot read input: "
              + String.join(", ", config.paths())
              + " ("
              + e.getMessage().lines().findFirst().orElse("")
              + ")",
          e);
    }
  }

  /** Some files of a table, with the columns that their folders' names hold. */
  private static Dataset<Row> files(
      DataFrameReader reader, List<InputRoot> roots, List<InputFile> files) {
    if (roots.size() == 1) {
      reader.option("basePath", roots.get(0).folder().toString());
    } else if (files.stream().anyMatch(file -> file.folders().contains("="))) {
      // Spark takes one base path, and without it the columns would be lost in silence.
      throw JobException.input(
          "Cannot read input: several inputs whose folders name columns, of which only some files are"
              + " taken (give one input a run), file "
              + files.get(0).path());
    }
    return reader.load(
        files.stream().map(file -> InputRoot.escaped(file.path())).toArray(String[]::new));
  }

  /** The table without the files that cannot be read: Spark does not open them. */
  private static Dataset<Row> table(
      SparkSession spark,
      DataFrameReader reader,
      Listing listing,
      List<InputFile> files,
      Set<String> unreadable) {
    String[] paths = listing.roots().stream().map(InputRoot::pattern).toArray(String[]::new);
    // Left to itself, Spark passes over folders below that are no partitions.
    boolean partitions = listing.files().stream().anyMatch(file -> file.folders().contains("="));
    reader.option("recursiveFileLookup", !partitions);
    if (unreadable.isEmpty()) {
      return reader.load(paths);
    }
    // Of files of several schemas, Spark takes the first's.
    String first = files.stream().map(InputFile::path).min(Comparator.naturalOrder()).orElseThrow();
    StructType schema = spark.read().parquet(InputRoot.escaped(first)).schema();
    Object[] uris = unreadable.stream().map(TableSource::uri).toArray();
    return reader
        .schema(schema)
        .load(paths)
        .where(functions.not(functions.col("_metadata.file_path").isin(uris)));
  }

  /** A path as Spark's column of file paths has it. */
  private static String uri(String path) {
    return SparkPath.fromPathString(path).urlEncoded();
  }

  /** A row for each of these files, of which nothing is known but the path. */
  private static Dataset<Row> fileRows(SparkSession spark, StructType columns, Set<String> paths) {
    int file = columns.fieldIndex(FILE);
    List<Row> rows = new ArrayList<>();
    for (String path : paths) {
      Object[] values = new Object[columns.length()];
      values[file] = uri(path);
      values[columns.fieldIndex(ROW)] = TableReader.NO_ROW;
      rows.add(RowFactory.create(values));
    }
    return spark.createDataFrame(rows, columns.asNullable());
  }

  private static List<InternalRow> first(SparkSession spark, Dataset<Row> rows) {
    try (Passing batch = Batches.ofRows(spark, Probe.ROWS)) {
      return List.of(
          ((org.apache.spark.sql.classic.Dataset<Row>) rows.limit(Probe.ROWS))
              .queryExecution()
              .executedPlan()
              .executeCollect());
    } catch (Exception e) { // SparkException is checked in Scala alone
      throw Failures.explained(e);
    }
  }
}
