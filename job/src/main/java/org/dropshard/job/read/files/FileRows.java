package org.dropshard.job.read.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.read.listing.InputFile;

/** Files as rows: one each, the names alone; the contents are read in the task that needs them. */
final class FileRows {
  static final int PATH = 0;
  static final int LABEL = 1;
  static final int FILE = 2;
  static final int LENGTH = 3;

  static final StructType SCHEMA =
      new StructType()
          .add("path", DataTypes.StringType, false)
          .add("label", DataTypes.StringType, true)
          .add("_file", DataTypes.StringType, false)
          .add("_length", DataTypes.LongType, false);

  private FileRows() {}

  /** The files in {@code partitions} partitions of about the same size, neighbours together. */
  static Dataset<Row> of(SparkSession spark, List<InputFile> files, int partitions) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<InputFile[]> bins = bins(files, partitions);
    return spark.createDataFrame(
        context
            .parallelize(bins, bins.size())
            .flatMap(bin -> Arrays.stream(bin).map(FileRows::row).iterator()),
        SCHEMA);
  }

  private static Row row(InputFile file) {
    String folder = file.folder();
    int equals = folder.indexOf('='); // label=cat/, as Spark names partitions
    String label = folder.isEmpty() ? null : folder.substring(equals + 1);
    return RowFactory.create(file.name(), label, file.path(), file.length());
  }

  /** A file costs its bytes and, for opening it, as much as 64 KB. */
  private static List<InputFile[]> bins(List<InputFile> files, int partitions) {
    long opening = 1 << 16;
    long total = files.stream().mapToLong(file -> file.length() + opening).sum();
    List<InputFile[]> bins = new ArrayList<>();
    List<InputFile> bin = new ArrayList<>();
    long seen = 0;
    for (InputFile file : files) {
      bin.add(file);
      seen += file.length() + opening;
      // The bin ends where the files so far reach its share of the total.
      if (seen >= (double) total * (bins.size() + 1) / partitions) {
        bins.add(bin.toArray(new InputFile[0]));
        bin.clear();
      }
    }
    if (!bin.isEmpty()) {
      bins.add(bin.toArray(new InputFile[0]));
    }
    return bins;
  }
}
