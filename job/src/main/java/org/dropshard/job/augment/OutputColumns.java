package org.dropshard.job.augment;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.BooleanType$;
import org.apache.spark.sql.types.ByteType$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegerType$;
import org.apache.spark.sql.types.LongType$;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.ShortType$;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.JobException;
import org.dropshard.job.read.Source;

/**
 * The columns of the output: those that pass through, the tensor, {@code sample_id} and {@code
 * copy}.
 *
 * @param files the columns in the files
 * @param from where each comes from: a column of the source's rows, or one of the constants here
 * @param folders the columns that become folders
 * @param folderFrom where each of those stands in the source's rows
 */
record OutputColumns(StructType files, int[] from, StructType folders, int[] folderFrom)
    implements Serializable {
  static final int TENSOR = -1;
  static final int SAMPLE_ID = -2;
  static final int COPY = -3;

  /** Which way the tensors go. */
  enum Way {
    /** Samples become copies. */
    FORWARD,
    /** Gradients of copies stay gradients of those copies. */
    BACK
  }

  private static final List<DataType> FOLDER_TYPES =
      List.of(
          BooleanType$.MODULE$,
          ByteType$.MODULE$,
          ShortType$.MODULE$,
          IntegerType$.MODULE$,
          LongType$.MODULE$);

  /**
   * @param key the key column's name, which may be {@code sample_id} itself, or null
   * @param way back, there may be a column {@code copy}, which stays what it is
   * @throws JobException if a column is missing or taken
   */
  static OutputColumns of(
      Source source,
      DataType tensorType,
      Metadata tensorMetadata,
      List<String> partitionBy,
      String key,
      Way way) {
    StructType files = new StructType();
    StructType folders = new StructType();
    List<Integer> from = new ArrayList<>();
    List<Integer> folderFrom = new ArrayList<>();
    StructField tensor = new StructField(source.tensorColumn(), tensorType, false, tensorMetadata);
    for (int i = 0; i < source.passThrough().length(); i++) {
      StructField field = source.passThrough().apply(i);
      int ordinal = source.ordinals()[i];
      if (field.name().equals("copy") && !way.equals(Way.BACK)
          || field.name().equals("sample_id") && !"sample_id".equals(key)) {
        throw JobException.input(
            "Invalid input column: "
                + field.name()
                + " (the output adds one of that name: rename it)");
      }
      if (field.name().equals("sample_id") || field.name().equals("copy")) {
        continue;
      }
      if (partitionBy.contains(field.name()) && ordinal >= 0) {
        checkFolder(field);
        folders = folders.add(field);
        folderFrom.add(ordinal);
      } else {
        files = files.add(ordinal == TENSOR ? tensor : field);
        from.add(ordinal);
      }
    }
    files =
        files.add("sample_id", DataTypes.LongType, false).add("copy", DataTypes.IntegerType, false);
    from.add(SAMPLE_ID);
    from.add(COPY);
    if (!from.contains(TENSOR)) {
      files = files.add(tensor);
      from.add(TENSOR);
    }
    if (folders.length() != partitionBy.size()) {
      throw JobException.usage(
          "Invalid --partition-by: "
              + String.join(", ", partitionBy)
              + " (there are "
              + String.join(", ", source.passThrough().fieldNames())
              + ")");
    }
    return new OutputColumns(files, ints(from), folders, ints(folderFrom));
  }

  private static void checkFolder(StructField field) {
    if (!(field.dataType() instanceof StringType) && !FOLDER_TYPES.contains(field.dataType())) {
      throw JobException.usage(
          "Invalid --partition-by: "
              + field.name()
              + " is "
              + field.dataType().sql()
              + " (string, boolean or integral)");
    }
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The row of one copy. */
  InternalRow row(InternalRow source, long sampleId, int copy, Object tensor) {
    Object[] values = new Object[from.length];
    for (int i = 0; i < from.length; i++) {
      values[i] =
          switch (from[i]) {
            case TENSOR -> tensor;
            case SAMPLE_ID -> sampleId;
            case COPY -> copy;
            default ->
                source.isNullAt(from[i]) ? null : source.get(from[i], files.apply(i).dataType());
          };
    }
    return new GenericInternalRow(values);
  }

  /** The folder of a row, as Spark names it, or null if the output has none. */
  String folder(InternalRow source) {
    if (folderFrom.length == 0) {
      return null;
    }
    String[] parts = new String[folderFrom.length];
    Arrays.setAll(
        parts,
        i -> {
          StructField field = folders.apply(i);
          Object value =
              source.isNullAt(folderFrom[i]) ? null : source.get(folderFrom[i], field.dataType());
          return ExternalCatalogUtils.getPartitionPathString(
              field.name(), value == null ? null : value.toString());
        });
    return String.join("/", parts);
  }
}
