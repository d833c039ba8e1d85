package org.dropshard.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What is not the same in all files of a table, for eyes. */
public final class Differences {
  private Differences() {}

  /**
   * Columns that some files lack, and columns that are wider than a file's own.
   *
   * @param columns those of all files
   * @param files those of each; of a file without records none
   */
  static List<String> of(StructType columns, List<StructType> files) {
    List<StructType> some = files.stream().filter(file -> !file.isEmpty()).toList();
    List<String> remarks = new ArrayList<>();
    for (StructField column : columns.fields()) {
      List<StructField> own =
          some.stream().flatMap(file -> named(file, column.name()).stream()).toList();
      if (own.size() < some.size()) {
        remarks.add(in(column, own.size(), some.size()));
      }
      if (own.stream().anyMatch(field -> !field.dataType().sameType(column.dataType()))) {
        remarks.add(widened(column));
      }
    }
    return remarks;
  }

  private static Optional<StructField> named(StructType columns, String name) {
    return Arrays.stream(columns.fields()).filter(field -> field.name().equals(name)).findFirst();
  }

  /** {@code extra in 1 of 2 files}. */
  public static String in(StructField column, long files, long of) {
    return column.name() + " in " + files + " of " + of + " files";
  }

  /** {@code score widened to DOUBLE}. */
  public static String widened(StructField column) {
    return column.name() + " widened to " + column.dataType().sql();
  }
}
