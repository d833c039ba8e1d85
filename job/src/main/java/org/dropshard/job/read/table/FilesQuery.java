package org.dropshard.job.read.table;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.InMemoryFileIndex;
import org.apache.spark.sql.execution.datasources.NoopCache$;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.read.listing.InputFile;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Files as a query. Spark lists them by their paths, which stand for themselves alone: what it is
 * given by name it takes for patterns.
 */
final class FilesQuery {
  private FilesQuery() {}

  /**
   * The rows of files.
   *
   * @param paths files, and folders that hold them
   * @param options of the listing and of the format
   * @param columns those of the files; null: as the format finds them
   * @param named the types of columns that folders name, as far as they are known
   */
  static Dataset<Row> of(
      SparkSession spark,
      FileFormat format,
      List<Path> paths,
      Map<String, String> options,
      StructType columns,
      StructType named) {
    scala.collection.immutable.Map<String, String> given =
        scala.collection.immutable.Map.from(CollectionConverters.asScala(options));
    InMemoryFileIndex index =
        new InMemoryFileIndex(
            spark,
            CollectionConverters.asScala(paths).toSeq(),
            given,
            Option.apply(named),
            NoopCache$.MODULE$,
            Option.empty(),
            Option.empty());
    StructType found =
        columns != null ? columns : format.inferSchema(spark, given, index.allFiles()).get();
    return spark.baseRelationToDataFrame(
        new HadoopFsRelation(
            index,
            index.partitionSchema(),
            found.asNullable(),
            Option.empty(),
            format,
            given,
            spark));
  }

  /**
   * The columns of folders' names that stay text, though Spark would take them for numbers: as a
   * number, {@code class=01} would be another folder's {@code class=1}.
   */
  static StructType texts(List<InputFile> files) {
    Set<String> folders = new LinkedHashSet<>();
    files.forEach(file -> folders.addAll(List.of(file.folders().split("/"))));
    List<String> names = new ArrayList<>();
    for (String folder : folders) {
      int equals = folder.indexOf('=');
      if (equals > 0
          && !isKept(ExternalCatalogUtils.unescapePathName(folder.substring(equals + 1)))) {
        names.add(ExternalCatalogUtils.unescapePathName(folder.substring(0, equals)));
      }
    }
    return new StructType(
        names.stream()
            .distinct()
            .map(name -> DataTypes.createStructField(name, DataTypes.StringType, true))
            .toArray(StructField[]::new));
  }

  /** Whether a value that is read as a number is written as it was. */
  private static boolean isKept(String value) {
    try {
      return new BigDecimal(value).toPlainString().equals(value)
          && (value.indexOf('.') < 0 || Double.toString(Double.parseDouble(value)).equals(value));
    } catch (NumberFormatException e) {
      return !value.matches("[+-]?(NaN|Infinity|[0-9].*[dDfF])"); // Java's numbers, and so Spark's
    }
  }
}
