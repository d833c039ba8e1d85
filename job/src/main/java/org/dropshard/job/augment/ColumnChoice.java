package org.dropshard.job.augment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.JsonMember;
import org.dropshard.format.TensorNames;
import org.dropshard.job.config.SelectConfig;
import org.dropshard.job.error.JobException;
import org.dropshard.job.read.sample.Source;
import org.dropshard.tensor.Invalid;

/** Chooses the columns of an output: which of the input stay, and what is added to them. */
final class ColumnChoice {
  private ColumnChoice() {}

  /**
   * @param nullRule why integers and booleans cannot be null, or null
   * @param tensor the tensor column
   * @param key the key column's name, which may be {@code sample_id} itself, or null
   * @param mask the column of masks, or null
   * @param shares the column of shares of boxes, or null
   * @param direction back, there may be a column {@code copy}, which stays what it is
   * @throws JobException if a column is missing or taken
   */
  static OutputColumns choose(
      Source source,
      TensorNames names,
      String nullRule,
      StructField tensor,
      List<String> partitionBy,
      String key,
      int copies,
      StructField mask,
      StructField shares,
      OutputColumns.Direction direction) {
    StructType files = new StructType();
    StructType folders = new StructType();
    List<Integer> from = new ArrayList<>();
    List<Integer> folderFrom = new ArrayList<>();
    int keyFrom = -1;
    boolean split =
        !source.selection().parts().isEmpty() && direction == OutputColumns.Direction.FORWARD;
    for (int i = 0; i < source.passThrough().length(); i++) {
      StructField field = source.passThrough().apply(i);
      int ordinal = source.ordinals()[i];
      if (split && field.name().equals(SelectConfig.COLUMN)) {
        throw JobException.input(
            "Invalid input column: split (--split adds one of that name: rename it, or leave it out"
                + " by --columns)");
      }
      if (field.name().equals("copy")
              && !direction.equals(OutputColumns.Direction.BACK)
              && !"sample_id".equals(key)
          || field.name().equals("sample_id") && !"sample_id".equals(key)) {
        throw JobException.input(
            Invalid.message(
                "input column",
                field.name(),
                "the output adds one of that name: rename it, or go on with --key sample_id"));
      }
      if (field.name().equals(names.key()) && field.dataType() instanceof StringType) {
        keyFrom = ordinal;
      }
      boolean tar = names.key() != null;
      if (field.name().equals("sample_id")
          || field.name().equals("copy")
          || field.name().equals(JsonMember.RAW) && !tar
          || JsonMember.has(field) && tar && !partitionBy.contains(field.name())
          || ordinal >= 0 && names.replaces(field.name())) {
        continue;
      }
      if (partitionBy.contains(field.name()) && ordinal >= 0) {
        checkFolder(field);
        folders = folders.add(field);
        folderFrom.add(ordinal);
      } else {
        files = files.add(ordinal == OutputColumns.TENSOR ? tensor : field);
        int also = direction == OutputColumns.Direction.BACK ? -1 : source.also(field.name());
        from.add(also < 0 ? ordinal : OutputColumns.ALSO - also);
      }
    }
    files =
        files.add("sample_id", DataTypes.LongType, false).add("copy", DataTypes.IntegerType, false);
    from.add(OutputColumns.SAMPLE_ID);
    from.add(OutputColumns.COPY);
    StructField part =
        DataTypes.createStructField(SelectConfig.COLUMN, DataTypes.StringType, false);
    if (split && partitionBy.contains(SelectConfig.COLUMN)) {
      folders = folders.add(part);
      folderFrom.add(OutputColumns.PART);
    } else if (split) {
      files = files.add(part);
      from.add(OutputColumns.PART);
    }
    if (!from.contains(OutputColumns.TENSOR)) {
      files = files.add(tensor);
      from.add(OutputColumns.TENSOR);
    }
    if (mask != null) {
      files = with(mask, "--mask-column", files, folders);
      from.add(OutputColumns.MASK);
    }
    if (shares != null) {
      files = with(shares, "--boxes", files, folders);
      from.add(OutputColumns.ALSO - source.also().size());
    }
    if (names.key() != null) {
      files = files.add(names.key(), DataTypes.StringType, false);
      from.add(OutputColumns.KEY);
    }
    for (TensorNames.Beside column : names.beside()) {
      files = files.add(column.name(), column.type(), false);
      from.add(OutputColumns.BESIDE - names.beside().indexOf(column));
    }
    if (folders.length() != partitionBy.size()) {
      throw JobException.usage(
          "Invalid --partition-by: "
              + String.join(", ", partitionBy)
              + " (there are "
              + String.join(", ", source.passThrough().fieldNames())
              + (split ? ", split)" : ")"));
    }
    return new OutputColumns(
        files,
        ints(from),
        folders,
        ints(folderFrom),
        keyFrom,
        copies,
        names.beside(),
        nullRule,
        source.selection());
  }

  private static StructType with(
      StructField own, String option, StructType files, StructType folders) {
    if (Arrays.asList(files.fieldNames()).contains(own.name())
        || Arrays.asList(folders.fieldNames()).contains(own.name())) {
      throw JobException.invalid(option, own.name(), "the output has a column of that name");
    }
    return files.add(own);
  }

  private static void checkFolder(StructField field) {
    if (!(field.dataType() instanceof StringType)
        && !OutputColumns.FOLDER_TYPES.contains(field.dataType())) {
      throw JobException.invalid(
          "--partition-by",
          field.name() + " is " + field.dataType().sql(),
          "string, boolean or integral");
    }
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }
}
