package org.dropshard.job.read.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.format.Differences;
import org.dropshard.format.LeafTypes;
import org.dropshard.job.error.JobException;
import org.dropshard.tensor.Invalid;

/**
 * The columns of all files of a table, in the order in which they come. Numbers widen: integers to
 * wider ones, and to doubles where a file has floating ones. A column that has no value in a file,
 * Arrow's null type, is whatever the others say.
 */
final class ColumnUnion {
  private static final List<DataType> INTEGERS =
      List.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

  /** A column, the file that it came from, and how many files have it. */
  private record Column(StructField field, String file, long files, boolean widened) {}

  private final Map<String, Column> columns = new LinkedHashMap<>();
  private long files;

  /**
   * Takes in files of one schema.
   *
   * @param file the first of them
   * @param count how many there are
   * @throws JobException if a column is not of a type that holds it and what was there
   */
  void add(StructType schema, String file, long count) {
    files += count;
    for (StructField field : schema.fields()) {
      columns.merge(
          field.name().toLowerCase(Locale.ROOT),
          new Column(field, file, count, false),
          this::merged);
    }
  }

  private Column merged(Column there, Column other) {
    Optional<StructField> both = both(there.field(), other.field());
    if (both.isEmpty()) {
      throw JobException.input(
          Invalid.message(
              "column",
              there.field().name()
                  + " is "
                  + shown(there.field())
                  + " in file "
                  + there.file()
                  + " and "
                  + shown(other.field())
                  + " in file "
                  + other.file(),
              "no type holds both"));
    }
    boolean widened =
        !isNull(there.field())
            && !isNull(other.field())
            && !there.field().dataType().sameType(other.field().dataType());
    return new Column(
        both.get(), there.file(), there.files() + other.files(), there.widened() || widened);
  }

  private static String shown(StructField field) {
    String leaf = LeafTypes.shown(field);
    return field.dataType().sql() + (leaf.isEmpty() ? "" : " (" + leaf + ")");
  }

  /** All columns; each may be null. */
  StructType columns() {
    StructType all = new StructType();
    for (Column column : columns.values()) {
      all = all.add(column.field());
    }
    return all.asNullable();
  }

  /** What is not the same in all files, for eyes. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    for (Column column : columns.values()) {
      if (column.files() < files) {
        remarks.add(Differences.in(column.field(), column.files(), files));
      }
      if (column.widened()) {
        remarks.add(Differences.widened(column.field()));
      }
    }
    return remarks;
  }

  private static boolean isNull(StructField field) {
    return LeafTypes.annotation(field).equals("UNKNOWN");
  }

  private static Optional<StructField> both(StructField a, StructField b) {
    if (isNull(a) || isNull(b)) {
      return Optional.of(isNull(a) ? b : a);
    }
    boolean same = LeafTypes.of(a).equals(LeafTypes.of(b));
    if (!same && (LeafTypes.isOpaque(a) || LeafTypes.isOpaque(b))) {
      return Optional.empty();
    }
    return both(a.dataType(), b.dataType())
        .map(
            type -> {
              boolean kept = same && type.sameType(a.dataType());
              return new StructField(
                  a.name(),
                  type,
                  true,
                  kept ? a.metadata() : LeafTypes.with(a.metadata(), List.of()));
            });
  }

  /** The narrowest type that holds the values of both; empty if there is none. */
  static Optional<DataType> both(DataType a, DataType b) {
    if (a.asNullable().sameType(b.asNullable())) {
      return Optional.of(a);
    }
    if (a instanceof ArrayType x && b instanceof ArrayType y) {
      return both(x.elementType(), y.elementType()).map(element -> new ArrayType(element, true));
    }
    if (a instanceof StructType x && b instanceof StructType y) {
      return fields(x, y);
    }
    int i = INTEGERS.indexOf(a);
    int j = INTEGERS.indexOf(b);
    if (i >= 0 && j >= 0) {
      return Optional.of(i > j ? a : b);
    }
    boolean numbers = (i >= 0 || isFloating(a)) && (j >= 0 || isFloating(b));
    return numbers ? Optional.of(DataTypes.DoubleType) : Optional.empty();
  }

  private static boolean isFloating(DataType type) {
    return type.equals(DataTypes.FloatType) || type.equals(DataTypes.DoubleType);
  }

  private static Optional<DataType> fields(StructType a, StructType b) {
    Map<String, StructField> all = new LinkedHashMap<>();
    for (StructField field : a.fields()) {
      all.put(field.name(), field);
    }
    for (StructField field : b.fields()) {
      StructField there = all.get(field.name());
      Optional<StructField> both = there == null ? Optional.of(field) : both(there, field);
      if (both.isEmpty()) {
        return Optional.empty();
      }
      all.put(field.name(), both.get());
    }
    return Optional.of(new StructType(all.values().toArray(StructField[]::new)));
  }
}
