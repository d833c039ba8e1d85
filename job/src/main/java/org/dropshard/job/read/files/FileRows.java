package org.dropshard.job.read.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.dropshard.job.read.listing.InputFile;
import org.dropshard.job.read.listing.InputPart;

/**
 * Files as rows: one each, or one a part of a file; the names alone. The contents are read in the
 * task that needs them.
 */
final class FileRows {
  static final int PATH = 0;
  static final int LABEL = 1;
  static final int FILE = 2;
  static final int LENGTH = 3;
  static final int PART = 4;
  static final int PARTS = 5;

  /** What a file's name tells of its samples. */
  static final StructType NAMES =
      new StructType()
          .add("path", DataTypes.StringType, false)
          .add("label", DataTypes.StringType, true);

  static final StructType SCHEMA =
      NAMES
          .add("_file", DataTypes.StringType, false)
          .add("_length", DataTypes.LongType, false)
          .add("_part", DataTypes.IntegerType, false)
          .add("_parts", DataTypes.IntegerType, false);

  private FileRows() {}

  /** {@link #NAMES} with the label under another name. */
  static StructType names(String label) {
    return new StructType()
        .add(NAMES.apply(PATH))
        .add(label, NAMES.apply(LABEL).dataType(), NAMES.apply(LABEL).nullable());
  }

  /**
   * The parts in {@code partitions} partitions of about the same size, neighbours together.
   *
   * @param told columns of which nothing is known before a file is read
   */
  static Dataset<Row> of(
      SparkSession spark, List<InputPart> parts, int partitions, StructType told) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<byte[]> bins = bins(parts, partitions);
    int unknown = told.length();
    RDD<InternalRow> rows =
        context
            .parallelize(bins, Math.max(1, bins.size()))
            .flatMap(bin -> PackedParts.of(bin).stream().map(part -> row(part, unknown)).iterator())
            .rdd();
    // Rows of Spark's own need no code that is generated and compiled to make them so.
    return ((org.apache.spark.sql.classic.SparkSession) spark)
        .internalCreateDataFrame(rows, schema(told), false);
  }

  /** The columns of rows that files tell more of. */
  static StructType schema(StructType told) {
    StructType schema = SCHEMA;
    for (StructField field : told.fields()) {
      schema = schema.add(field.name(), field.dataType(), true);
    }
    return schema;
  }

  /** Path, label and number in the list of each file. */
  static Dataset<Row> names(SparkSession spark, List<InputFile> files) {
    List<Row> rows = new ArrayList<>();
    for (InputFile file : files) {
      rows.add(RowFactory.create(file.name(), label(file), rows.size()));
    }
    return spark.createDataFrame(rows, NAMES.add("_number", DataTypes.IntegerType, false));
  }

  /** A part as Spark's tasks have it. */
  static InternalRow row(InputPart part) {
    return row(part, 0);
  }

  private static InternalRow row(InputPart part, int unknown) {
    InputFile file = part.file();
    Object[] values = {
      UTF8String.fromString(file.name()),
      UTF8String.fromString(label(file)),
      UTF8String.fromString(file.path()),
      file.length(),
      part.part(),
      part.parts()
    };
    return new GenericInternalRow(Arrays.copyOf(values, values.length + unknown));
  }

  /** A row with what its file has told. */
  static InternalRow with(InternalRow row, Object[] told) {
    if (told.length == 0) {
      return row;
    }
    int known = SCHEMA.length();
    Object[] values = new Object[known + told.length];
    for (int i = 0; i < known; i++) {
      values[i] = row.isNullAt(i) ? null : row.get(i, SCHEMA.apply(i).dataType());
    }
    System.arraycopy(told, 0, values, known, told.length);
    return new GenericInternalRow(values);
  }

  private static String label(InputFile file) {
    String folder = file.folder();
    int equals = folder.indexOf('='); // label=cat/, as Spark names partitions
    return folder.isEmpty() ? null : folder.substring(equals + 1);
  }

  /** A file costs its bytes and, for opening it, as much as 64 KB. */
  private static List<byte[]> bins(List<InputPart> parts, int partitions) {
    long opening = 1 << 16;
    long total = parts.stream().mapToLong(part -> part.bytes() + opening).sum();
    List<byte[]> bins = new ArrayList<>();
    List<InputPart> bin = new ArrayList<>();
    long seen = 0;
    for (InputPart part : parts) {
      bin.add(part);
      seen += part.bytes() + opening;
      // The bin ends where the files so far reach its share of the total.
      if (seen >= (double) total * (bins.size() + 1) / partitions) {
        bins.add(PackedParts.packed(bin));
        bin.clear();
      }
    }
    if (!bin.isEmpty()) {
      bins.add(PackedParts.packed(bin));
    }
    return bins;
  }
}
