package org.dropshard.job.read.table;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.PassedOver;
import org.dropshard.format.RecordFormat;
import org.dropshard.format.TableFormat;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.Share;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.LeftOut;
import org.dropshard.job.read.listing.LeftOuts;
import org.dropshard.job.read.listing.Listing;
import org.dropshard.job.read.listing.Reason;
import org.dropshard.job.read.sample.Failures;
import org.dropshard.job.read.sample.Probe;
import org.dropshard.job.read.sample.SampleIds;
import org.dropshard.job.read.sample.SampleSelection;
import org.dropshard.job.read.sample.Source;
import org.dropshard.job.read.scan.Batches;
import org.dropshard.job.read.scan.FirstRows;
import org.dropshard.job.read.scan.SessionSetting;
import org.dropshard.job.read.scan.Where;

/** Tables with a tensor column, in any format that Spark reads as rows. */
public final class TableSource {
  private static final String FILE = "_dropshard_file";
  private static final String ROW = "_dropshard_row";

  /** Says of a record that it could not be read, and why. */
  private static final String BAD = "_dropshard_bad";

  /** Says of a record whether it is selected by {@code --where}. */
  private static final String WANTED = "_dropshard_wanted";

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
    boolean parquet = format.isColumnar();
    if (parquet && schema == null) {
      LakeTables.refuse(listing);
    }
    TableFiles chosen =
        TableFiles.of(
            spark, listing, !some && schema == null, format, config.badRecords().policy());
    ParquetFooters footers = chosen.footers();
    Map<String, String> unreadable = chosen.unreadable();
    List<InputFile> files = chosen.readable();
    Dataset<Row> table =
        load(
            config,
            () ->
                parquet
                    ? parquet(
                        spark,
                        format,
                        listing,
                        some || !listing.isAsSparkLists(),
                        files,
                        footers,
                        schema)
                    : records(spark, format, listing, some, chosen, schema, config));
    boolean bad = Arrays.asList(table.schema().fieldNames()).contains(BAD);
    if (bad) {
      checkColumns(spark, table, files);
    }
    StructType there =
        new StructType(
            Arrays.stream(table.schema().fields())
                .filter(field -> !field.name().equals(BAD))
                .toArray(StructField[]::new));
    Selection selection = Selection.of(there, config);
    StructType columns = selection.columns();
    Optional<String> where = config.select().where();
    OptionalLong rowsBefore =
        parquet && where.isPresent()
            ? OptionalLong.of(table.count() + unreadable.size()) // footers tell
            : OptionalLong.empty();
    Dataset<Row> wanted =
        where
            .map(
                text ->
                    parquet
                        ? Where.filter(table, there, text)
                        : Where.mark(table, there, text, WANTED))
            .orElse(table);
    Dataset<Row> rows =
        wanted.select(selected(selection.of(wanted), bad, !parquet && where.isPresent()));
    if (!unreadable.isEmpty()) {
      rows = rows.union(fileRows(spark, rows.schema(), unreadable.keySet()));
    }
    SampleIds ids =
        SampleIds.of(config.key(), share, columns).splitBy(config.select().splitGroup(), columns);
    List<InternalRow> first = first(spark, isMarked(rows) ? rows.where(toBeSeen(bad)) : rows);
    TensorColumn tensor =
        TensorColumn.of(
            columns,
            config,
            first.stream().filter(row -> row.getLong(columns.length() + 1) >= 0).toList(),
            parquet ? TableFooters.of(spark, files) : TableFooters.none());
    TableReader samples =
        new TableReader(
            new CellSamples(tensor.cells(), columns.fieldIndex(tensor.field().name()), ids),
            columns.length(),
            bad ? columns.length() + 2 : -1,
            isMarked(rows) ? rows.schema().length() - 1 : -1,
            listing.roots().stream().map(root -> root.folder().toString()).toList(),
            unreadable);
    StructType passThrough = new StructType();
    List<Integer> ordinals = new ArrayList<>();
    for (int i = 0; i < columns.length(); i++) {
      String name = columns.apply(i).name();
      boolean isTensor = name.equals(tensor.field().name());
      if ((parquet || !tensor.parts().contains(name))
          && (isTensor || Selection.passes(name, config, share))) {
        passThrough = passThrough.add(columns.apply(i));
        ordinals.add(isTensor ? -1 : i);
      }
    }
    return new Source(
        format,
        rows,
        passThrough,
        ordinals.stream().mapToInt(Integer::intValue).toArray(),
        tensor.field().name(),
        samples,
        SampleSelection.of(config.select(), ids),
        tensor.pictures(),
        parquet ? tensor.cells() : CellEncoding.NPY, // others hold no tensors of their own
        shardBytes,
        tensor.layout(),
        Probe.of(samples, first),
        chosen.all(),
        leftOut(chosen.leftOut(), table, bad).list(),
        parquet ? footers.remarks() : remarks(table, bad),
        rowsBefore,
        Optional.empty());
  }

  /** What lies beside the files, and in them. */
  private static LeftOuts leftOut(LeftOuts beside, Dataset<Row> table, boolean bad) {
    LeftOuts all = beside.copy();
    Metadata said = said(table, bad);
    if (said.contains(RecordFormat.PASSED_OVER)) {
      PassedOver.of(said.getMetadata(RecordFormat.PASSED_OVER))
          .forEach(
              (reason, members) ->
                  all.add(
                      new LeftOut(
                          switch (reason) {
                            case NAME -> Reason.MEMBER;
                            case KIND -> Reason.MEMBER_LINK;
                          },
                          members.count(),
                          members.first())));
    }
    return all;
  }

  private static Metadata said(Dataset<Row> table, boolean bad) {
    return bad ? table.schema().apply(BAD).metadata() : Metadata.empty();
  }

  private static List<String> remarks(Dataset<Row> table, boolean bad) {
    Metadata said = said(table, bad);
    return said.contains(RecordFormat.REMARKS)
        ? List.of(said.getStringArray(RecordFormat.REMARKS))
        : List.of();
  }

  /**
   * Refuses files none of which says what its columns are.
   *
   * @throws JobException with what is wrong with the first
   */
  private static void checkColumns(SparkSession spark, Dataset<Row> table, List<InputFile> files) {
    Set<String> named = new TreeSet<>(List.of(BAD));
    for (InputFile file : files) {
      Arrays.stream(file.folders().split("/")).forEach(name -> named.add(name.split("=", 2)[0]));
    }
    if (!named.containsAll(List.of(table.schema().fieldNames()))) {
      return;
    }
    first(
            spark,
            table.select(selected(List.of(), true, false)).where(functions.col(BAD).isNotNull()))
        .stream()
        .findFirst()
        .ifPresent(
            row -> {
              throw JobException.input(
                  row.getUTF8String(2)
                      + ", file "
                      + new Path(URI.create(row.getUTF8String(0).toString())));
            });
  }

  private static boolean isMarked(Dataset<Row> rows) {
    return Arrays.asList(rows.columns()).contains(WANTED);
  }

  private static Column toBeSeen(boolean bad) {
    Column wanted = functions.col(WANTED);
    return bad ? wanted.or(functions.col(BAD).isNotNull()) : wanted;
  }

  private static Column[] selected(List<Column> columns, boolean bad, boolean marked) {
    List<Column> selected = new ArrayList<>(columns);
    selected.add(functions.col("_metadata.file_path").as(FILE));
    selected.add(functions.col("_metadata.row_index").as(ROW));
    if (bad) {
      selected.add(functions.col(BAD));
    }
    if (marked) {
      selected.add(functions.col(WANTED));
    }
    return selected.toArray(new Column[0]);
  }

  private interface Loading {
    Dataset<Row> load();
  }

  private static Dataset<Row> load(InputConfig config, Loading loading) {
    try {
      return loading.load();
    } catch (JobException e) {
      throw e;
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

  /** Files without a footer are not opened. */
  private static Dataset<Row> parquet(
      SparkSession spark,
      TableFormat format,
      Listing listing,
      boolean some,
      List<InputFile> files,
      ParquetFooters footers,
      StructType schema) {
    Dataset<Row> table =
        FilesQuery.of(
            spark,
            format.reader(footers.sparks()),
            paths(listing, some ? files : null),
            listingOptions(listing, some),
            footers.columns(),
            known(schema, files));
    Set<String> left = new TreeSet<>(footers.unreadable().keySet());
    left.addAll(footers.others());
    Object[] uris = left.stream().map(TableSource::uri).toArray();
    return some || left.isEmpty()
        ? table
        : table.where(functions.not(functions.col("_metadata.file_path").isin(uris)));
  }

  /** Spark finds the files itself where it would find no others. */
  private static Dataset<Row> records(
      SparkSession spark,
      TableFormat format,
      Listing listing,
      boolean some,
      TableFiles chosen,
      StructType schema,
      InputConfig config) {
    boolean all = !some && chosen.areFoundBySpark(listing, "*");
    boolean filtered = !some && !all && chosen.areFoundBySpark(listing, format.glob());
    List<InputFile> named = all || filtered ? null : chosen.readable();
    Map<String, String> options = listingOptions(listing, named != null);
    options.put("mode", "PERMISSIVE");
    options.put("columnNameOfCorruptRecord", BAD);
    config.columnChoice().stream()
        .findFirst()
        .ifPresent(column -> options.put(RecordFormat.COLUMN, column));
    if (schema == null && config.columns().isEmpty()) {
      options.put("unknownColumns", "refuse");
      options.put("rawJson", "true");
    }
    if (filtered) {
      options.put("pathGlobFilter", format.glob());
    }
    return FilesQuery.of(
        spark,
        format.reader(true),
        paths(listing, named),
        options,
        schema == null ? null : schema.add(BAD, DataTypes.StringType),
        known(schema, listing.files()));
  }

  private static StructType known(StructType schema, List<InputFile> files) {
    return schema == null ? FilesQuery.texts(files) : schema;
  }

  /** What Spark lists: these files, or all that the input names. */
  private static List<Path> paths(Listing listing, List<InputFile> some) {
    return some != null
        ? some.stream().map(file -> new Path(file.path())).toList()
        : listing.roots().stream()
            .flatMap(root -> Arrays.stream(root.matches()))
            .map(FileStatus::getPath)
            .toList();
  }

  private static Map<String, String> listingOptions(Listing listing, boolean some) {
    Map<String, String> options = new HashMap<>();
    // Left to itself, Spark passes over folders below that are no partitions.
    boolean partitions = listing.files().stream().anyMatch(file -> file.folders().contains("="));
    if (!some) {
      options.put("recursiveFileLookup", Boolean.toString(!partitions));
    } else if (listing.roots().size() == 1) {
      options.put("basePath", listing.roots().get(0).folder().toString());
    } else if (partitions) {
      // Spark takes one base path, and without it the columns would be lost in silence.
      throw JobException.input(
          "Cannot read input: several inputs whose folders name columns, of which only some files"
              + " are taken (give one input a run), file "
              + listing.files().get(0).path());
    }
    return options;
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

  static List<InternalRow> first(SparkSession spark, Dataset<Row> rows) {
    try (SessionSetting batch = Batches.ofRows(spark, Probe.ROWS)) {
      // A plan of its own: one keeps the batches that it was first read by.
      return FirstRows.of(spark, rows.toDF(), Probe.ROWS);
    } catch (Exception e) { // SparkException is checked in Scala alone
      throw Failures.explained(e);
    }
  }
}
