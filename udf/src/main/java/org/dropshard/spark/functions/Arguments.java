package org.dropshard.spark.functions;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads the argument types of one call from left to right and collects what Spark is to cast them
 * to. An untyped NULL suits everywhere. Strings and fractions are refused as ids and seeds: Spark
 * would cast them to numbers that are not the ids of the mask contract.
 */
final class Arguments {
  static final String MISSING_LAYOUT =
      "Missing layout: npy cells (end the call with 'CHW' or 'HWC')";

  private final String usage;
  private final StructField[] given;
  private final List<DataType> inputTypes = new ArrayList<>();
  private final List<DataType> declared = new ArrayList<>();

  /**
   * @param usage the call as the user is to write it, for the message
   */
  Arguments(String usage, StructType given) {
    this.usage = usage;
    this.given = given.fields();
  }

  /** A tensor whose channels matter, and no more. */
  static Arguments ofChannels(String name, Form form, StructType given) {
    Arguments arguments = new Arguments(channelsUsage(name, form), given).tensor(form);
    return switch (form) {
      case NPY -> arguments.layout();
      case FLOATS, DOUBLES -> arguments.integral("channels").text("layout");
      case IMAGE -> arguments;
    };
  }

  /** What a function of such a tensor does, and how each form of it is called. */
  static String channelsDescription(String name, String does) {
    return channelsUsage(name, Form.NPY)
        + " - "
        + does
        + "; arrays: "
        + channelsUsage(name, Form.FLOATS)
        + "; images: "
        + channelsUsage(name, Form.IMAGE)
        + ".";
  }

  private static String channelsUsage(String name, Form form) {
    return switch (form) {
      case NPY -> name + "(tensor, layout)";
      case FLOATS, DOUBLES -> name + "(array, channels, layout)";
      case IMAGE -> name + "(image)";
    };
  }

  /** The type of the first argument, the tensor; untyped NULL where there is none. */
  static DataType first(StructType given) {
    return given.isEmpty() ? DataTypes.NullType : given.fields()[0].dataType();
  }

  Arguments tensor(Form form) {
    return add(form.inputType(next()));
  }

  Arguments number(String name) {
    DataType type = next();
    require(name, type, type instanceof NumericType, "a number");
    return add(DataTypes.DoubleType);
  }

  Arguments integral(String name) {
    DataType type = next();
    require(name, type, isIntegral(type), "an integral type");
    return add(DataTypes.LongType);
  }

  /** A whole number that comes as a double. */
  Arguments whole(String name) {
    integral(name);
    inputTypes.set(inputTypes.size() - 1, DataTypes.DoubleType);
    return this;
  }

  Arguments text(String name) {
    DataType type = next();
    boolean text = type instanceof StringType;
    require(name, type, text, "a string");
    return add(text ? type : DataTypes.StringType);
  }

  /** npy beside the first argument. */
  Arguments npy(String name) {
    DataType type = next();
    require(name, type, type.equals(DataTypes.BinaryType), "npy as binary");
    return add(DataTypes.BinaryType);
  }

  Arguments wholes(String name) {
    DataType type = next();
    boolean integers = type instanceof ArrayType array && isIntegral(array.elementType());
    require(name, type, integers, "an array of an integral type");
    return add(DataTypes.createArrayType(DataTypes.IntegerType));
  }

  Arguments numbers(String name) {
    DataType type = next();
    boolean numbers = type instanceof ArrayType array && array.elementType() instanceof NumericType;
    require(name, type, numbers, "an array of numbers");
    return add(DataTypes.createArrayType(DataTypes.DoubleType));
  }

  /** A number, where the next argument is one. */
  Arguments optionalNumber(String name) {
    return hasNext() && !nextIsText() ? number(name) : this;
  }

  Arguments optionalText(String name) {
    return hasNext() ? text(name) : this;
  }

  /** The stream, where the next argument is no text. */
  Arguments stream() {
    return hasNext() && !nextIsText() ? integral("stream") : this;
  }

  /** The layout of npy, which nothing else says. */
  Arguments layout() {
    if (!hasNext()) {
      throw new UnsupportedOperationException(MISSING_LAYOUT);
    }
    return text("layout");
  }

  private boolean hasNext() {
    return inputTypes.size() < given.length;
  }

  private boolean nextIsText() {
    return hasNext() && given[inputTypes.size()].dataType() instanceof StringType;
  }

  /** What was called, once all arguments are read. */
  Signature end(String name, DataType resultType) {
    if (hasNext()) {
      throw wrongCount();
    }
    String canonicalName =
        declared.stream()
            .map(DataType::catalogString)
            .collect(Collectors.joining(",", "dropshard." + name + "(", ")"));
    return new Signature(name, canonicalName, inputTypes.toArray(DataType[]::new), resultType);
  }

  private Arguments add(DataType type) {
    inputTypes.add(type);
    declared.add(type);
    return this;
  }

  private DataType next() {
    if (!hasNext()) {
      throw wrongCount();
    }
    return given[inputTypes.size()].dataType();
  }

  private UnsupportedOperationException wrongCount() {
    return new UnsupportedOperationException(
        "Invalid number of arguments: " + given.length + " (" + usage + ")");
  }

  private static boolean isIntegral(DataType type) {
    return type.equals(DataTypes.ByteType)
        || type.equals(DataTypes.ShortType)
        || type.equals(DataTypes.IntegerType)
        || type.equals(DataTypes.LongType);
  }

  private static void require(String name, DataType type, boolean suits, String rule) {
    if (!suits && !(type instanceof NullType)) {
      throw new UnsupportedOperationException(
          "Invalid " + name + ": " + type.catalogString() + " (" + rule + ")");
    }
  }
}
