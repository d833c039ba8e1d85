package org.dropshard.job.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType$;
import org.apache.spark.sql.types.FloatType$;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.ExitCode;
import org.dropshard.job.JobException;
import org.dropshard.job.config.BadRecords;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.Share;
import org.dropshard.tensor.DType;
import org.dropshard.tensor.Layout;

/** Parquet tables with a tensor column. */
final class TableSource {
  private static final String FILE = "_dropshard_file";
  private static final String ROW = "_dropshard_row";

  private TableSource() {}

  static Source open(
      SparkSession spark,
      InputConfig config,
      Share share,
      Listing listing,
      boolean some,
      long shardBytes) {
    Map<String, String> unreadable =
        ParquetFooters.unreadable(spark, listing.files(), config.badRecords().policy());
    List<InputFile> files =
        listing.files().stream().filter(file -> !unreadable.containsKey(file.path())).toList();
    if (files.isEmpty()
        || config.badRecords().policy() == BadRecords.Policy.FAIL && !unreadable.isEmpty()) {
      Map.Entry<String, String> first = unreadable.entrySet().iterator().next();
      throw JobException.input(first.getValue() + ", file " + first.getKey());
    }
    Dataset<Row> table =
        some
            ? files(spark, listing.roots(), files)
            : table(spark, config, listing, files, unreadable.keySet());
    StructType schema = table.schema();
    StructField tensor = tensor(schema, config);
    List<Column> columns = new ArrayList<>();
    Arrays.stream(schema.fieldNames()).forEach(name -> columns.add(table.col("`" + name + "`")));
    columns.add(functions.col("_metadata.file_path").as(FILE));
    columns.add(functions.col("_metadata.row_index").as(ROW));
    SampleKey key = config.key().map(name -> MaskId.key(name, schema)).orElse(null);
    int ordinal = schema.fieldIndex(tensor.name());
    CellFormat cells = cells(tensor, ordinal, schema, config);
    int[] ordinals = new int[schema.length()];
    Arrays.setAll(ordinals, i -> i == ordinal ? -1 : i);
    Dataset<Row> rows = table.select(columns.toArray(new Column[0]));
    if (!unreadable.isEmpty()) {
      rows = rows.union(fileRows(spark, rows.schema(), unreadable.keySet()));
    }
    TableReader reader =
        new TableReader(
            cells,
            ordinal,
            key,
            MaskId.of(share, schema, key),
            schema.length(),
            listing.roots().stream().map(root -> root.folder().toString()).toList(),
            unreadable);
    return new Source(
        "parquet",
        rows,
        schema,
        ordinals,
        tensor.name(),
        reader,
        cells,
        shardBytes,
        cells instanceof ImageStructCells
            ? Optional.of(Layout.HWC)
            : config.layout().or(() -> layout(tensor.metadata())),
        Probe.of(reader, first(rows)),
        listing.files(),
        0);
  }

  /** Some files of a table, with the columns that their folders' names hold. */
  private static Dataset<Row> files(
      SparkSession spark, List<InputRoot> roots, List<InputFile> files) {
    String[] paths =
        files.stream().map(file -> InputRoot.escaped(file.path())).toArray(String[]::new);
    return roots.size() == 1
        ? spark.read().option("basePath", roots.get(0).folder().toString()).parquet(paths)
        : spark.read().parquet(paths);
  }

