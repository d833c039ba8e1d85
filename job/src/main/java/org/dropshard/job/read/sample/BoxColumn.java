package org.dropshard.job.read.sample;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.dropshard.job.config.Boxes;
import org.dropshard.job.error.JobException;
import org.dropshard.tensor.Doubles;
import org.dropshard.tensor.Npy;
import org.dropshard.tensor.NpyException;

/**
 * A column of boxes: lists of four numbers, one list of all, structs, or npy.
 *
 * @param asked its name and format
 * @param ordinal where rows have it
 * @param type of the column
 * @param path the fields that lead to the boxes in it
 */
public record BoxColumn(Boxes asked, int ordinal, DataType type, List<String> path)
    implements Serializable {
  /**
   * Finds it.
   *
   * @return null if none is asked for
   * @throws JobException if it is not there, or holds no boxes
   */
  public static BoxColumn of(Source source, Optional<Boxes> asked) {
    if (asked.isEmpty()) {
      return null;
    }
    String name = asked.get().column();
    StructField[] columns = source.passThrough().fields();
    for (int i = 0; i < columns.length; i++) {
      String column = columns[i].name();
      boolean whole = name.equals(column);
      if (source.ordinals()[i] >= 0 && (whole || name.startsWith(column + "."))) {
        List<String> path =
            whole ? List.of() : List.of(name.substring(column.length() + 1).split("\\."));
        DataType type = columns[i].dataType();
        BoxColumn boxes = new BoxColumn(asked.get(), source.ordinals()[i], type, path);
        if (!boxes.isOfBoxes(type, 0)) {
          throw refused(name, type.sql() + ": lists of four numbers, a list of all, structs, npy");
        }
        return boxes;
      }
    }
    List<String> names = Arrays.stream(columns).map(StructField::name).toList();
    throw refused(name, "the columns are " + String.join(", ", names));
  }

  private static JobException refused(String name, String rule) {
    return JobException.usage("Invalid --boxes: " + name + " (" + rule + ")");
  }

  private boolean isOfBoxes(DataType type, int depth) {
    if (type instanceof ArrayType list) {
      return isOfBoxes(list.elementType(), depth)
          || depth == path.size() && isNumber(list.elementType());
    }
    if (type instanceof StructType struct) {
      int[] fields = fields(struct, depth);
      return Arrays.stream(fields)
          .allMatch(
              field ->
                  field >= 0
                      && (depth < path.size()
                          ? isOfBoxes(struct.apply(field).dataType(), depth + 1)
                          : isNumber(struct.apply(field).dataType())));
    }
    return type instanceof BinaryType && depth == path.size();
  }

  private static boolean isNumber(DataType type) {
    return type instanceof NumericType && !(type instanceof DecimalType);
  }

  /** The fields of a struct that are meant: the next of the path, or the four of a box. */
  private int[] fields(StructType struct, int depth) {
    List<String> there =
        Arrays.stream(struct.fieldNames()).map(name -> name.toLowerCase(Locale.ROOT)).toList();
    if (depth < path.size()) {
      return new int[] {there.indexOf(path.get(depth).toLowerCase(Locale.ROOT))};
    }
    return asked.format().names().stream()
        .filter(there::containsAll)
        .findFirst()
        .map(names -> names.stream().mapToInt(there::indexOf).toArray())
        .orElse(new int[] {-1});
  }

  /**
   * The boxes of a row: left, top, right and bottom of each; none where the column is null.
   *
   * @throws IllegalArgumentException if there are not four finite numbers of each
   */
  public double[][] of(InternalRow row) {
    List<Double> numbers = new ArrayList<>();
    if (!row.isNullAt(ordinal)) {
      add(row.get(ordinal, type), type, 0, numbers);
    }
    double[][] boxes = new double[four(numbers.size())][];
    for (int i = 0; i < boxes.length; i++) {
      double[] box = numbers.subList(4 * i, 4 * i + 4).stream().mapToDouble(n -> n).toArray();
      if (!Arrays.stream(box).allMatch(Double::isFinite)) {
        throw invalid(Arrays.toString(box), "numbers are finite");
      }
      if (asked.format() == Boxes.Format.XYWH) {
        box[2] += box[0];
        box[3] += box[1];
      }
      boxes[i] = box;
    }
    return boxes;
  }

  private int four(int numbers) {
    if (numbers % 4 != 0) {
      throw invalid(numbers + " numbers", "four of each box");
    }
    return numbers / 4;
  }

  private IllegalArgumentException invalid(String what, String rule) {
    return new IllegalArgumentException(
        "Invalid box of " + asked.column() + ": " + what + " (" + rule + ")");
  }

  private void add(Object value, DataType type, int depth, List<Double> numbers) {
    if (value == null) {
      throw invalid("null", "four numbers");
    }
    if (type instanceof ArrayType list) {
      ArrayData all = (ArrayData) value;
      DataType element = list.elementType();
      if (isNumber(element)) {
        four(all.numElements());
      }
      for (int i = 0; i < all.numElements(); i++) {
        add(all.isNullAt(i) ? null : all.get(i, element), element, depth, numbers);
      }
    } else if (type instanceof StructType struct) {
      InternalRow all = (InternalRow) value;
      for (int field : fields(struct, depth)) {
        DataType of = struct.apply(field).dataType();
        add(all.isNullAt(field) ? null : all.get(field, of), of, depth + 1, numbers);
      }
    } else if (value instanceof byte[] npy) {
      try {
        Arrays.stream(Doubles.of(Npy.read(npy))).forEach(numbers::add);
      } catch (NpyException e) {
        throw new IllegalArgumentException(
            "Invalid boxes of " + asked.column() + ": " + e.getMessage(), e);
      }
    } else {
      numbers.add(((Number) value).doubleValue());
    }
  }
}
