package org.dropshard.job.read.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.RecordFormat;
import org.dropshard.format.TableFormat;
import org.dropshard.job.config.InputConfig;
import org.dropshard.job.error.ExitCode;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.Listing;

/** The rows of a table's files, as Spark is asked for them. */
final class TableRows {
  private TableRows() {}

  interface Loading {
    Dataset<Row> load();
  }

  static Dataset<Row> load(InputConfig config, Loading loading) {
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
  static Dataset<Row> parquet(
      SparkSession spark,
      TableFormat format,
      Listing listing,
      boolean some,
      List<InputFile> files,
      ParquetFooters footers,
      StructType named) {
    Dataset<Row> table =
        FilesQuery.of(
            spark,
            format.reader(footers.sparks()),
            paths(listing, some ? files : null),
            listingOptions(listing, some),
            footers.columns(),
            named);
    Set<String> left = new TreeSet<>(footers.unreadable().keySet());
    left.addAll(footers.others());
    Object[] uris = left.stream().map(TableRows::uri).toArray();
    return some || left.isEmpty()
        ? table
        : table.where(functions.not(functions.col("_metadata.file_path").isin(uris)));
  }

  /** Spark finds the files itself where it would find no others. */
  static Dataset<Row> records(
      SparkSession spark,
      TableFormat format,
      Listing listing,
      boolean some,
      TableFiles chosen,
      StructType schema,
      StructType named,
      InputConfig config) {
    boolean all = !some && chosen.areFoundBySpark(listing, "*");
    boolean filtered = !some && !all && chosen.areFoundBySpark(listing, format.glob());
    List<InputFile> alone = all || filtered ? null : chosen.readable();
    Map<String, String> options = listingOptions(listing, alone != null);
    options.put("mode", "PERMISSIVE");
    options.put("columnNameOfCorruptRecord", TableSource.BAD);
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
        paths(listing, alone),
        options,
        schema == null ? null : schema.add(TableSource.BAD, DataTypes.StringType),
        named);
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
  static Dataset<Row> ofFiles(SparkSession spark, StructType columns, Set<String> paths) {
    int file = columns.fieldIndex(TableSource.FILE);
    List<Row> rows = new ArrayList<>();
    for (String path : paths) {
      Object[] values = new Object[columns.length()];
      values[file] = uri(path);
      values[columns.fieldIndex(TableSource.ROW)] = TableReader.NO_ROW;
      rows.add(RowFactory.create(values));
    }
    return spark.createDataFrame(rows, columns.asNullable());
  }
}