  /** The table without the files that cannot be read: Spark does not open them. */
  private static Dataset<Row> table(
      SparkSession spark,
      InputConfig config,
      Listing listing,
      List<InputFile> files,
      Set<String> unreadable) {
    String[] paths = listing.roots().stream().map(InputRoot::pattern).toArray(String[]::new);
    // Left to itself, Spark passes over folders below that are no partitions.
    boolean partitions = listing.files().stream().anyMatch(file -> file.folders().contains("="));
    DataFrameReader reader = spark.read().option("recursiveFileLookup", !partitions);
    try {
      if (unreadable.isEmpty()) {
        return reader.parquet(paths);
      }
      // Of files of several schemas, Spark takes the first's.
      String first =
          files.stream().map(InputFile::path).min(Comparator.naturalOrder()).orElseThrow();
      StructType schema = spark.read().parquet(InputRoot.escaped(first)).schema();
      Object[] uris = unreadable.stream().map(TableSource::uri).toArray();
      return reader
          .schema(schema)
          .parquet(paths)
          .where(functions.not(functions.col("_metadata.file_path").isin(uris)));
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

  private static List<InternalRow> first(Dataset<Row> rows) {
    try {
      return List.of(
          ((org.apache.spark.sql.classic.Dataset<Row>) rows.limit(Probe.ROWS))
              .queryExecution()
              .executedPlan()
              .executeCollect());
    } catch (Exception e) { // SparkException is checked in Scala alone
      throw Failures.explained(e);
    }
  }

  private static StructField tensor(StructType schema, InputConfig config) {
    List<StructField> candidates =
        Arrays.stream(schema.fields())
            .filter(
                field ->
                    config.column().map(field.name()::equals).orElse(isTensor(field.dataType())))
            .filter(field -> !config.key().equals(Optional.of(field.name())))
            .toList();
    if (candidates.size() == 1 && isTensor(candidates.get(0).dataType())) {
      return candidates.get(0);
    }
    String columns = String.join(", ", schema.fieldNames());
    if (config.column().isPresent()) {
      throw JobException.input(
          "Invalid --column: "
              + config.column().get()
              + " (a column of binary, array<float>, array<double> or image; there are "
              + columns
              + ")");
    }
    throw JobException.input(
        candidates.isEmpty()
            ? "Cannot find a tensor column among "
                + columns
                + " (binary, array<float>, array<double> or image)"
            : "Cannot choose a tensor column among "
                + String.join(", ", candidates.stream().map(StructField::name).toList())
                + " (say it by --column)");
  }

  private static boolean isTensor(DataType type) {
    return type == BinaryType$.MODULE$ || elements(type) != null || ImageStructCells.matches(type);
  }

  private static DType elements(DataType type) {
    if (type instanceof ArrayType array) {
      if (array.elementType() == FloatType$.MODULE$) {
        return DType.FLOAT32;
      }
      return array.elementType() == DoubleType$.MODULE$ ? DType.FLOAT64 : null;
    }
    return null;
  }

  private static CellFormat cells(
      StructField tensor, int ordinal, StructType schema, InputConfig config) {
    if (ImageStructCells.matches(tensor.dataType())) {
      return new ImageStructCells(ordinal, (StructType) tensor.dataType());
    }
    CellShape shape =
        config
            .fixedCellShape()
            .map(CellShape::fixed)
            .or(() -> config.cellShape().map(name -> CellShape.column(name, schema)))
            .orElse(null);
    DType elements = elements(tensor.dataType());
    if (elements != null) {
      return new ArrayCells(ordinal, shape, elements);
    }
    if (config.cellDtype().isEmpty()) {
      return new NpyCells(ordinal);
    }
    if (shape == null) {
      throw JobException.usage("Missing --cell-shape (raw cells of --cell-dtype need it)");
    }
    DType dtype = config.fixedCellDtype().orElse(null);
    String name = config.cellDtype().get();
    if (dtype == null && !Arrays.asList(schema.fieldNames()).contains(name)) {
      throw JobException.usage(
          "Invalid --cell-dtype: " + name + " (a type, or a column of type names)");
    }
    return new RawCells(ordinal, shape, dtype, dtype == null ? schema.fieldIndex(name) : -1);
  }

  private static Optional<Layout> layout(Metadata metadata) {
    return metadata.contains("layout")
        ? Optional.of(Layout.ofLabel(metadata.getString("layout")))
        : Optional.empty();
  }
}
