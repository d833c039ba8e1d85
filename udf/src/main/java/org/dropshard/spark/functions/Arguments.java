package org.dropshard.spark.functions;

import java.util.ArrayList;
import java.util.List;
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
  private final String usage;
  private final StructField[] given;
  private final List<DataType> inputTypes = new ArrayList<>();

  /**
   * @param usage the call as the user is to write it, for the message
   */
  Arguments(String usage, StructType given) {
    this.usage = usage;
    this.given = given.fields();
  }

  /** The type of the first argument, the tensor; untyped NULL where there is none. */
  static DataType first(StructType given) {
    return given.isEmpty() ? DataTypes.NullType : given.fields()[0].dataType();
  }

  Arguments tensor(Form form) {
    inputTypes.add(form.inputType(next()));
    return this;
  }

  Arguments number(String name) {
    DataType type = next();
    require(name, type, type instanceof NumericType, "a number");
    inputTypes.add(DataTypes.DoubleType);
    return this;
  }

  Arguments integral(String name) {
    DataType type = next();
    require(name, type, isIntegral(type), "an integral type");
    inputTypes.add(DataTypes.LongType);
    return this;
  }

  Arguments text(String name) {
    DataType type = next();
    boolean text = type instanceof StringType;
    require(name, type, text, "a string");
    inputTypes.add(text ? type : DataTypes.StringType);
    return this;
  }

  /** npy beside the first argument. */
  Arguments npy(String name) {
    DataType type = next();
    require(name, type, type.equals(DataTypes.BinaryType), "npy as binary");
    inputTypes.add(DataTypes.BinaryType);
    return this;
  }

  Arguments integers(String name) {
    DataType type = next();
    boolean integers = type instanceof ArrayType array && isIntegral(array.elementType());
    require(name, type, integers, "an array of an integral type");
    inputTypes.add(DataTypes.createArrayType(DataTypes.IntegerType));
    return this;
  }

  /** A number, where the next argument is one. */
  Arguments optionalNumber(String name) {
    return hasNext() && !nextIsText() ? number(name) : this;
  }

  Arguments optionalText(String name) {
    return hasNext() ? text(name) : this;
  }

  boolean hasNext() {
    return inputTypes.size() < given.length;
  }

  boolean nextIsText() {
    return hasNext() && given[inputTypes.size()].dataType() instanceof StringType;
  }

  /** The types to cast to, once all arguments are read. */
  DataType[] end() {
    if (hasNext()) {
      throw wrongCount();
    }
    return inputTypes.toArray(DataType[]::new);
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
