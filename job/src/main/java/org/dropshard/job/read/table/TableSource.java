package org.dropshard.job.read.table;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.EachFile;
import org.dropshard.format.TableFormat;
import org.dropshard.format.cell.CellEncoding;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.config.Share;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.Listing;
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
  static final String FILE = "_dropshard_file";
  static final String ROW = "_dropshard_row";

  /** Says of a record that it could not be read, and why. */
  static final String BAD = "_dropshard_bad";

  /** Says of a record whether it is selected by {@code --where}. */
  private static final String WANTED = "_dropshard_wanted";

  private TableSource() {}

  /**
   * Opens a table.
   *
   * @param some whether the listing's files are some of the input's alone
   * @param schema its columns; null: as its files say
   * @param folders the types of columns that folders name; null: as they look
   */
  public static Source open(
      SparkSession spark,
      InputConfig config,
      Share share,
      Listing listing,
      boolean some,
      long shardBytes,
      TableFormat format,
      StructType schema,
      StructType folders) {
    boolean parquet = format.isColumnar();
    if (parquet && schema == null) {
      LakeTables.refuse(listing);
    }
    TableFiles chosen =
        TableFiles.of(
            spark,
            listing,
            !some && schema == null,
            format,
            config.badRecords().policy(),
            schema == null && hasOnlyOwnColumns(listing) ? config.key() : Optional.empty());
    ParquetFooters footers = chosen.footers();
    Map<String, String> unreadable = chosen.unreadable();
    List<InputFile> files = chosen.readable();
    StructType named = folders != null ? folders : FilesQuery.texts(files);
    StructType known =
        schema == null
            ? named
            : new StructType(
                Stream.of(schema.fields(), named.fields())
                    .flatMap(Arrays::stream)
                    .toArray(StructField[]::new));
    Dataset<Row> table =
        TableRows.load(
            config,
            () ->
                parquet
                    ? TableRows.parquet(
                        spark,
                        format,
                        listing,
                        some || !listing.isAsSparkLists(),
                        files,
                        footers,
                        known)
                    : TableRows.records(
                        spark, format, listing, some, chosen, schema, known, config));
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
      rows = rows.union(TableRows.ofFiles(spark, rows.schema(), unreadable.keySet()));
    }
    SampleIds ids =
        SampleIds.of(config.key(), share, columns).splitBy(config.select().splitGroup(), columns);
    List<InternalRow> first = first(spark, isMarked(rows) ? rows.where(toBeSeen(bad)) : rows);
    List<InternalRow> whole =
        first.stream().filter(row -> row.getLong(columns.length() + 1) >= 0).toList();
    TableFooters said = parquet ? TableFooters.of(EachFile.by(spark), files) : TableFooters.none();
    TensorColumn tensor = TensorColumn.of(columns, config, whole, said);
    AlsoCells also = AlsoCells.of(columns, config, tensor.field().name(), whole, said);
    TableReader samples =
        new TableReader(
            new CellSamples(tensor.cells(), columns.fieldIndex(tensor.field().name()), also, ids),
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
        passThrough = passThrough.add(TensorColumn.passing(columns.apply(i)));
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
        RecordRemarks.leftOut(chosen.leftOut(), table, bad).list(),
        parquet ? footers.remarks() : RecordRemarks.of(table, bad),
        rowsBefore,
        Optional.empty(),
        said.classNames(),
        also.columns(),
        parquet && where.isEmpty() ? footers.keys() : Optional.empty());
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

  /** Whether no folder's name is a column, which would take the place of one in files. */
  private static boolean hasOnlyOwnColumns(Listing listing) {
    return listing.files().stream().noneMatch(file -> file.folders().contains("="));
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

  static List<InternalRow> first(SparkSession spark, Dataset<Row> rows) {
    try (SessionSetting batch = Batches.ofRows(spark, Probe.ROWS)) {
      // A plan of its own, which a dataset of the same rows shares: one keeps the batches and the
      // partitions that it was first read by.
      return FirstRows.of(spark, rows.alias("first"), Probe.ROWS);
    } catch (Exception e) { // SparkException is checked in Scala alone
      throw Failures.explained(e);
    }
  }
}
