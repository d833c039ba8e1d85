package org.dropshard.job.read.sample;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.dropshard.job.error.JobException;

/**
 * A column of few values, by which statistics are taken.
 *
 * @param ordinal where rows hold it
 * @param type text, a whole number or a boolean
 */
public record ValueColumn(int ordinal, DataType type) implements Serializable {
  /** What stands for a value that is not there. */
  private static final String NONE = "null";

  /** The most letters of a value. */
  private static final int LONGEST = 256;

  /**
   * Finds it.
   *
   * @return null if none is asked for
   * @throws JobException if it is not there, or of another type
   */
  public static ValueColumn of(Source source, Optional<String> name) {
    if (name.isEmpty()) {
      return null;
    }
    StructField[] columns = source.passThrough().fields();
    for (int i = 0; i < columns.length; i++) {
      DataType type = columns[i].dataType();
      if (columns[i].name().equals(name.get()) && source.ordinals()[i] >= 0) {
        if (!(type instanceof StringType
            || type instanceof IntegralType
            || type instanceof BooleanType)) {
          throw JobException.invalid(
              "--stats-by", name.get(), type.sql() + ": text or whole numbers");
        }
        return new ValueColumn(source.ordinals()[i], type);
      }
    }
    List<String> names = Arrays.stream(columns).map(StructField::name).toList();
    throw JobException.invalid(
        "--stats-by", name.get(), "the columns are " + String.join(", ", names));
  }

  /**
   * The value of a row.
   *
   * @throws JobException if it is a long text
   */
  public String of(InternalRow row) {
    String value = row.isNullAt(ordinal) ? NONE : String.valueOf(row.get(ordinal, type));
    if (value.length() > LONGEST) {
      throw JobException.invalid(
          "--stats-by", "a value of " + value.length() + " letters", "at most " + LONGEST);
    }
    return value;
  }
}
