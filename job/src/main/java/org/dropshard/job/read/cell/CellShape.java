package org.dropshard.job.read.cell;

import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType$;
import org.apache.spark.sql.types.LongType$;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StringType$;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.error.JobException;
import org.dropshard.tensor.Invalid;

/**
 * Where the shape of cells comes from that do not hold it: the configuration, a column of integers
 * or of text like {@code 3,32,32}, or a column an axis.
 *
 * @param fixed the axes; null if a column holds them
 * @param ordinal the column, or −1
 * @param type the column's type
 * @param byFile the axes by the file's path, which the column then holds; else null
 * @param axes the column of each axis; null: they are in one
 */
public record CellShape(
    int[] fixed, int ordinal, DataType type, Map<String, String> byFile, CellShape[] axes)
    implements Serializable {

  CellShape(int[] fixed, int ordinal, DataType type) {
    this(fixed, ordinal, type, null, null);
  }

  /** Room for 64 axes of 9 digits. A pattern's matcher takes stack for each. */
  private static final int LONGEST_TEXT = 1000;

  public static CellShape fixed(int[] axes) {
    return new CellShape(axes, -1, null);
  }

  /**
   * Axes that a file has for all its rows.
   *
   * @param axes by the file's path, as text like {@code 3,32,32}
   * @param fileOrdinal the column of the row's file
   */
  public static CellShape byFile(Map<String, String> axes, int fileOrdinal) {
    return new CellShape(null, fileOrdinal, StringType$.MODULE$, new HashMap<>(axes), null);
  }

  /** Whether a column of the type is a list of integers. */
  static boolean isList(DataType type) {
    return type instanceof ArrayType array
        && (array.elementType() == IntegerType$.MODULE$
            || array.elementType() == LongType$.MODULE$);
  }

  /**
   * The shape that a column holds, or columns, one an axis, between commas, and numbers among them.
   *
   * @throws JobException if there is no such column, or it holds no shapes
   */
  public static CellShape column(String name, StructType rows) {
    List<String> names = Arrays.asList(rows.fieldNames());
    if (names.contains(name)) {
      DataType type = rows.apply(name).dataType();
      if (type instanceof StringType || isInteger(type) || isList(type)) {
        return new CellShape(null, rows.fieldIndex(name), type);
      }
    }
    String[] parts = name.strip().split("\\s*,\\s*");
    boolean axes =
        Arrays.stream(parts)
            .allMatch(
                part ->
                    part.matches("\\d{1,9}")
                        || names.contains(part) && isInteger(rows.apply(part).dataType()));
    if (axes && parts.length > 1) {
      CellShape[] each =
          Arrays.stream(parts)
              .map(
                  part ->
                      names.contains(part)
                          ? column(part, rows)
                          : fixed(new int[] {Integer.parseInt(part)}))
              .toArray(CellShape[]::new);
      return new CellShape(null, -1, null, null, each);
    }
    throw JobException.input(
        Invalid.message(
            "--cell-shape",
            name,
            "axes like 3,32,32, a column of arrays of integers or of such text, or a column of integers an axis, like height,width,3"));
  }

  private static boolean isInteger(DataType type) {
    return type == LongType$.MODULE$ || type == IntegerType$.MODULE$;
  }

  int[] of(InternalRow row) {
    if (fixed != null) {
      return fixed;
    }
    if (axes != null) {
      return Arrays.stream(axes).mapToInt(axis -> axis.of(row)[0]).toArray();
    }
    if (row.isNullAt(ordinal)) {
      throw new IllegalArgumentException("Invalid shape: null");
    }
    if (type instanceof StringType) {
      String text = row.getUTF8String(ordinal).toString();
      text = byFile == null ? text : byFile.getOrDefault(text, "of an unknown file");
      if (text.length() > LONGEST_TEXT) {
        throw Invalid.argument("shape", "text of " + text.length(), "at most " + LONGEST_TEXT);
      }
      String bare = text.replaceAll("[\\[\\]()\\s]", "");
      if (!bare.matches("\\d{1,9}(,\\d{1,9})*,?")) {
        throw Invalid.argument("shape", text, "like 3,32,32");
      }
      return Arrays.stream(bare.split(",")).mapToInt(Integer::parseInt).toArray();
    }
    if (isInteger(type)) {
      long axis = type == LongType$.MODULE$ ? row.getLong(ordinal) : row.getInt(ordinal);
      if (axis < 0 || axis > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("Invalid shape: an axis of " + axis);
      }
      return new int[] {(int) axis};
    }
    if (((ArrayType) type).elementType() == IntegerType$.MODULE$) {
      return row.getArray(ordinal).toIntArray();
    }
    return Arrays.stream(row.getArray(ordinal).toLongArray()).mapToInt(Math::toIntExact).toArray();
  }
}
